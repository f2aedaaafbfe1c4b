"""The outline as a forest: which row comes above which, and what passes down and up."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Origin = Literal["analysis", "typed", "zero", "none"]
NodeKind = Literal["section", "item", "note"]


@dataclass(frozen=True, slots=True)
class Node:
    """A section, an item or a note, as it was entered.

    The quantity is in the item's unit; a canonical `formula` wins over it. `price` is rupiah per
    unit for origin "typed"; `markup_included` says that it already holds the markup. A
    `markup_percent` (10 = 10 %) replaces the one from above, for an item or for a whole section.
    """

    id: int
    parent_id: int | None
    kind: NodeKind
    quantity: Fraction | None = None
    formula: str | None = None
    origin: Origin = "none"
    analysis_id: int | None = None
    price: Fraction | None = None
    markup_included: bool = False
    markup_percent: Fraction | None = None


def top_down(nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes so that each comes after its parent; of any depth.

    A node whose parent is not among `nodes` counts as top level, so that no money is lost.
    Raises ValueError when nodes are each other's parents: that is damage, not input.
    """
    ids = {node.id for node in nodes}
    below: dict[int, list[Node]] = {}
    ordered: list[Node] = []
    for node in nodes:
        if node.parent_id is None or node.parent_id not in ids:
            ordered.append(node)
        else:
            below.setdefault(node.parent_id, []).append(node)
    for node in ordered:
        ordered.extend(below.get(node.id, ()))
    if len(ordered) != len(nodes):
        message = "nodes of the outline are each other's parents"
        raise ValueError(message)
    return ordered
