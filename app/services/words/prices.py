"""What happened to the price list, for the history."""

from flask_babel import lazy_gettext as _l

LABELS = {
    "price.set": _l("Changed the price of “%(name)s”"),
    "prices.set": _l("Changed prices (%(count)s)"),
    "resource.added": _l("Added the resource “%(name)s”"),
    "resource.described": _l("Changed the description of the resource “%(name)s”"),
    "resource.deleted": _l("Deleted the resource “%(name)s”"),
}
