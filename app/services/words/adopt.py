"""What came from catalogues and price lists, for the history."""

from flask_babel import lazy_gettext as _l

LABELS = {
    "item.adopted": _l("Added “%(title)s” from %(edition)s"),
    "prices.filled": _l("Filled prices from “%(list)s” (%(count)s)"),
    "analysis.offered": _l("Published %(title)s to the office library"),
}
