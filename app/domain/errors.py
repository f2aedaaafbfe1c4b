"""Problems as values: a code, the place and the parameters; the text belongs to the edges.

`CODES` names every code the domain can produce, so that a test can prove the user interface
has a text for each.

Parameters are display strings in the user's own number locale, or whole numbers:

- number.*: `text` (what was typed, always but for number.empty and number.too_long),
  `suggestion` (odd_grouping), `limit` (too_long), `places` (too_many_decimals),
  `low` (negative, too_small), `high` (too_large)
- formula.*: `text` and `position` (counted from 1; number, odd_grouping, ambiguous_comma,
  unexpected_character, unexpected), `suggestion` (odd_grouping), `number` and `arguments`
  (ambiguous_comma: the two readings), `name` (unknown_name, unknown_value, unknown_function,
  reserved_name, bad_name, arguments), `count` and `expected` (arguments), `limit` (too_long,
  too_deep, exponent, places, too_large), `path` (cycle: `a → b → a`)
- block.*: `limit` (but empty), `count` (too_many_rows, too_many_columns)
- analysis.cycle: `path`; figure.out_of_range: `low`, `high`; unit.no_conversion: `from`, `to`
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

NUMBER_CODES = frozenset(
    {
        "number.empty",
        "number.not_a_number",
        "number.too_long",
        "number.odd_grouping",
        "number.odd_spaces",
        "number.too_many_decimals",
        "number.negative",
        "number.too_small",
        "number.too_large",
    },
)
FORMULA_CODES = frozenset(
    {
        "formula.empty",
        "formula.no_equals_sign",
        "formula.too_long",
        "formula.too_deep",
        "formula.number",
        "formula.odd_grouping",
        "formula.ambiguous_comma",
        "formula.mixed_separators",
        "formula.separator",
        "formula.unexpected_character",
        "formula.unexpected_end",
        "formula.unexpected",
        "formula.unclosed",
        "formula.unknown_name",
        "formula.unknown_value",
        "formula.unknown_function",
        "formula.reserved_name",
        "formula.bad_name",
        "formula.arguments",
        "formula.division_by_zero",
        "formula.exponent",
        "formula.places",
        "formula.root_of_negative",
        "formula.too_large",
        "formula.cycle",
    },
)
ANALYSIS_CODES = frozenset(
    {"analysis.cycle", "analysis.percent_base_missing", "analysis.percent_cycle"},
)
FIGURE_CODES = frozenset({"figure.out_of_range"})
UNIT_CODES = frozenset({"unit.no_conversion"})
BLOCK_CODES = frozenset(
    {"block.empty", "block.too_long", "block.too_many_rows", "block.too_many_columns"},
)

#: Every code of this package. A module that adds a code adds it here first.
CODES = NUMBER_CODES | FORMULA_CODES | ANALYSIS_CODES | FIGURE_CODES | UNIT_CODES | BLOCK_CODES


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong (`code`), where (`place`), and what the message needs to say it (`params`)."""

    code: str
    place: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    warning: bool = False
