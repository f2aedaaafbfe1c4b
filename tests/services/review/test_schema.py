"""The migrated database is the one the models describe, and refuses what they forbid."""

from fractions import Fraction as F

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError

from app.extensions import Base, db
from app.models import Component, OutlineNode, Resource
from app.services import revisions
from app.services.revisions import Order

pytestmark = pytest.mark.usefixtures("context")


def described(inspector, table: str) -> dict[str, object]:
    """Constraints, indexes and columns of a table as the database tells them."""
    return {
        "checks": {c["name"] for c in inspector.get_check_constraints(table)},
        "unique": {tuple(c["column_names"]) for c in inspector.get_unique_constraints(table)},
        "foreign": {
            (tuple(c["constrained_columns"]), c["referred_table"])
            for c in inspector.get_foreign_keys(table)
        },
        "indexes": {
            (i["name"], tuple(i["column_names"]))
            for i in inspector.get_indexes(table)
            if not i.get("duplicates_constraint")
        },
        "columns": {(c["name"], c["nullable"]) for c in inspector.get_columns(table)},
    }


def wanted(table: sa.Table) -> dict[str, object]:
    def of(kind):
        return [c for c in table.constraints if isinstance(c, kind)]

    return {
        "checks": {c.name for c in of(sa.CheckConstraint)},
        "unique": {tuple(c.columns.keys()) for c in of(sa.UniqueConstraint)},
        "foreign": {
            (tuple(c.columns.keys()), c.referred_table.name) for c in of(sa.ForeignKeyConstraint)
        },
        "indexes": {(i.name, tuple(i.columns.keys())) for i in table.indexes},
        "columns": {(c.name, bool(c.nullable)) for c in table.columns},
    }


def differences() -> dict[str, object]:
    inspector = sa.inspect(db.engine)
    found: dict[str, object] = {}
    for name, table in Base.metadata.tables.items():
        present, meant = described(inspector, name), wanted(table)
        for part in meant:
            if present[part] != meant[part]:
                found[f"{name}.{part}"] = present[part] ^ meant[part]
    return found


def test_every_constraint_and_index_of_the_models_is_in_the_database():
    assert differences() == {}


def test_nothing_is_left_for_a_migration_to_do():
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_down_and_up_again_gives_the_same_database(app):
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    db.engine.dispose()
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    db.engine.dispose()
    assert differences() == {}


def test_references_inside_a_project_wait_for_the_commit(app):
    inspector = sa.inspect(db.engine)
    late = {
        (table, *key["constrained_columns"])
        for table in ("resource", "analysis", "component", "outline_node", "parameter")
        for key in inspector.get_foreign_keys(table)
        if key["options"].get("deferrable") and key["options"].get("initially") == "DEFERRED"
    }
    assert len(late) == 5 + 4 + 2


BROKEN = {
    "two prices": lambda p: Resource(
        identity="x", name="x", category="labour", price=F(1), pack_price=F(1), pack_size=F(1)
    ),
    "half a pack": lambda p: Resource(identity="x", name="x", category="labour", pack_price=F(1)),
    "a pack of nothing": lambda p: Resource(
        identity="x", name="x", category="labour", pack_price=F(1), pack_size=F(0)
    ),
    "a price below nothing": lambda p: Resource(
        identity="x", name="x", category="labour", price=F(-1)
    ),
    "an unexplained zero": lambda p: OutlineNode(kind="item", position=1, origin="zero"),
    "a typed price without price": lambda p: OutlineNode(kind="item", position=1, origin="typed"),
    "a note with a price": lambda p: OutlineNode(
        kind="note", position=1, origin="typed", price=F(1)
    ),
    "a section with an analysis": lambda p: OutlineNode(
        kind="section", position=1, origin="analysis", analysis_id=p.analysis
    ),
    "a quantity below nothing": lambda p: OutlineNode(
        kind="item", position=1, quantity_typed=F(-1)
    ),
    "a resource row without resource": lambda p: Component(
        analysis_id=p.analysis, position=1, kind="resource", category="labour"
    ),
    "a lump with a resource": lambda p: Component(
        analysis_id=p.analysis, position=1, kind="lump", category="labour", resource_id=p.labourer
    ),
    "a lump that points at a row": lambda p: Component(
        analysis_id=p.analysis,
        position=1,
        kind="lump",
        category="labour",
        percent_row_id=p.component,
    ),
    "a percentage of a block that points at a row": lambda p: Component(
        analysis_id=p.analysis,
        position=1,
        kind="percent",
        category="labour",
        percent_of="labour",
        percent_row_id=p.component,
    ),
    "a percentage of nothing": lambda p: Component(
        analysis_id=p.analysis, position=1, kind="percent", category="labour"
    ),
}


def test_the_database_refuses_what_no_row_may_be(project, alice):
    def stored(make) -> bool:
        order = Order(project.id, "x", alice.id)
        try:
            revisions.run(order, lambda draft: {"id": draft.add(make(project)).id})
        except IntegrityError:
            return False
        return True

    assert [name for name, make in BROKEN.items() if stored(make)] == []
