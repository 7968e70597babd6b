"""After the call: the day, how it went, the thanks, the deal"""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("event_on", sa.Date(), nullable=True),
    sa.Column("event_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("cancelled_by", sa.String(length=16), nullable=True),
    sa.Column("missed", sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column("grade", Id, nullable=True),
    sa.Column("remark", sa.Text(), server_default="", nullable=False),
    sa.Column("learned", sa.Text(), server_default="", nullable=False),
    sa.Column("helped", sa.Boolean(), nullable=True),
    sa.Column("thanks_since", sa.DateTime(timezone=True), nullable=True),
    sa.Column("thanks_again_on", sa.Date(), nullable=True),
    sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("thanked_how", sa.String(length=16), nullable=True),
    sa.Column("deal_end", sa.String(length=8), nullable=True),
    sa.Column("ask_deal_on", sa.Date(), nullable=True),
)
INDEXES = {
    "ix_requests_thanks_since": ["thanks_since"],
    "ix_requests_ask_deal_on": ["ask_deal_on"],
    "ix_requests_status_used_on": ["status", "used_on"],
}


def upgrade() -> None:
    """Go up."""
    for column in COLUMNS:
        op.add_column("requests", column)
    for name, columns in INDEXES.items():
        op.create_index(name, "requests", columns)
    op.add_column("deliveries", sa.Column("quiet", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_deliveries_request_id", "deliveries", ["request_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_deliveries_request_id", "deliveries")
    op.drop_column("deliveries", "quiet")
    for name in INDEXES:
        op.drop_index(name, "requests")
    for column in reversed(COLUMNS):
        op.drop_column("requests", column.name)
