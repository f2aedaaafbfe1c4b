"""how pasted numbers were meant

Rules: this step must let the previous release go on working (add first, remove a release later);
short locks; it runs up and down on SQLite and PostgreSQL; CHECK constraints are written by hand
(they are not detected); never touch journaled rows without raising the arithmetic's version.
"""

import sqlalchemy as sa
from alembic import op

revision = "2c8f5e1d9b40"
down_revision = "7d41b0a6c3f2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user_account", sa.Column("readings", sa.JSON(), nullable=True))


def downgrade() -> None:
    # SQLite drops a plain column in place; making the table anew would lose its AUTOINCREMENT.
    op.drop_column("user_account", "readings")
