from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectChoice, SelectField, StringField  # type: ignore[attr-defined]
from wtforms.validators import EqualTo, InputRequired

LANGUAGES = [SelectChoice("id", "Bahasa Indonesia"), SelectChoice("en", "English")]
NUMBERS = [SelectChoice("id", "1.234.567,89"), SelectChoice("en", "1,234,567.89")]
ZONES = [
    SelectChoice("Asia/Jakarta", _l("Western Indonesia (WIB, Jakarta)")),
    SelectChoice("Asia/Makassar", _l("Central Indonesia (WITA, Makassar)")),
    SelectChoice("Asia/Jayapura", _l("Eastern Indonesia (WIT, Jayapura)")),
]
DENSITIES = [
    SelectChoice("dense", _l("Dense: more rows on the screen")),
    SelectChoice("roomy", _l("Roomy")),
]
THEMES = [
    SelectChoice("", _l("As the device")),
    SelectChoice("light", _l("Light")),
    SelectChoice("dark", _l("Dark")),
]


class ProfileForm(FlaskForm):  # type: ignore[misc]
    name = StringField(_l("Name"))
    language = RadioField(_l("Language"), choices=LANGUAGES, validate_choice=False)
    number_locale = RadioField(_l("Numbers are written"), choices=NUMBERS, validate_choice=False)
    time_zone = SelectField(_l("Time zone"), choices=ZONES, validate_choice=False)
    density = RadioField(_l("Rows of tables"), choices=DENSITIES, validate_choice=False)
    theme = RadioField(_l("Light or dark"), choices=THEMES, validate_choice=False)


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The rules themselves are in `services.passwords`."""

    password_now = PasswordField(
        _l("Present password"), [InputRequired(_l("Type your present password."))]
    )
    password_new = PasswordField(_l("New password"), [InputRequired(_l("Type a new password."))])
    password_again = PasswordField(
        _l("New password again"),
        [EqualTo("password_new", _l("The two entries differ. Type the new password twice."))],
    )
