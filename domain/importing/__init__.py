"""Reads customers out of the CSV files people have: Salesforce, HubSpot and spreadsheet exports. Stores nothing."""

from domain.importing.columns import COLUMNS, Column
from domain.importing.reading import Reading, read_customers
from domain.importing.rows import ContactRow, CustomerRow, Rejected
from domain.importing.text import text_of

__all__ = ["COLUMNS", "Column", "ContactRow", "CustomerRow", "Reading", "Rejected", "read_customers", "text_of"]
