"""Reads customers out of the CSV files people have: Salesforce, HubSpot and spreadsheet exports. Stores nothing."""

from domain.portfolio.importing.colleagues import Colleagues
from domain.portfolio.importing.columns import COLUMNS, CONTACTS, Column
from domain.portfolio.importing.contacts import KnownContact, same_contacts
from domain.portfolio.importing.faults import Fault, FaultKind
from domain.portfolio.importing.reading import CustomerFile, read_customers
from domain.portfolio.importing.rows import ImportedContact, ImportedCustomer, Rejected, Source
from domain.portfolio.importing.text import text_of

__all__ = [
    "COLUMNS",
    "CONTACTS",
    "Colleagues",
    "Column",
    "CustomerFile",
    "Fault",
    "FaultKind",
    "ImportedContact",
    "ImportedCustomer",
    "KnownContact",
    "Rejected",
    "Source",
    "read_customers",
    "same_contacts",
    "text_of",
]
