"""What happened to the outline and its parameters, for the history."""

from flask_babel import lazy_gettext as _l

LABELS = {
    "quantity.set": _l("Changed the quantity of %(no)s %(title)s"),
    "quantities.set": _l("Changed quantities (%(count)s)"),
    "row.described": _l("Changed the description of %(no)s %(title)s"),
    "row.added": _l("Added “%(title)s”"),
    "rows.pasted": _l("Pasted rows (%(count)s)"),
    "row.moved": _l("Moved %(no)s %(title)s"),
    "row.copied": _l("Copied %(no)s %(title)s"),
    "row.deleted": _l("Deleted %(no)s %(title)s (rows: %(rows)s)"),
    "rows.moved": _l("Moved rows (%(count)s)"),
    "rows.copied": _l("Copied rows (%(count)s)"),
    "rows.deleted": _l("Deleted rows (%(count)s)"),
    "rows.markup": _l("Changed the markup of rows (%(count)s)"),
    "item.priced": _l("Changed the price of %(no)s %(title)s"),
    "markup.set": _l("Changed the markup of %(no)s %(title)s"),
    "numbers.scheme": _l("Changed the numbering"),
    "numbers.frozen": _l("Froze the numbers"),
    "numbers.released": _l("Released the numbers"),
    "parameter.added": _l("Added the parameter “%(name)s”"),
    "parameter.set": _l("Changed the parameter “%(name)s”"),
    "parameter.described": _l("Changed the description of the parameter “%(name)s”"),
    "parameter.deleted": _l("Deleted the parameter “%(name)s”"),
}
