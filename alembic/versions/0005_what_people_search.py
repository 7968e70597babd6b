"""What people search: who waits for a customer, the company's own words, words that meant nothing"""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "watches",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("customer_id", Id, sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("activity", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_watches_customer_id", "watches", ["customer_id"])
    op.create_index("ix_watches_told_at", "watches", ["told_at"])
    op.create_table(
        "company_words",
        sa.Column("word", sa.String(length=200), primary_key=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("meaning", sa.String(length=200), nullable=False),
        sa.Column("by_id", Id, sa.ForeignKey("people.id"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", Id, nullable=False),
    )
    op.create_index("ix_company_words_version", "company_words", ["version"])
    op.create_table(
        "unknown_words",
        sa.Column("word", sa.String(length=80), primary_key=True),
        sa.Column("times", Id, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_unknown_words_times_word", "unknown_words", ["times", "word"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("unknown_words")
    op.drop_table("company_words")
    op.drop_table("watches")
