from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField
from wtforms.validators import DataRequired, InputRequired


class LoginForm(FlaskForm):  # type: ignore[misc]
    """Who enters; rules of passwords are none of its business."""

    email = EmailField(_l("E-mail address"), [DataRequired(_l("Type your e-mail address."))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Type your password."))])
    stay = BooleanField(_l("Stay logged in on this device, 30 days"))
