"""Words that are one word: affixes of Indonesian, and spellings that sound alike."""

import re

_SUFFIXES = ("nya", "kan", "an")
#: These end in -an or begin like a prefix by nature.
_WHOLE = frozenset(
    [
        "ringan",
        "jalan",
        "papan",
        "bahan",
        "taman",
        "tangan",
        "depan",
        "bulan",
        "bantuan",
        "dengan",
        "beban",
        "ikan",
        "kanan",
        "dinding",
        "diameter",
        "media",
        "merah",
        "meter",
        "persegi",
        "permanen",
        "pernis",
        "perancah",
        "pelat",
        "pelitur",
    ]
)
_SPELLINGS = (
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("qu", "k"), ("q", "k"), ("x", "ks"), ("oe", "u"),
    ("dj", "j"), ("ie", "i"), ("y", "i"), ("z", "s"), ("v", "p"), ("f", "p"),
)  # fmt: skip
_SOFT = re.compile(r"c(?=[eiy])")
_DOUBLE = re.compile(r"([a-z])\1")


def stem(word: str) -> str:
    """The root, as far as rules can tell: `pemasangan`, `pasangan` and `memasang` are `pasang`."""
    if len(word) < 5 or word in _WHOLE:
        return word
    if word.startswith(("men", "mem", "meny", "meng")) and word.endswith("i"):
        bare = _unprefixed(word[:-1])
        return bare if len(bare) > 4 else _unprefixed(word)
    for suffix in _SUFFIXES:
        bare = word[: -len(suffix)]
        if not word.endswith(suffix):
            continue
        if suffix == "kan" and bare.startswith("di") and len(bare) >= 5:
            return bare[2:]
        if len(bare) >= (4 if suffix == "kan" else 3):
            return _unprefixed(bare)
    return _unprefixed(word)


def _unprefixed(word: str) -> str:
    for prefix in ("penge", "menge"):
        if word.startswith(prefix) and 3 <= len(word) - 5 <= 4 and word[5] not in "aiueo":
            return word[5:]
    for prefix, dropped in (("ny", "s"), ("ng", ""), ("m", "p"), ("n", "t")):
        if word.startswith(("pe" + prefix, "me" + prefix)):
            return _restored(word, 2 + len(prefix), dropped)
    for prefix in ("per", "ber", "ter", "pe", "me"):
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) >= 4:
            return rest
    return word


def _restored(word: str, length: int, dropped: str) -> str:
    """Before a vowel the prefix has swallowed a consonant: pe-m-asang is pasang."""
    rest = word[length:]
    if len(rest) < 3:
        return word
    swallowed = rest[0] in "aiueo" or (dropped == "p" and rest[0] == "l")
    return dropped + rest if swallowed else rest


def folded(word: str) -> str:
    """One spelling for words that sound alike: `cyclop` and `siklop`, `fondasi` and `pondasi`."""
    word = _SOFT.sub("s", word)
    for written, meant in _SPELLINGS:
        word = word.replace(written, meant)
    word = _DOUBLE.sub(r"\1", word.replace("c", "k"))
    return word[:-1] if word.endswith(("nd", "nt")) and len(word) > 5 else word
