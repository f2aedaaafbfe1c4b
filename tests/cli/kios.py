"""The golden case as tables, and its totals as commands print them."""

from pathlib import Path

OWN = Path(__file__).parents[1] / "data" / "golden" / "kios"
#: Worked out by hand.
TOTALS = {
    "subtotal": "3945640.13984",
    "total": "4379660.5552224",
    "rounded": "4380000",
    "tail": [{"label": "PPN", "amount": "434020.4153824"}],
    "incomplete": 0,
}
