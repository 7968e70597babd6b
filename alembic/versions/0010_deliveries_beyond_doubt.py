"""Deliveries beyond doubt: a lease has a number, what may arrive late is drawn once more, reminders are bundled"""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.add_column("deliveries", sa.Column("turn", Id, server_default="0", nullable=False))
    op.add_column("deliveries", sa.Column("doubt_until", sa.Float(), server_default="0", nullable=False))
    op.add_column("deliveries", sa.Column("bundle_id", Id, nullable=True))
    op.create_index("ix_deliveries_bundle_id", "deliveries", ["bundle_id"])
    op.drop_column("deliveries", "quiet")


def downgrade() -> None:
    """Go back."""
    op.add_column("deliveries", sa.Column("quiet", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.drop_index("ix_deliveries_bundle_id", table_name="deliveries")
    op.drop_column("deliveries", "bundle_id")
    op.drop_column("deliveries", "doubt_until")
    op.drop_column("deliveries", "turn")
