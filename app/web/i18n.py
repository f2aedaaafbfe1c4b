"""Languages: Indonesian by default, English as the code writes it.

Every slice brings its own `translations/id/<slice>.po`; they are read and merged at start, so
there is no compiled file that could be stale.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale

LANGUAGES = ("id", "en")
PLURALS = "nplurals=1; plural=0;"
FOLDER = Path(__file__).parent.parent / "translations"


class MergedDomain(Domain):  # type: ignore[misc]
    """Hands out the merged catalogue of the request's language."""

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return catalogue(locale.language if locale else "en")


@cache
def catalogue(language: str, folder: Path = FOLDER) -> NullTranslations:
    """Merge the PO files of a language; a text translated in two ways raises ValueError."""
    files = sorted((folder / language).glob("*.po"))
    if not files:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, merge(files, language))
    compiled.seek(0)
    return Translations(compiled)


def merge(files: list[Path], language: str) -> Catalog:
    merged = Catalog(locale=language, charset="utf-8")
    # Babel knows no plural rule for Indonesian and would assume the English one.
    merged.mime_headers = [("Plural-Forms", PLURALS)]
    for path in files:
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id or not message.string or message.fuzzy:
                    continue
                known = merged.get(message.id, message.context)
                if known is not None and known.string != message.string:
                    raise ValueError(f"{path.name}: {message.id!r} is {known.string!r} elsewhere")
                merged.add(message.id, message.string, context=message.context)
    return merged


def language() -> str:
    """Choose the request's language: the person's, the browser's cookie, Indonesian."""
    if not has_request_context():
        return "id"
    me = g.get("me")
    chosen = me.language if me else request.cookies.get("language", "")
    return chosen if chosen in LANGUAGES else "id"


def init_app(app: Flask) -> None:
    babel = Babel()
    babel.domain_instance = MergedDomain()
    babel.init_app(app, default_locale="id", locale_selector=language)
