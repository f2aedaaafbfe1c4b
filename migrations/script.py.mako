"""${message}

Rules: this step must let the previous release go on working (add first, remove a release later);
short locks; it runs up and down on SQLite and PostgreSQL; CHECK constraints are written by hand
(they are not detected); never touch journaled rows without raising the arithmetic's version.
"""

from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
