"""A database as INSERTs that SQLite and PostgreSQL both read."""

import sqlite3
from pathlib import Path


def dumped(path: Path) -> str:
    """Every row of a SQLite file, tables in an order in which each finds what it points at."""
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
    needs = {
        table: {row[2] for row in connection.execute(f"pragma foreign_key_list({table})")} - {table}
        for table in tables
        if table != "alembic_version"
    }
    lines: list[str] = []
    done: set[str] = set()
    while len(done) < len(needs):
        for table in sorted(each for each in needs if each not in done and needs[each] <= done):
            done.add(table)
            columns = [(row[1], row[2]) for row in connection.execute(f"pragma table_info({table})")]
            names = ", ".join(f'"{name}"' for name, _ in columns)
            rows = connection.execute(f"select {names} from {table} order by rowid").fetchall()
            if not rows:
                continue
            lines.append(f"INSERT INTO {table} ({names}) VALUES")
            said = [f"({', '.join(_literal(v, kind) for v, (_, kind) in zip(row, columns, strict=True))})" for row in rows]
            lines += [f"{each}," for each in said[:-1]] + [f"{said[-1]};"]
    return "\n".join(lines) + "\n"


def _literal(value: object, kind: str) -> str:
    if value is None:
        return "NULL"
    if kind == "BOOLEAN":
        return "TRUE" if value else "FALSE"
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    if isinstance(value, int | float):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"
