"""Reads customers out of the CSV files people have: Salesforce, HubSpot and spreadsheet exports. Stores nothing."""

from domain.importing.colleagues import Colleagues
from domain.importing.columns import COLUMNS, CONTACTS, Column
from domain.importing.contacts import KnownContact, same_contacts
from domain.importing.reading import Reading, read_customers
from domain.importing.rows import ContactRow, CustomerRow, Rejected, Source
from domain.importing.text import text_of

__all__ = [
    "COLUMNS",
    "CONTACTS",
    "Colleagues",
    "Column",
    "ContactRow",
    "CustomerRow",
    "KnownContact",
    "Reading",
    "Rejected",
    "Source",
    "read_customers",
    "same_contacts",
    "text_of",
]
