"""names of people in archives

Rules: this step must let the previous release go on working (add first, remove a release later);
short locks; it runs up and down on SQLite and PostgreSQL; CHECK constraints are written by hand
(they are not detected); never touch journaled rows without raising the arithmetic's version.

Down, revisions that an archive brought are shown under the name of who brought it.
"""

import sqlalchemy as sa
from alembic import op

revision = "5d1c0b7e9a42"
down_revision = "0e2f4c885865"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("author", sa.String(length=120), nullable=True))


def downgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and forget that its ids are never reused.
    op.drop_column("revision", "author")
