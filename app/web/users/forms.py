from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, SelectChoice, StringField  # type: ignore[attr-defined]
from wtforms.validators import DataRequired

ROLES = [
    SelectChoice("estimator", _l("Estimator: makes projects")),
    SelectChoice("viewer", _l("Viewer: only looks, in every project")),
    SelectChoice("admin", _l("Administrator: keeps the users, and makes projects")),
]


class UserForm(FlaskForm):  # type: ignore[misc]
    """A new person; the first password is generated."""

    name = StringField(_l("Name"))
    email = EmailField(_l("E-mail address"), [DataRequired(_l("Type an e-mail address."))])
    role = RadioField(_l("Role"), choices=ROLES, default="estimator", validate_choice=False)
