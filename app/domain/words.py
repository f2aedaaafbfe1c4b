"""Amounts in words (terbilang), Indonesian and English."""

from typing import Literal

Language = Literal["id", "en"]

LIMIT = 10**21
_ID_ONES = (
    *("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"),
    *("sepuluh", "sebelas"),
)
_EN_ONES = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_EN_TENS = (
    *("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
_SCALES: dict[Language, tuple[str, ...]] = {
    "id": ("", "ribu", "juta", "miliar", "triliun", "kuadriliun", "kuintiliun"),
    "en": ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion"),
}


def in_words(n: int, language: Language) -> str:
    """Return the whole number `n` in words, without a unit: `satu juta seribu`.

    Raises ValueError from 10^21 on. Spelling: KBBI (`miliar`, `seribu`, `sebelas`).
    """
    if abs(n) >= LIMIT:
        message = "numbers have words below 10^21"
        raise ValueError(message)
    if n == 0:
        return "nol" if language == "id" else "zero"
    sign = ["minus"] if n < 0 else []
    return " ".join([*sign, *_groups(abs(n), language)])


def rupiah_in_words(n: int, language: Language) -> str:
    """Return an amount of whole rupiah as a document prints it: `Seribu rupiah`."""
    words = in_words(n, language)
    return f"{words[0].upper()}{words[1:]} rupiah"


def _groups(n: int, language: Language) -> list[str]:
    """The words of each group of three digits, highest first."""
    words: list[str] = []
    for scale in _SCALES[language]:
        n, group = divmod(n, 1000)
        if language == "id" and scale == "ribu" and group == 1:
            words.insert(0, "seribu")
        elif group:
            hundreds = _id_hundreds(group) if language == "id" else _en_hundreds(group)
            words.insert(0, f"{hundreds} {scale}".rstrip())
    return words


def _id_hundreds(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    words = []
    if hundreds:
        words.append("seratus" if hundreds == 1 else f"{_ID_ONES[hundreds]} ratus")
    if rest:
        words.append(_id_tens(rest))
    return " ".join(words)


def _id_tens(n: int) -> str:
    if n < len(_ID_ONES):
        return _ID_ONES[n]
    tens, ones = divmod(n, 10)
    if tens == 1:
        return f"{_ID_ONES[ones]} belas"
    return f"{_ID_ONES[tens]} puluh {_ID_ONES[ones]}".rstrip()


def _en_hundreds(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    words = [f"{_EN_ONES[hundreds]} hundred"] if hundreds else []
    if rest:
        words.append(_en_tens(rest))
    return " ".join(words)


def _en_tens(n: int) -> str:
    if n < len(_EN_ONES):
        return _EN_ONES[n]
    tens, ones = divmod(n, 10)
    return f"{_EN_TENS[tens]}-{_EN_ONES[ones]}".rstrip("-")
