"""only a row of percent points at another row

Rules: this step must let the previous release go on working (add first, remove a release later);
short locks; it runs up and down on SQLite and PostgreSQL; CHECK constraints are written by hand
(they are not detected); never touch journaled rows without raising the arithmetic's version.
"""

from alembic import op

revision = "8e3b6a90d715"
down_revision = "2c8f5e1d9b40"
branch_labels = None
depends_on = None

NAME = "ck_component_percent_row"
#: NULL = 'row' is unknown, and what is unknown passes a CHECK.
OPEN = "percent_row_id IS NULL OR percent_of = 'row'"
CLOSED = "percent_row_id IS NULL OR (percent_of IS NOT NULL AND percent_of = 'row')"


def upgrade() -> None:
    # No form ever made such a row, and no figure reads what it points at.
    op.execute(
        "UPDATE component SET percent_row_id = NULL"
        " WHERE percent_row_id IS NOT NULL AND percent_of IS NULL"
    )
    _replace(OPEN, CLOSED)


def downgrade() -> None:
    _replace(CLOSED, OPEN)


def _replace(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(old, new)
        return
    op.drop_constraint(op.f(NAME), "component")
    op.create_check_constraint(op.f(NAME), "component", new)


def _make_anew(old: str, new: str) -> None:
    """The table by its own text: a batch would forget its other CHECKs, and how far it counted."""
    connection = op.get_bind()
    found = connection.exec_driver_sql(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'component' AND sql IS NOT NULL"
    ).all()
    (table,) = (text for kind, text in found if kind == "table")
    if table.count(f"({old})") != 1:
        message = f"{NAME} is not what this migration knows"
        raise RuntimeError(message)
    made = table.replace(f"({old})", f"({new})").replace("component", "component_new", 1)
    counted = (
        "INSERT INTO sqlite_sequence (name, seq)"
        " SELECT 'component_new', seq FROM sqlite_sequence WHERE name = 'component'"
    )
    for statement in (
        made,
        "INSERT INTO component_new SELECT * FROM component",
        "DELETE FROM sqlite_sequence WHERE name = 'component_new'",
        counted,
        "DROP TABLE component",
        "ALTER TABLE component_new RENAME TO component",
        *(text for kind, text in found if kind == "index"),
    ):
        connection.exec_driver_sql(statement)
