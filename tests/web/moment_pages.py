"""What every page of an earlier moment must be: marked, without a form that writes, leading on."""

import re
from html import unescape

from app.extensions import db
from app.models import Keyframe
from app.services import versions
from app.services.versions import Given

#: Pages that have a past: a link to one of them keeps the moment.
_PAST = re.compile(
    r"^/projects/\d+/(items/|analyses|resources/|prices|recap|parameters|tables|explain/|\?|$)"
)
_WRITES = ('method="post"', "hx-post", "formaction", 'class="cell', 'name="csrf_token"')


def name_by_older_arithmetic(app, project, by) -> None:
    """Revision 1 becomes “HPS”, of 1,000 in all and 999 for the excavation, as it once was."""
    with app.app_context():
        versions.name(project.id, by.id, 1, Given("HPS"))
        frame = db.session.execute(db.select(Keyframe)).scalar_one()
        kept = {**frame.figures, "subtotal": "1000", "total": "1000", "rounded": "1000"}
        names, rows = kept["rows"]["outline_node"]
        place = names.index("amount") + 1
        for row in rows:
            row[place] = 999_0000 if row[0] == project.excavation else row[place]
        frame.figures, frame.arithmetic = kept, 0
        db.session.commit()


def shown(answer) -> str:
    """The page in words, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def below_the_band(text: str) -> str:
    """The page itself, without head, band and foot."""
    main = text.partition('<main id="content"')[2].partition("</main>")[0] or text
    return main.partition("</section>")[2] if 'class="moment"' in main else main


def assert_only_looks(answer, number: int) -> None:
    """It is an answer of revision `number`: nothing writes, and every link keeps the number."""
    assert answer.status_code == 200
    page = below_the_band(answer.text)
    assert [word for word in _WRITES if word in page] == []
    links = [unescape(link) for link in re.findall(r'href="([^"#]+)', page)]
    kept = [link for link in links if _PAST.match(link)]
    assert [link for link in kept if not re.search(rf"[?&]at={number}(&|$)", link)] == []


def assert_marked(answer, number: int, name: str = "") -> None:
    """The band says which revision, its name, and leads back."""
    band = answer.text.partition('class="moment"')[2].partition("</section>")[0]
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", band)).split())
    assert f"Keadaan pada revisi {number}" in said
    assert "Alice" in said
    assert "Kembali ke keadaan sekarang" in said
    assert name in said
