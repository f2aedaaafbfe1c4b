"""Catalogues: editions of official analyses, the office library, price lists.

They stand outside projects. A project copies from them and never changes when they change; an
edition that is ready is never written again (a confirmed unit stands in a table of its own).
"""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.estimate import CATEGORIES
from app.models.types import Moment, PackedJson, Scaled, now, plain

NUMBERED: dict[str, Any] = {"sqlite_autoincrement": True}


class Edition(Base):
    """One book of analyses. `office` is the library that the office publishes into itself."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("identity"),
        CheckConstraint("kind IN ('official', 'starter', 'office')", name="kind"),
        CheckConstraint("state IN ('loading', 'ready')", name="state"),
        CheckConstraint("(state = 'ready') = (ready_at IS NOT NULL)", name="ready_at"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), default="official")
    name: Mapped[str] = mapped_column(String(120))
    #: The name casefolded and single-spaced: two editions never differ by a space.
    identity: Mapped[str] = mapped_column(plain(120))
    state: Mapped[str] = mapped_column(String(16), default="loading")
    #: The edition that new projects and searches start with: at most one (services keep it so).
    is_current: Mapped[bool] = mapped_column(default=False)
    layout: Mapped[str] = mapped_column(String(16), default="")
    file_name: Mapped[str] = mapped_column(String(255), default="")
    #: SHA-256 of the file: loading the same file again changes nothing.
    sha256: Mapped[str] = mapped_column(plain(64), default="")
    #: Grows with every published version in the office library; names a search index.
    content: Mapped[int] = mapped_column(default=0)
    #: The run that loads it, while it is loading: another one that takes over fences it off.
    loader: Mapped[str] = mapped_column(plain(80), default="")
    #: What the import found: counts, differences of printed prices, problems (catalogue report).
    report: Mapped[dict[str, Any]] = mapped_column(PackedJson, default=dict)
    #: How many printed prices differ, and how many problems there are: the length of its lists.
    different: Mapped[int] = mapped_column(default=0)
    problems: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ready_at: Mapped[datetime | None] = mapped_column(Moment)


class CatalogueResource(Base):
    """A resource as an edition names it; identity as in projects."""

    __tablename__ = "catalogue_resource"
    __table_args__ = (
        UniqueConstraint("edition_id", "identity"),
        CheckConstraint(f"category IN {CATEGORIES}", name="category"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    identity: Mapped[str] = mapped_column(plain(900))
    code: Mapped[str] = mapped_column(String(100), default="")
    name: Mapped[str] = mapped_column(String(500))
    original: Mapped[str] = mapped_column(String(500), default="")
    unit: Mapped[str] = mapped_column(String(50), default="")
    category: Mapped[str] = mapped_column(String(16))


class CatalogueAnalysis(Base):
    """One analysis of an edition. Key: edition, code, title and (in the office library) version."""

    __tablename__ = "catalogue_analysis"
    __table_args__ = (
        UniqueConstraint("edition_id", "code_key", "title_key", "version"),
        CheckConstraint("unit_state IN ('given', 'proposed')", name="unit_state"),
        CheckConstraint("version >= 1", name="version"),
        Index("ix_catalogue_analysis_edition_id_position", "edition_id", "position"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    #: Order of the book.
    position: Mapped[int] = mapped_column(BigInteger)
    #: Versions of one office analysis; 1 everywhere else.
    version: Mapped[int] = mapped_column(default=1)
    is_latest: Mapped[bool] = mapped_column(default=True)
    code: Mapped[str] = mapped_column(String(100), default="")
    code_key: Mapped[str] = mapped_column(plain(400), default="")
    title: Mapped[str] = mapped_column(String(1000))
    #: SHA-256 of the folded title: part of the key, whatever its length.
    title_key: Mapped[str] = mapped_column(plain(64))
    original: Mapped[str] = mapped_column(String(1000), default="")
    unit: Mapped[str] = mapped_column(String(50), default="")
    unit_state: Mapped[str] = mapped_column(String(16), default="given")
    #: Headings above it, outermost first, with " / " between.
    chapter: Mapped[str] = mapped_column(String(1000), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    sheet: Mapped[str] = mapped_column(String(120), default="")
    cell: Mapped[str] = mapped_column(String(16), default="")
    #: The unit price that the book prints, rupiah.
    printed: Mapped[Fraction | None] = mapped_column(Scaled(4))
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[datetime | None] = mapped_column(Moment)


class CatalogueComponent(Base):
    """One row of an analysis of an edition: the columns of a project's component."""

    __tablename__ = "catalogue_component"
    __table_args__ = (
        CheckConstraint("kind IN ('resource', 'analysis', 'percent', 'lump', 'note')", name="kind"),
        CheckConstraint(f"category IN {CATEGORIES}", name="category"),
        CheckConstraint("basis IN ('direct_cost', 'unit_price')", name="basis"),
        CheckConstraint("(kind = 'resource') = (resource_id IS NOT NULL)", name="resource"),
        CheckConstraint("(kind = 'analysis') = (nested_id IS NOT NULL)", name="nested"),
        CheckConstraint("(kind = 'percent') = (percent_of IS NOT NULL)", name="percent"),
        Index("ix_catalogue_component_analysis_id", "analysis_id"),
        # Deleting a row looks for those that point at it.
        Index(
            "ix_catalogue_component_percent_row_id",
            "percent_row_id",
            sqlite_where=text("percent_row_id IS NOT NULL"),
            postgresql_where=text("percent_row_id IS NOT NULL"),
        ),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    analysis_id: Mapped[int] = mapped_column(ForeignKey("catalogue_analysis.id"))
    position: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(16))
    category: Mapped[str] = mapped_column(String(16))
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_resource.id"), index=True)
    nested_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_analysis.id"), index=True)
    basis: Mapped[str] = mapped_column(String(16), default="direct_cost")
    coefficient: Mapped[Fraction | None] = mapped_column(Scaled(10))
    formula: Mapped[str | None] = mapped_column(String(500))
    label: Mapped[str] = mapped_column(String(500), default="")
    #: The name as the file writes it, where it was repaired.
    original: Mapped[str] = mapped_column(String(500), default="")
    unit: Mapped[str] = mapped_column(String(50), default="")
    price: Mapped[Fraction | None] = mapped_column(Scaled(4))
    percent_of: Mapped[str | None] = mapped_column(String(16))
    percent_row_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_component.id"))
    #: Codes of problems for whoever uses the row, with spaces between.
    marks: Mapped[str] = mapped_column(String(300), default="")
    sheet: Mapped[str] = mapped_column(String(120), default="")
    cell: Mapped[str] = mapped_column(String(16), default="")


