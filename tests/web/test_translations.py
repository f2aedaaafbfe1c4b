"""Every text has its Indonesian, with the same holes, and every problem has a text."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.domain.errors import CODES
from app.services import messages
from app.web import i18n

APP = Path(i18n.__file__).parent.parent
FILES = sorted((i18n.FOLDER / "id").glob("*.po"))
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
HOLE = re.compile(r"%\((\w+)\)s")


def extracted() -> dict[str | tuple[str, ...], str]:
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    options = {"jinja2": {"newstyle_gettext": "true", "silent": "false", "trimmed": "true"}}
    found = extract_from_dir(str(APP), methods, options, keywords=KEYWORDS)
    return {text: f"{file}:{line}" for file, line, text, _comments, _context in found}


def translated() -> dict[str | tuple[str, ...], tuple[str, str | tuple[str, ...]]]:
    known = {}
    for path in FILES:
        with path.open("rb") as file:
            for message in read_po(file, locale="id"):
                if message.id:
                    known[message.id] = (path.name, message.string)
    return known


SOURCE = extracted()
INDONESIAN = translated()


def test_every_text_is_translated():
    missing = {text: place for text, place in SOURCE.items() if text not in INDONESIAN}
    assert missing == {}


def test_no_translation_is_left_over():
    unused = {text: INDONESIAN[text][0] for text in INDONESIAN if text not in SOURCE}
    assert unused == {}


def test_no_translation_is_empty_or_doubtful():
    empty = [text for text, (_file, said) in INDONESIAN.items() if not said or not all(said)]
    assert empty == []
    assert [path.name for path in FILES if "#, fuzzy" in path.read_text()] == []


def test_every_translation_has_the_same_holes():
    wrong = {}
    for text, (file, said) in INDONESIAN.items():
        holes = set(HOLE.findall(text if isinstance(text, str) else " ".join(text)))
        for each in [said] if isinstance(said, str) else said:
            if set(HOLE.findall(each)) != holes or "%" in HOLE.sub("", each):
                wrong[text] = (file, each)
    assert wrong == {}


def test_no_text_is_translated_in_two_ways():
    assert len(list(i18n.merge(FILES, "id"))) >= len(INDONESIAN)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_plurals_follow_the_language(language):
    catalogue = i18n.catalogue(language)
    one, many = next(text for text in INDONESIAN if isinstance(text, tuple) and len(set(text)) > 1)
    spoken = [catalogue.ungettext(one, many, count) for count in (1, 2)]
    assert len(set(spoken)) == (1 if language == "id" else 2)


def test_two_files_may_not_contradict_each_other(tmp_path):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    for name, said in (("a", "Satu"), ("b", "Esa")):
        (tmp_path / f"{name}.po").write_text(f'{head}msgid "One"\nmsgstr "{said}"\n')
    with pytest.raises(ValueError, match=r"b\.po: 'One' is 'Satu' elsewhere"):
        i18n.merge(sorted(tmp_path.glob("*.po")), "id")


def test_a_language_without_files_speaks_as_the_code_does(tmp_path):
    assert i18n.catalogue("en", tmp_path).ugettext("Close") == "Close"


def test_every_problem_of_the_domain_has_a_text():
    assert CODES - messages.known() == set()


def test_every_problem_raised_anywhere_has_a_text(make_app):
    make_app()  # services add their own texts when they are loaded
    raised = set()
    for path in APP.rglob("*.py"):
        raised |= set(re.findall(r'Problem\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text()))
    assert raised - messages.known() == set()
