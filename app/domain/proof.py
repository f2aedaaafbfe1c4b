"""A figure with everything below it, as plain values that another program can check again.

One node an address, so that what many figures share is written once: docs/proof.md has the form,
docs/verify_proof.py the program.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from app.domain.explain import Reasons
from app.domain.explain_reason import Reason
from app.domain.numbers import NONE, decimals, digits, plain

FORMAT = "taksir-proof/1"


def proof(reasons: Reasons, root: str, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the proof of a figure; `about` is told beside it, with names of rows in "rows".

    Rows whose address does not occur are left out. The seal is the SHA-256 of the whole in
    canonical JSON. ValueError for an address that is none.
    """
    nodes = {reason.address: node(reason) for reason in _below(reasons, root)}
    rows = {address.rpartition(".")[0] for address in nodes}
    named = {row: names for row, names in about.get("rows", {}).items() if row in rows}
    found = {"format": FORMAT, **about, "root": root, "rows": named, "nodes": nodes}
    return {**found, "sha256": seal(found)}


def seal(found: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a proof without its seal: keys sorted, no spaces, UTF-8."""
    text = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def text(value: Fraction | None) -> str | None:
    """Return every decimal of a value, or its ratio where they do not end."""
    if value is None:
        return None
    places = decimals(value.denominator)
    if places is not None:
        return plain(value, places)
    return f"{digits(value.numerator)}/{digits(value.denominator)}"


def node(reason: Reason) -> dict[str, Any]:
    """Return one step; what is usual (no terms, no rounding, factor 1) is left out."""
    found: dict[str, Any] = {"op": reason.operation, "value": text(reason.value)}
    if reason.terms:
        found["of"] = list(reason.terms)
    if reason.rounding.mode != NONE.mode:
        found["round"] = [reason.rounding.mode, text(reason.rounding.step)]
    if reason.factor != 1:
        found["factor"] = text(reason.factor)
    if reason.is_partial:
        found["partial"] = True
    if reason.formula is not None:
        found |= {"formula": reason.formula, "names": list(reason.names)}
    if reason.limit is not None:
        found["within"] = [str(reason.limit.low), str(reason.limit.high)]
    return found


def _below(reasons: Reasons, root: str) -> Iterator[Reason]:
    """Yield the reason of the root and of all it was made from, each once; of any depth."""
    seen, waiting = {root}, [root]
    while waiting:
        reason = reasons.of(waiting.pop())
        if reason is None:
            message = f"{root} has no reasoning"
            raise ValueError(message)
        yield reason
        fresh = [term for term in reason.terms if term not in seen]
        seen.update(fresh)
        waiting += reversed(fresh)
