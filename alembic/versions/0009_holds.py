"""Holds that are set in Slack, the uses they pause, and for whom somebody was asked"""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Until now a request did not say whose customer it was when it was sent: whoever owns it today.
OWNERS = "(SELECT {} FROM customers WHERE customers.id = requests.customer_id)"


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("held_by", Id, nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_customers_held_by"), "people", ["held_by"], ["id"])
        batch_op.create_index("ix_customers_hold_until", ["hold_until"], unique=False)

    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("go_ahead_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("owner_id", Id, nullable=True))
        batch_op.add_column(sa.Column("backup_for", Id, nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_requests_owner_id"), "people", ["owner_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_requests_backup_for"), "people", ["backup_for"], ["id"])
    op.execute(f"UPDATE requests SET owner_id = {OWNERS.format('owner_id')}")  # noqa: S608 - nothing from outside
    op.execute(
        f"UPDATE requests SET backup_for = {OWNERS.format('backup_id')} WHERE backup_id IS NOT NULL"  # noqa: S608
    )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_requests_backup_for"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_requests_owner_id"), type_="foreignkey")
        for name in ("backup_for", "owner_id", "go_ahead_at", "paused_at"):
            batch_op.drop_column(name)

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_index("ix_customers_hold_until")
        batch_op.drop_constraint(batch_op.f("fk_customers_held_by"), type_="foreignkey")
        batch_op.drop_column("held_by")
        batch_op.drop_column("held_at")
