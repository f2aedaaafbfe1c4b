"""What importing a large project is told in."""

from flask_babel import lazy_gettext as _l

from app.services import jobs_words, messages

jobs_words.add(
    {
        "project.look": _l("Look at the files of a project"),
        "project.import": _l("Import of a project"),
        "project.reading": _l("Reading the tables"),
        "project.computing": _l("Computing the totals"),
        "project.proving": _l("Computing every revision again"),
        "project.storing": _l("Storing the project"),
    }
)
messages.add(
    {
        "project_import.forbidden": _l(
            "You may not make projects any more, so nothing was stored. Ask your administrator."
        ),
    }
)
