"""Reads customers out of the CSV files people have: Salesforce, HubSpot and spreadsheet exports. Stores nothing."""

from domain.portfolio.importing.colleagues import Colleagues
from domain.portfolio.importing.columns import COLUMNS, CONTACTS, Column
from domain.portfolio.importing.contacts import KnownContact, same_contacts
from domain.portfolio.importing.reading import Reading, read_customers
from domain.portfolio.importing.rows import ContactRow, CustomerRow, Rejected, Source, Unread
from domain.portfolio.importing.text import text_of

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
    "Unread",
    "read_customers",
    "same_contacts",
    "text_of",
]
