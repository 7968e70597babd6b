"""What every test may ask for."""

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import bare_url, database_url, postgres, postgres_template, sqlite_template
from tests.world import world

__all__ = ["bare_url", "database_url", "postgres", "postgres_template", "sqlite_template", "world"]

# A busy machine is no fault of the rules: nothing here is timed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to `make matrix` what a module that says POSTGRESQL_LATER tries on PostgreSQL: its gate is SQLite."""
    for item in items:
        if isinstance(item, pytest.Function) and getattr(item.module, "POSTGRESQL_LATER", False):
            given = item.callspec.params if hasattr(item, "callspec") else {}
            if "postgresql" in (given.get("database_url"), given.get("bare_url")):
                item.add_marker("matrix")
