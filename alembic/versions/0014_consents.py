"""What a customer agreed to, in full: whose answer, for which exposure, how often, and where it is written"""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# A press talk is for the press and a tender mention for a tender, whatever the form has filed them under.
BY_NATURE = {"press": "press", "tender": "tender"}
OPEN = "('pending', 'awaiting_customer', 'approved', 'scheduled')"


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("contact_id", Id, nullable=True))
        batch_op.add_column(sa.Column("exposure", sa.String(8), nullable=True))
        batch_op.add_column(sa.Column("count", Id, nullable=True))
        batch_op.add_column(sa.Column("evidence", sa.String(500), server_default=sa.text("''"), nullable=False))
        batch_op.create_foreign_key(batch_op.f("fk_consents_contact_id"), "contacts", ["contact_id"], ["id"])

    # What was said of one deal is not filled in for another any more.
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("remembered")

    for activity, purpose in BY_NATURE.items():
        what = {"activity": activity, "purpose": purpose}
        request = f"UPDATE requests SET purpose = :purpose WHERE activity = :activity AND status IN {OPEN}"  # noqa: S608
        op.execute(sa.text(request).bindparams(**what))
        # So was what the customer answered to such a request.
        answer = "UPDATE consents SET purpose = :purpose WHERE activity = :activity AND request_id IS NOT NULL"
        op.execute(sa.text(answer).bindparams(**what))
    # An import took the last day of its whole row for that of a no, too.
    op.execute("UPDATE consents SET until = NULL WHERE answer = 'no'")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remembered", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_consents_contact_id"), type_="foreignkey")
        for name in ("evidence", "count", "exposure", "contact_id", "recorded_at"):
            batch_op.drop_column(name)
