"""The search index is kept, so that a restart need not build it anew"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "index_parts",
        sa.Column("copy", sa.String(32), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("copy", "number", name=op.f("pk_index_parts")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # To compress them would take the server longer than to write them.
        op.execute("ALTER TABLE index_parts ALTER COLUMN data SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Go back."""
    op.drop_table("index_parts")
