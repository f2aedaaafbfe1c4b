"""What the history says of itself."""

from flask_babel import lazy_gettext as _l

LABELS = {
    "undo": _l("Undone %(number)s: %(what)s"),
    "redo": _l("Redone %(number)s: %(what)s"),
    "revert": _l("Taken back %(number)s: %(what)s"),
    "revision.named": _l("Named a revision"),
}
