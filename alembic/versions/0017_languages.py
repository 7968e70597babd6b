"""In which language a person reads Slack"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.add_column("people", sa.Column("language", sa.String(12), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    """Go back."""
    op.drop_column("people", "language")
