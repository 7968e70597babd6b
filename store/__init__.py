"""The database: tables, one transaction type, and the one writer of every move. No ORM object leaves this room."""
