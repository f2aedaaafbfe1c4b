"""What happened to the analyses of a project, for its history."""

from flask_babel import lazy_gettext as _l

LABELS = {
    "coefficient.set": _l("Changed the coefficient of %(row)s in %(title)s"),
    "lump.priced": _l("Changed the price of %(row)s in %(title)s"),
    "analysis.cells": _l("Changed figures of %(title)s (%(count)s)"),
    "component.added": _l("Added %(row)s to %(title)s"),
    "component.described": _l("Changed the row %(row)s of %(title)s"),
    "component.moved": _l("Moved %(row)s in %(title)s"),
    "component.deleted": _l("Deleted %(row)s from %(title)s"),
    "analysis.added": _l("Added the analysis %(title)s"),
    "analysis.described": _l("Changed the heading of %(title)s"),
    "analysis.copied": _l("Copied the analysis %(title)s"),
    "analysis.made_own": _l("Gave %(no)s %(item)s an analysis of its own"),
    "analysis.deleted": _l("Deleted the analysis %(title)s"),
    "analysis.reset": _l("Put %(title)s back to its published form"),
}
