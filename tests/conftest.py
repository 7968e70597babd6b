"""What every test may ask for."""

from tests.databases import bare_url, database_url, postgres, postgres_template, sqlite_template
from tests.world import world

__all__ = ["bare_url", "database_url", "postgres", "postgres_template", "sqlite_template", "world"]
