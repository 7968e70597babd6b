"""Still true? Which customers somebody was asked about in which week"""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "rounds",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("customers", sa.JSON(), nullable=False),
        sa.UniqueConstraint("person_id", "week", name="uq_rounds_person_id_week"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("rounds")
