"""The search index is no longer kept: a start reads all customers"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.drop_table("index_parts")


def downgrade() -> None:
    """Go back, to an empty table: the older version fills it by itself."""
    op.create_table(
        "index_parts",
        sa.Column("copy", sa.String(32), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("copy", "number", name=op.f("pk_index_parts")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE index_parts ALTER COLUMN data SET STORAGE EXTERNAL")
