"""Time: how far a waiting request has been chased, who is away and who decides meanwhile"""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("country", sa.String(length=2), server_default="", nullable=False))
        batch_op.add_column(sa.Column("away_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("delegate_id", Id, nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_people_delegate_id"), "people", ["delegate_id"], ["id"])

    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stage", Id, server_default="0", nullable=False))
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("backup_id", Id, nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_requests_backup_id"), "people", ["backup_id"], ["id"])
        batch_op.create_index("ix_requests_status_id", ["status", "id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_index("ix_requests_status_id")
        batch_op.drop_constraint(batch_op.f("fk_requests_backup_id"), type_="foreignkey")
        batch_op.drop_column("backup_id")
        batch_op.drop_column("snoozed_until")
        batch_op.drop_column("asked_at")
        batch_op.drop_column("stage")

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_people_delegate_id"), type_="foreignkey")
        batch_op.drop_column("delegate_id")
        batch_op.drop_column("away_until")
        batch_op.drop_column("country")
