"""What archives and copies of projects are told in: history, and what is wrong with a file."""

from flask_babel import lazy_gettext as _l

from app.services import messages

LABELS = {
    "project.copied": _l("Copied the project from “%(name)s”"),
}

messages.add(
    {
        "project_archive.arithmetic": _l(
            "At revision %(number)s the archive says %(stored)s; computed here it is %(computed)s."
            " A release with other arithmetic wrote it, and its figure is kept."
        ),
        "project_archive.column": _l(
            "“%(name)s” is not known here: a later release of Taksir wrote the archive."
        ),
        "project_archive.dangling": _l(
            "Revision %(number)s points at a row that does not exist in the archive."
        ),
        "project_archive.figures": _l(
            "At revision %(number)s the archive says %(stored)s, but its own rows give"
            " %(computed)s. The archive was changed."
        ),
        "project_archive.format": _l(
            "This is not the archive of a project. Choose the zip of “Archive with history”."
        ),
        "project_archive.history": _l(
            "Revision %(number)s changes rows that do not stand so before it."
        ),
        "project_archive.line": _l("This line does not have the form that is expected."),
        "project_archive.long": _l(
            "The history is too long to be looked at here: revision %(number)s was reached in time."
            " Bring it by command: flask project import-archive."
        ),
        "project_archive.order": _l("Revision %(number)s is missing or out of order."),
        "project_archive.part": _l(
            "“%(name)s” is missing or not what the manifest says: the archive is damaged or was"
            " changed."
        ),
        "project_archive.present": _l(
            "The rows are not those that the history leads to. The archive was changed."
        ),
        "project_archive.rule": _l("A row contradicts itself or the rules of its table."),
        "project_archive.table": _l(
            "The table “%(name)s” is not known here: a later release of Taksir wrote the archive."
        ),
        "project_archive.value": _l("The value of “%(column)s” is not accepted."),
        "project_archive.version": _l(
            "The archive has the format %(version)s, which this release cannot read."
        ),
    }
)
