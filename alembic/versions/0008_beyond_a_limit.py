"""Beyond a limit: for whose reason a request may take more than a customer has to give"""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("requests") as requests:
        requests.add_column(sa.Column("overridden_by", Id, nullable=True))
        requests.add_column(sa.Column("override_reason", sa.Text(), server_default="", nullable=False))
        requests.create_foreign_key("fk_requests_overridden_by", "people", ["overridden_by"], ["id"])
    op.create_index("ix_requests_overridden_by", "requests", ["overridden_by"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_requests_overridden_by", "requests")
    with op.batch_alter_table("requests") as requests:
        requests.drop_constraint("fk_requests_overridden_by", type_="foreignkey")
        requests.drop_column("override_reason")
        requests.drop_column("overridden_by")
