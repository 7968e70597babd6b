"""The Monday digest: messages owed to a channel, and indexes for what it counts"""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_requests_decided_at": ("requests", ["decided_at"]),
    "ix_requests_created_at_customer_id": ("requests", ["created_at", "customer_id"]),
    "ix_requests_customer_id_used_on_status": ("requests", ["customer_id", "used_on", "status"]),
    "ix_budget_periods_quarter_used": ("budget_periods", ["quarter", "used"]),
    "ix_customers_satisfaction_verified_on": ("customers", ["satisfaction", "verified_on"]),
    "ix_searches_at": ("searches", ["at"]),
}


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("deliveries") as table:
        table.alter_column("person_id", existing_type=Id, nullable=True)
    for name, (table_name, columns) in INDEXES.items():
        op.create_index(name, table_name, columns)
    op.drop_index("ix_requests_customer_id_used_on", "requests")


def downgrade() -> None:
    """Go back."""
    op.create_index("ix_requests_customer_id_used_on", "requests", ["customer_id", "used_on"])
    for name, (table_name, _) in reversed(INDEXES.items()):
        op.drop_index(name, table_name)
    op.execute("DELETE FROM deliveries WHERE person_id IS NULL")
    with op.batch_alter_table("deliveries") as table:
        table.alter_column("person_id", existing_type=Id, nullable=False)
