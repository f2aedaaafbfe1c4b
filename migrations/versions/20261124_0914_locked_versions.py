"""Versions that are locked or issued

Rules: this step must let the previous release go on working (add first, remove a release later);
short locks; it runs up and down on SQLite and PostgreSQL; CHECK constraints are written by hand
(they are not detected); never touch journaled rows without raising the arithmetic's version.
"""

import sqlalchemy as sa
from alembic import op

revision = "6d1f0b7ac3e2"
down_revision = "5d1c0b7e9a42"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A default of the server, so that the table is not written again and old code goes on.
    for name in ("locked", "issued"):
        op.add_column(
            "revision", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    # SQLite drops a plain column in place; making the table anew would lose its AUTOINCREMENT.
    op.drop_column("revision", "issued")
    op.drop_column("revision", "locked")