class UnitConfirmation(Base):
    """A person's word on the unit of an analysis that its book leaves to the title."""

    __tablename__ = "unit_confirmation"
    __table_args__ = (UniqueConstraint("analysis_id"), NUMBERED)

    id: Mapped[int] = mapped_column(primary_key=True)
    analysis_id: Mapped[int] = mapped_column(ForeignKey("catalogue_analysis.id"))
    unit: Mapped[str] = mapped_column(String(50))
    by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class PriceList(Base):
    """Prices of one source, region and date."""

    __tablename__ = "price_list"
    __table_args__ = (
        UniqueConstraint("identity"),
        CheckConstraint("state IN ('loading', 'ready')", name="state"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The edition in whose file it stood.
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    identity: Mapped[str] = mapped_column(plain(120))
    state: Mapped[str] = mapped_column(String(16), default="loading")
    region: Mapped[str] = mapped_column(String(120), default="")
    price_date: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ListedPrice(Base):
    """One price of a list; NULL = unknown."""

    __tablename__ = "listed_price"
    __table_args__ = (
        CheckConstraint(f"category IN {CATEGORIES}", name="category"),
        CheckConstraint("price IS NULL OR price >= 0", name="price"),
        Index("ix_listed_price_list_id_identity", "list_id", "identity"),
        NUMBERED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("price_list.id"))
    #: The identity of a resource; one list may price it twice, and says so when asked.
    identity: Mapped[str] = mapped_column(plain(900))
    code: Mapped[str] = mapped_column(String(100), default="")
    name: Mapped[str] = mapped_column(String(500))
    unit: Mapped[str] = mapped_column(String(50), default="")
    category: Mapped[str] = mapped_column(String(16))
    price: Mapped[Fraction | None] = mapped_column(Scaled(4))
    source: Mapped[str] = mapped_column(String(300), default="")
    sheet: Mapped[str] = mapped_column(String(120), default="")
    cell: Mapped[str] = mapped_column(String(16), default="")


class ColumnMapping(Base):
    """Which column of a table means what, as a person once said for tables with this heading."""

    __tablename__ = "column_mapping"
    __table_args__ = (UniqueConstraint("heading"), NUMBERED)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the folded heading cells.
    heading: Mapped[str] = mapped_column(plain(64))
    columns: Mapped[dict[str, Any]] = mapped_column(PackedJson)
    by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(Moment, default=now)
