"""The inputs of an estimate: parameters, resources, analyses with components, the outline."""

from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.project import BOOKKEEPING, DERIVED
from app.models.types import Scaled, plain

#: Half-empty pages on PostgreSQL: one price updates the figures of ten thousand rows, and without
#: room in the page every one of those updates would rewrite every index (2.7 times as long).
ROOMY: dict[str, Any] = {"sqlite_autoincrement": True, "postgresql_with": {"fillfactor": 50}}
CATEGORIES = "('labour', 'material', 'equipment', 'other')"


def _inside(target: str) -> ForeignKey:
    """A reference inside one project, checked at commit so that undo may restore in any order."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


class Parameter(Base):
    """A named number that formulas of the project may use."""

    __tablename__ = "parameter"
    __table_args__ = (UniqueConstraint("project_id", "name"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(_inside("project.id"))
    version: Mapped[int] = mapped_column(default=1, info=BOOKKEEPING)
    name: Mapped[str] = mapped_column(plain(40), active_history=True)
    label: Mapped[str] = mapped_column(String(200), default="", active_history=True)
    unit: Mapped[str] = mapped_column(String(20), default="", active_history=True)
    value: Mapped[Fraction | None] = mapped_column(Scaled(6), active_history=True)
    formula: Mapped[str | None] = mapped_column(String(500), active_history=True)


class Resource(Base):
    """Labour, material or equipment with its price in this project; NULL price = unknown."""

    __tablename__ = "resource"
    __table_args__ = (
        UniqueConstraint("project_id", "identity"),
        CheckConstraint(f"category IN {CATEGORIES}", name="category"),
        CheckConstraint("price IS NULL OR price >= 0", name="price"),
        CheckConstraint("pack_price IS NULL OR pack_price >= 0", name="pack_price"),
        CheckConstraint("pack_size IS NULL OR pack_size > 0", name="pack_size"),
        CheckConstraint("(pack_price IS NULL) = (pack_size IS NULL)", name="pack_pair"),
        CheckConstraint("price IS NULL OR pack_price IS NULL", name="one_price"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(_inside("project.id"))
    version: Mapped[int] = mapped_column(default=1, info=BOOKKEEPING)
    #: Normalised name + canonical unit + category + code (services.identity), unique per project.
    identity: Mapped[str] = mapped_column(plain(900), active_history=True)
    code: Mapped[str] = mapped_column(String(100), default="", active_history=True)
    name: Mapped[str] = mapped_column(String(500), active_history=True)
    unit: Mapped[str] = mapped_column(String(50), default="", active_history=True)
    category: Mapped[str] = mapped_column(String(16), active_history=True)
    #: Rupiah per unit. Either this, or a pack: `pack_price` for the `pack_size` units of one.
    price: Mapped[Fraction | None] = mapped_column(Scaled(4), active_history=True)
    pack_unit: Mapped[str] = mapped_column(String(50), default="", active_history=True)
    pack_size: Mapped[Fraction | None] = mapped_column(Scaled(10), active_history=True)
    pack_price: Mapped[Fraction | None] = mapped_column(Scaled(4), active_history=True)
    source: Mapped[str] = mapped_column(String(300), default="", active_history=True)
    region: Mapped[str] = mapped_column(String(120), default="", active_history=True)
    price_date: Mapped[date | None] = mapped_column(Date, active_history=True)
    #: Why a typed price is 0; "file" marks a zero that came in a file.
    zero_reason: Mapped[str] = mapped_column(String(300), default="", active_history=True)


class Analysis(Base):
    """A unit price analysis of the project; items point at one."""

    __tablename__ = "analysis"
    __table_args__ = (
        Index("ix_analysis_project_id_code_key", "project_id", "code_key"),
        CheckConstraint("state IN ('published', 'modified', 'own')", name="state"),
        ROOMY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(_inside("project.id"))
    version: Mapped[int] = mapped_column(default=1, info=BOOKKEEPING)
    code: Mapped[str] = mapped_column(String(100), default="", active_history=True)
    code_key: Mapped[str] = mapped_column(plain(400), default="", active_history=True)
    title: Mapped[str] = mapped_column(String(1000), active_history=True)
    unit: Mapped[str] = mapped_column(String(50), default="", active_history=True)
    edition: Mapped[str] = mapped_column(String(120), default="", active_history=True)
    #: The components as they were published, by component id; None = the project's own analysis.
    published: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), active_history=True
    )
    state: Mapped[str] = mapped_column(String(16), default="own", info=DERIVED)
    direct_cost: Mapped[Fraction | None] = mapped_column(Scaled(4), info=DERIVED)
    direct_cost_exact: Mapped[str | None] = mapped_column(Text, info=DERIVED)
    #: At the project's markup and unit price policy.
    unit_price: Mapped[Fraction | None] = mapped_column(Scaled(4), info=DERIVED)
    unit_price_exact: Mapped[str | None] = mapped_column(Text, info=DERIVED)


class Component(Base):
    """One row of an analysis."""

    __tablename__ = "component"
    __table_args__ = (
        CheckConstraint("kind IN ('resource', 'analysis', 'percent', 'lump', 'note')", name="kind"),
        CheckConstraint(f"category IN {CATEGORIES}", name="category"),
        CheckConstraint("basis IN ('direct_cost', 'unit_price')", name="basis"),
        CheckConstraint("(kind = 'resource') = (resource_id IS NOT NULL)", name="resource"),
        CheckConstraint("(kind = 'analysis') = (nested_id IS NOT NULL)", name="nested"),
        CheckConstraint("(kind = 'percent') = (percent_of IS NOT NULL)", name="percent"),
        # Said in full: what is unknown passes a CHECK, and NULL = 'row' is.
        CheckConstraint(
            "percent_row_id IS NULL OR (percent_of IS NOT NULL AND percent_of = 'row')",
            name="percent_row",
        ),
        CheckConstraint("price IS NULL OR price >= 0", name="price"),
        Index("ix_component_project_id_analysis_id", "project_id", "analysis_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(_inside("project.id"))
    analysis_id: Mapped[int] = mapped_column(_inside("analysis.id"), active_history=True)
    version: Mapped[int] = mapped_column(default=1, info=BOOKKEEPING)
    position: Mapped[int] = mapped_column(BigInteger, active_history=True)
    kind: Mapped[str] = mapped_column(String(16), active_history=True)
    category: Mapped[str] = mapped_column(String(16), active_history=True)
    resource_id: Mapped[int | None] = mapped_column(
        _inside("resource.id"), index=True, active_history=True
    )
    nested_id: Mapped[int | None] = mapped_column(
        _inside("analysis.id"), index=True, active_history=True
    )
    basis: Mapped[str] = mapped_column(String(16), default="direct_cost", active_history=True)
    coefficient: Mapped[Fraction | None] = mapped_column(Scaled(10), active_history=True)
    formula: Mapped[str | None] = mapped_column(String(500), active_history=True)
    #: What a percent, lump or note row is called; its unit and, for a lump, its price.
    label: Mapped[str] = mapped_column(String(500), default="", active_history=True)
    unit: Mapped[str] = mapped_column(String(50), default="", active_history=True)
    price: Mapped[Fraction | None] = mapped_column(Scaled(4), active_history=True)
    percent_of: Mapped[str | None] = mapped_column(String(16), active_history=True)
    percent_row_id: Mapped[int | None] = mapped_column(
        _inside("component.id"), index=True, active_history=True
    )


class OutlineNode(Base):
    """A section, item or note of the sheet."""

    __tablename__ = "outline_node"
    __table_args__ = (
        CheckConstraint("kind IN ('section', 'item', 'note')", name="kind"),
        CheckConstraint("origin IN ('analysis', 'typed', 'zero', 'none')", name="origin"),
        CheckConstraint("(origin = 'analysis') = (analysis_id IS NOT NULL)", name="analysis"),
        CheckConstraint("(origin = 'typed') = (price IS NOT NULL)", name="price"),
        CheckConstraint("origin <> 'zero' OR zero_reason <> ''", name="zero_reason"),
        CheckConstraint("quantity_typed IS NULL OR quantity_typed >= 0", name="quantity"),
        CheckConstraint("quantity_typed IS NULL OR formula IS NULL", name="one_quantity"),
        CheckConstraint("kind = 'item' OR origin = 'none'", name="only_items_cost"),
        CheckConstraint(
            "kind = 'item' OR (quantity_typed IS NULL AND formula IS NULL)",
            name="only_items_measure",
        ),
        CheckConstraint("price IS NULL OR price >= 0", name="price_sign"),
        Index("ix_outline_node_project_id_sort_path", "project_id", "sort_path"),
        Index("ix_outline_node_project_id_analysis_id", "project_id", "analysis_id"),
        ROOMY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(_inside("project.id"))
    parent_id: Mapped[int | None] = mapped_column(
        _inside("outline_node.id"), index=True, active_history=True
    )
    version: Mapped[int] = mapped_column(default=1, info=BOOKKEEPING)
    position: Mapped[int] = mapped_column(BigInteger, active_history=True)
    kind: Mapped[str] = mapped_column(String(16), active_history=True)
    number_typed: Mapped[str | None] = mapped_column(String(40), active_history=True)
    code: Mapped[str] = mapped_column(String(100), default="", active_history=True)
    title: Mapped[str] = mapped_column(String(1000), default="", active_history=True)
    unit: Mapped[str] = mapped_column(String(50), default="", active_history=True)
    quantity_typed: Mapped[Fraction | None] = mapped_column(Scaled(6), active_history=True)
    #: Canonical text (domain.formula); wins over the typed quantity.
    formula: Mapped[str | None] = mapped_column(String(500), active_history=True)
    origin: Mapped[str] = mapped_column(String(16), default="none", active_history=True)
    analysis_id: Mapped[int | None] = mapped_column(_inside("analysis.id"), active_history=True)
    price: Mapped[Fraction | None] = mapped_column(Scaled(4), active_history=True)
    price_source: Mapped[str] = mapped_column(String(300), default="", active_history=True)
    markup_included: Mapped[bool] = mapped_column(default=False, active_history=True)
    zero_reason: Mapped[str] = mapped_column(String(300), default="", active_history=True)
    markup_percent: Mapped[Fraction | None] = mapped_column(Scaled(4), active_history=True)

    number: Mapped[str] = mapped_column(String(200), default="", info=DERIVED)
    level: Mapped[int] = mapped_column(default=1, info=DERIVED)
    sort_path: Mapped[str] = mapped_column(plain(4000), default="", info=DERIVED)
    #: After the quantity policy.
    quantity: Mapped[Fraction | None] = mapped_column(Scaled(6), info=DERIVED)
    quantity_exact: Mapped[str | None] = mapped_column(Text, info=DERIVED)
    markup: Mapped[Fraction | None] = mapped_column(Scaled(4), info=DERIVED)
    direct_cost: Mapped[Fraction | None] = mapped_column(Scaled(4), info=DERIVED)
    direct_cost_exact: Mapped[str | None] = mapped_column(Text, info=DERIVED)
    unit_price: Mapped[Fraction | None] = mapped_column(Scaled(4), info=DERIVED)
    unit_price_exact: Mapped[str | None] = mapped_column(Text, info=DERIVED)
    amount: Mapped[Fraction | None] = mapped_column(Scaled(4), info=DERIVED)
    amount_exact: Mapped[str | None] = mapped_column(Text, info=DERIVED)
    #: Items without amount at or below this node.
    incomplete: Mapped[int] = mapped_column(default=0, info=DERIVED)
