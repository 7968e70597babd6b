"""People, customers, requests and searches have random public keys, by which Slack's buttons name them"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("people", "customers", "requests", "searches")
PAGE = 10_000


def upgrade() -> None:
    """Go up."""
    for table in TABLES:
        op.add_column(table, sa.Column("key", sa.String(16), nullable=True))
        _fill(table)
        with op.batch_alter_table(table) as batch:
            batch.alter_column("key", existing_type=sa.String(16), nullable=False)
            batch.create_unique_constraint(f"uq_{table}_key", ["key"])


def downgrade() -> None:
    """Go back."""
    for table in reversed(TABLES):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"uq_{table}_key", type_="unique")
            batch.drop_column("key")


def _fill(name: str) -> None:
    """Give every row a key, page by page: there may be a million."""
    table = sa.table(name, sa.column("id", sa.BigInteger), sa.column("key", sa.String))
    page = sa.select(table.c.id).where(table.c.id > sa.bindparam("after")).order_by(table.c.id).limit(PAGE)
    mine = sa.update(table).where(table.c.id == sa.bindparam("row")).values(key=sa.bindparam("fresh"))
    connection, after = op.get_bind(), 0
    while rows := connection.execute(page, {"after": after}).scalars().all():
        connection.execute(mine, [{"row": row, "fresh": secrets.token_urlsafe(12)} for row in rows])
        after = rows[-1]
