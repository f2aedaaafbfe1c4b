"""What happened to a project as a whole, for its history."""

from flask_babel import lazy_gettext as _l

LABELS = {
    "project.created": _l("Made the project “%(name)s”"),
    "project.header": _l("Changed the header"),
    "project.rules": _l("Changed the rules of the estimate"),
    "project.preset.ee": _l("Applied the preset for an owner's estimate"),
    "project.preset.bid": _l("Applied the preset for a bid"),
    "project.preset.rap": _l("Applied the preset for a cost plan"),
    "project.preset.self": _l("Applied the preset for self-managed works"),
    "project.preset.private": _l("Applied the preset for a private project"),
}
