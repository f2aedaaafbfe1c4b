"""A small project as files, any of which a test replaces."""

from fractions import Fraction

from app.domain.estimate import compute
from app.domain.tables import estimate
from app.interchange import tables

PROJECT = '{"name": "Uji", "markup_percent": "10"}'
ITEMS = "no,section,subsection,code,title,unit,quantity,markup_percent\n1,I,,A.1,Beton,m3,2,\n"
COMPONENTS = "item_no,category,resource_code,coefficient\n1,TK,L.01,1.5\n1,BHN,M.01,300\n"
RESOURCES = "code,category,name,unit,price\nL.01,TK,Pekerja,OH,100000.00\nM.01,BHN,Semen,kg,1300\n"


def read(**files):
    given = {"project": PROJECT, "items": ITEMS, "components": COMPONENTS, "resources": RESOURCES}
    named = {
        "project.json" if name == "project" else f"{name}.csv": text.encode()
        for name, text in (given | files).items()
        if text is not None
    }
    return tables.read(named)


def said(problems) -> list[tuple[str, str]]:
    return [(p.code, p.place) for p in problems]


def amounts(found) -> list[Fraction | None]:
    figures = compute(estimate(found))
    return [figures.nodes[i].amount for i, r in enumerate(found.outline) if r.kind == "item"]


def items(rows: str, columns: str = "no,section,subsection,code,title,unit,quantity") -> str:
    return f"{columns}\n{rows}\n"


def components(rows: str, more: str = "") -> str:
    return f"item_no,category,resource_code,coefficient{more}\n{rows}\n"
