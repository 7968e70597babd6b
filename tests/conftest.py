"""What every test may ask for."""

from hypothesis import HealthCheck, settings

from tests.databases import bare_url, database_url, postgres, postgres_template, sqlite_template
from tests.world import world

__all__ = ["bare_url", "database_url", "postgres", "postgres_template", "sqlite_template", "world"]

# A busy machine is no fault of the rules: nothing here is timed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
