"""What every test may ask for."""

import gc

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import bare_url, database_url, postgres, postgres_template, sqlite_template
from tests.world import world

__all__ = ["bare_url", "database_url", "postgres", "postgres_template", "sqlite_template", "world"]

# A busy machine is no fault of the rules: nothing here is timed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """Leave what all tests share out of every collection of garbage: it takes a twentieth of all time."""
    gc.collect()
    gc.freeze()


# What they try is what is shown and said; the statements beneath are tried on both databases in tests/store and in the
# modules that are about them.
_SCREENS = {
    "tests": (
        "every_listener",
        "fallback",
        "outdated",
        "refusals",
        "secrets",
        "settings",
    ),
    "tests.home": ("home",),
    "tests.outbox": ("daily_summary",),
    "tests.portfolio": (
        "holds",
        "profile",
        "verification",
    ),
    "tests.programme": (
        "country",
        "settings_form",
    ),
    "tests.requests": (
        "calendar_files",
        "filing",
        "fulfilment",
        "odd_forms",
        "one_deal",
        "override",
        "rights",
    ),
    "tests.search": (
        "answer",
        "filters",
        "reasons",
        "searching",
        "vocabulary",
    ),
}
SCREENS = frozenset(f"{room}.test_{name}" for room, names in _SCREENS.items() for name in names)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to `make matrix` what SCREENS, and modules or tests named by POSTGRESQL_LATER, try on PostgreSQL."""
    for item in items:
        if not isinstance(item, pytest.Function):
            continue
        later = getattr(item.module, "POSTGRESQL_LATER", ())
        if item.module.__name__ in SCREENS or later is True or item.originalname in (later or ()):
            given = item.callspec.params if hasattr(item, "callspec") else {}
            if "postgresql" in (given.get("database_url"), given.get("bare_url")):
                item.add_marker("matrix")
