"""Data in and out: when a customer said how satisfied it is"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.add_column("customers", sa.Column("satisfaction_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("customers", "satisfaction_on")
