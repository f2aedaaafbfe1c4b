"""Texts of workbooks made readable: broken encodings, invisible characters, stray spaces.

And the unit of an analysis as its title names it. That is a proposal: titles lie.
"""

import re
import unicodedata
from functools import lru_cache

from app.domain import units

_LONGEST = 4_000
_SPACES = re.compile(r"(?:_x000[dD]_|\s|[\u00a0\u2000-\u200a\u202f\u3000\u2028\u2029\x85])+")
_INVISIBLE = re.compile(
    "[\u200b-\u200d\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\x00-\x1f\x7f-\x9f\ud800-\udfff]",
)


def _mend(text: str) -> str:
    """Broken encodings are mended; quotes, ligatures and letters that merely look odd stay."""
    import ftfy  # noqa: PLC0415 - only workers read workbooks; the web process stays small

    return ftfy.fix_text(
        text,
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )


@lru_cache(maxsize=16_384)
def repaired(text: str) -> tuple[str, bool]:
    """The text on one line as it was meant, and whether more than its spaces was mended."""
    # What is longer than any cell that people read is not worth the search for its encoding.
    mended = _mend(text) if len(text) <= _LONGEST and not text.isascii() else text
    plain = _SPACES.sub(" ", text).strip()
    mended = _INVISIBLE.sub("", _SPACES.sub(" ", mended)).replace("\ufffd", "?")
    mended = unicodedata.normalize("NFC", " ".join(mended.split()))
    return mended, mended != unicodedata.normalize("NFC", plain)


#: Units that stand in titles, beside those with several spellings.
_WORDS = (
    "m3 m² m³ m2 m' m’ m1 m¹ m ha km kg ton liter ltr buah bh unit set titik ttk lot ls paket"
    " hari jam bulan minggu kali batang btg lembar lbr tunggul pohon zak sak roll daun rumpun"
    " polybag ruas sambungan lubang cm zona tiang are"
)
_UNIT = "|".join(sorted(map(re.escape, _WORDS.split()), key=len, reverse=True))
_END = r"(?![\w'’²³¹]|[./]\w)"
#: `1 m2`, but not `DN 1 m`, `2.1 m`, `s.d. 1 m`.
_ONE = re.compile(rf"(?<![\w.,:/()<>≤≥=x×+-])1\s?({_UNIT}){_END}", re.IGNORECASE)
_PER = re.compile(
    rf"(?:\bper[\s-]+|\bsatuan(?:\s+pekerjaan)?\s*:\s*)({_UNIT}){_END}", re.IGNORECASE
)
#: Before a measure that describes the work, not the unit that is paid for.
_DESCRIBES = re.compile(
    r"(?:\b(?:s\.?\s?d\.?|s/d|sampai|hingga|tinggi|lebar|panjang|tebal|dalam|kedalaman|sedalam"
    r"|setinggi|selebar|setebal|sepanjang|selama|jarak|sejauh|diameter|dia|maksimum|maks|minimum"
    r"|min|uk|ukuran|dn|h|l|t|p|d)\.?|[<>≤≥=±:×]|(?<!\w)x)\s*$",
    re.IGNORECASE,
)


#: `Penyiraman untuk 1 hari untuk 1 m2` is per m2.
_TIMES = frozenset({"hari", "jam", "minggu", "bulan"})


def unit_from_title(title: str) -> str | None:
    """The unit that a title names (`Pemasangan 1 m2 ...` is per `m2`); None where it names none."""
    named = [
        match[1] for match in _ONE.finditer(title) if not _DESCRIBES.search(title[: match.start()])
    ]
    found = [units.canonical(unit) for unit in [*named, *_PER.findall(title)]]
    lasting = [unit for unit in found if unit not in _TIMES]
    return next(iter(lasting or found), None)
