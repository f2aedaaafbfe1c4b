"""The kiosk of the golden case as files that are brought, and what became of them."""

from pathlib import Path

from sqlalchemy import func, select

from app.extensions import db
from app.models import Project
from app.services import project_imports, tables
from app.services.project_imports import Upload

KIOS = Path(__file__).parents[2] / "data" / "golden" / "kios"
HEAD = "no,section,title,unit,quantity,price,price_source\n"


def files(**changed: bytes) -> list[tuple[str, bytes]]:
    given = {path.name: path.read_bytes() for path in KIOS.iterdir()}
    return list((given | {f"{name}.csv": text for name, text in changed.items()}).items())


def many(count: int) -> list[tuple[str, bytes]]:
    rows = "".join(f"{n},Bagian,Pekerjaan {n},m3,2,1000,survei\n" for n in range(count))
    return files(items=(HEAD + rows).encode())


def looked_at(brought, person, work):
    number = project_imports.receive(Upload(brought, person.id))
    work()
    return project_imports.looked(number, person)


def count(model) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def projects() -> list[Project]:
    """What was brought, without the one that was taken out."""
    db.session.rollback()
    kios = select(Project).where(Project.name == tables.read(KIOS).tables.heading.name)
    return list(db.session.execute(kios).scalars())
