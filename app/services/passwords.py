"""Passwords: how they are kept, which are refused, how a first one is made."""

import re
import secrets
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask_babel import lazy_gettext as _l

from app.domain.errors import Problem
from app.services import messages

SHORTEST = 10
LONGEST = 200
#: Characters that a password must have at least; "xyzxyzxyzxyz" has three.
DIFFERENT = 5
#: No characters that a reader could take for another one.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# What is left of a password without one's own names must still be hard to guess.
_OWN_PART = 6

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

#: The usual first guesses, without the digits and signs that people put around them.
COMMON = frozenset(
    """
    password passwort passwordku katasandi sandi rahasia rahasiaku qwerty qwertyui qwertyuiop
    qwertyuiopasdf qwertyuiopasdfghjkl asdfghjkl asdfghjklzxcvbnm zxcvbnm zxcvbnmasdf qazwsx
    qazwsxedc qazwsxedcrfv qwertz azerty azertyuiop qweasdzxc qweqwe asdasd asdfasdf zaqxsw
    abc abcd abcde abcdef abcdefg abcdefgh abcdefghi abcdefghij aaa admin administrator adminadmin
    root rootroot toor user username guest test tester testing testtest coba cobacoba
    welcome letmein login masuk iloveyou ilovesyou loveyou lovelove sayang sayangku sayangkamu
    akucintakamu cintaku cinta indonesia indonesiaku indonesiaraya merdeka garuda pancasila
    bismillah bismillahirrahmanirrahim alhamdulillah assalamualaikum allahuakbar insyaallah
    jakarta surabaya bandung jogjakarta yogyakarta semarang makassar bali persib persija arema
    monkey dragon football baseball basketball superman batman pokemon princess sunshine
    shadow master michael jordan charlie jessica jennifer trustno starwars computer komputer
    internet whatever freedom hello helloworld changeme default secret mysecret kontraktor
    konsultan konstruksi estimator proyek kantor kantorku bangunan taksir
    """.split()  # noqa: SIM905 - a list of strings would hide the words
)
_ROWS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz",
         "qwertyuiopasdfghjklzxcvbnm")  # fmt: skip

messages.add(
    {
        "password.too_short": _l("Use at least %(limit)s characters; a sentence is fine."),
        "password.too_long": _l("Use at most %(limit)s characters."),
        "password.common": _l("This password is among the first that anybody would try."),
        "password.personal": _l("Leave your name, your e-mail and “Taksir” out of the password."),
        "password.wrong": _l("This is not your present password."),
        "password.unchanged": _l("The new password is the same as the old one."),
        "choice.unknown": _l("Choose one of the values offered."),
    }
)


def hashed(password: str) -> str:
    """argon2id, 19 MiB and two passes (about 30 ms): dear to guess, bearable at a log-in rush."""
    return _hasher.hash(_bytes(password))


def verify(kept: str | None, password: str) -> bool:
    """Whether the password fits; without an account the same work is done for nothing."""
    try:
        _hasher.verify(kept or _nobody(), _bytes(password))
    except (Argon2Error, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was kept with other parameters than the present ones."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_bytes(16))


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def generate() -> str:
    """A first password: 79 bits, in four groups that can be read aloud."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def problem(password: str, place: str, own_words: Iterable[str] = ()) -> Problem | None:
    """Why a new password is refused; `own_words` are names that its owner is known by."""
    if len(password) < SHORTEST:
        return Problem("password.too_short", place, {"limit": SHORTEST})
    if len(password) > LONGEST:
        return Problem("password.too_long", place, {"limit": LONGEST})
    if _is_common(password.casefold()):
        return Problem("password.common", place)
    if _is_personal(password.casefold(), own_words):
        return Problem("password.personal", place)
    return None


def _is_common(password: str) -> bool:
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
    is_dull = len(set(password)) < DIFFERENT
    return core in COMMON or is_dull or any(password in row for row in _ROWS)


def _is_personal(password: str, own_words: Iterable[str]) -> bool:
    rest = password
    words = {part for own in own_words for part in re.split(r"[\W\d_]+", own.casefold())}
    for word in sorted({*words, "taksir"}, key=len, reverse=True):
        if len(word) > 3:
            rest = rest.replace(word, "")
    return rest != password and len(re.sub(r"[\W\d_]+", "", rest)) < _OWN_PART
