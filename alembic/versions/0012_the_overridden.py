"""The few requests that went beyond a limit are found without looking through all"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    overridden = sa.text("overridden_by IS NOT NULL")
    op.create_index(
        "ix_requests_overridden", "requests", ["quarter"], sqlite_where=overridden, postgresql_where=overridden
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_requests_overridden", "requests")
