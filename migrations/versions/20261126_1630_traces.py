"""who set what last

Rules: this step must let the previous release go on working (add first, remove a release later);
short locks; it runs up and down on SQLite and PostgreSQL; CHECK constraints are written by hand
(they are not detected); never touch journaled rows without raising the arithmetic's version.
"""

import json
import zlib
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "7d41b0a6c3f2"
down_revision = "6d1f0b7ac3e2"
branch_labels = None
depends_on = None

TEXT = {size: sa.String(length=size) for size in (20, 500)}


def _plain(size: int) -> sa.types.TypeEngine:
    return TEXT[size].with_variant(sa.String(length=size, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "trace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("table", _plain(20), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("columns", _plain(500), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_trace_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("table", _plain(20), nullable=True))
        batch_op.add_column(sa.Column("first_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("last_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("columns", _plain(500), nullable=True))
    for name in ("revision", "trace"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.create_index(
                f"ix_{name}_project_id_table_first_id",
                ["project_id", "table", "first_id"],
                unique=False,
            )
            batch_op.create_index(
                f"ix_{name}_runs",
                ["project_id", "table"],
                unique=False,
                sqlite_where=sa.text("last_id > first_id"),
                postgresql_where=sa.text("last_id > first_id"),
            )
    _fill()


def _fill() -> None:
    """Traces of the revisions there are, read from their journals."""
    connection = op.get_bind()
    numbers = connection.execute(
        sa.text("SELECT id, project_id, number FROM revision ORDER BY id")
    ).all()
    changes = sa.text("SELECT changes FROM revision WHERE id = :id")
    names = ("table", "columns", "first_id", "last_id")
    insert = sa.text(
        'INSERT INTO trace (project_id, number, "table", columns, first_id, last_id)'
        " VALUES (:project, :number, :table, :columns, :first_id, :last_id)"
    )
    update = sa.text(
        'UPDATE revision SET "table" = :table, columns = :columns, first_id = :first_id,'
        " last_id = :last_id WHERE id = :id"
    )
    for row, project, number in numbers:
        packed = connection.execute(changes, {"id": row}).scalar_one()
        own = {"id": row, "project": project, "number": number}
        runs = _runs(json.loads(zlib.decompress(packed)))
        rows = [own | dict(zip(names, run, strict=True)) for run in runs]
        for statement, some in ((update, rows[:1]), (insert, rows[1:])):
            if some:
                connection.execute(statement, some)


def _runs(changes: list) -> Iterator[tuple[str, str, int, int]]:
    """Rows that changed alike and whose ids follow each other: table, columns, first, last id."""
    alike = sorted(
        (table, "" if before is None else f",{','.join(sorted(after))},", row)
        for table, row, before, after, *_version in changes
        if after is not None
    )
    first = 0
    for place, (table, columns, row) in enumerate(alike):
        following = alike[place + 1] if place + 1 < len(alike) else None
        if following != (table, columns, row + 1):
            yield table, columns, alike[first][2], row
            first = place + 1


def downgrade() -> None:
    for name in ("revision", "trace"):
        op.drop_index(f"ix_{name}_runs", name)
        op.drop_index(f"ix_{name}_project_id_table_first_id", name)
    # SQLite drops a plain column in place; making the table anew would lose its AUTOINCREMENT.
    for column in ("columns", "last_id", "first_id", "table"):
        op.drop_column("revision", column)
    op.drop_table("trace")
