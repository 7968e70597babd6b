"""Column types that behave alike on SQLite and PostgreSQL."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, DateTime, Dialect, Float, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeDecorator

# SQLite only counts up by itself on a column that is exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


def new_key() -> str:
    """A public key: by it Slack's buttons name a row. A row's number is given out again after a restore, this never."""
    return secrets.token_urlsafe(12)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC and read back as UTC.

    asyncpg refuses aware values in naive columns and SQLite drops the offset without converting, so naive values
    are refused here and aware ones converted.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a timezone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        assert isinstance(value, datetime)
        return _utc(value)


class gathered(FunctionElement[Any]):  # noqa: N801 - reads like a function of SQL
    """The rows of a select as one JSON list of lists, None or empty without rows; days and moments are ISO text in it.

    For what hangs on a row, in the same statement. Unordered.
    """

    type = JSON()
    inherit_cache = True


class column_of(FunctionElement[Any]):  # noqa: N801 - reads like a function of SQL
    """One column of a select as a JSON list. All that one select gathers are in the same order."""

    type = JSON()
    inherit_cache = True


class _database_now(FunctionElement[float]):  # noqa: N801 - reads like a function of SQL
    type = Float()
    inherit_cache = True


# The database's clock in seconds since 1970, as SQL: processes on several machines agree on it.
DATABASE_NOW: ColumnElement[float] = _database_now()


def _compiles_to(function: type[FunctionElement[Any]], **said: str) -> None:
    """How each dialect says it; {} stands for its arguments."""
    for dialect, words in said.items():

        def compiled(element: FunctionElement[Any], compiler: Any, words: str = words, **how: Any) -> str:
            return words.format(compiler.process(element.clauses, **how))

        compiles(function, dialect)(compiled)


_compiles_to(gathered, sqlite="json_group_array(json_array({}))", postgresql="json_agg(json_build_array({}))")
# unixepoch('now', 'subsec') says the same from SQLite 3.42 on; Debian 12 has 3.40.
_compiles_to(
    _database_now,
    sqlite="((julianday('now') - 2440587.5) * 86400.0)",
    postgresql="CAST(EXTRACT(epoch FROM clock_timestamp()) AS FLOAT)",
)
_compiles_to(column_of, sqlite="json_group_array({})", postgresql="json_agg({})")


def moment_in(text: str) -> datetime:
    """A moment as it stands in what `gathered` gives."""
    return _utc(datetime.fromisoformat(text))


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
