"""One page that shows every component, and a cell whose answers can be chosen."""

from datetime import UTC, datetime
from fractions import Fraction

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.exceptions import InternalServerError, TooManyRequests
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from app.config import Config
from app.domain.errors import Problem
from app.services.errors import Conflict, Forbidden, Invalid, Locked
from app.web import hx
from app.web.access import public

bp = Blueprint("styleguide", __name__, url_prefix="/styleguide")
PAGE = "styleguide/index.html"
_FAILURES = {
    "invalid": Invalid(Problem("number.odd_grouping", params={"text": "1.5", "suggestion": "1,5"})),
    "conflict": Conflict(
        "quantity",
        1,
        4,
        Fraction(9),
        Fraction(25, 2),
        Fraction(13),
        "Budi",
        datetime(2026, 11, 23, 7, 31, tzinfo=UTC),
    ),
    "locked": Locked(),
    "forbidden": Forbidden(),
    "broken": InternalServerError(),
    "limit": TooManyRequests(),
}


class ExampleForm(FlaskForm):  # type: ignore[misc]
    title = StringField("Nama pekerjaan", [InputRequired()])
    coefficient = StringField("Koefisien")
    kind = SelectField("Jenis", choices=[SelectChoice("HPS"), SelectChoice("Penawaran")])
    note = TextAreaField("Catatan")
    included = BooleanField("Sudah termasuk BUK")
    total = RadioField(
        "Pembulatan total", choices=[SelectChoice("ke bawah"), SelectChoice("terdekat")]
    )


@bp.before_request
def _development_only() -> None:
    config: Config = current_app.config["TAKSIR"]
    if config.env != "development":
        abort(404)


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    form = ExampleForm(title="Gedung Serbaguna", coefficient="1.23", total="ke bawah")
    form.coefficient.errors = ["Maksud Anda 1,23? Di sini koma untuk desimal."]
    samples = [
        hx.Toast("info", "Budi mengubah III.A.2."),
        hx.Toast("warn", "Harga lewat masa berlaku."),
    ]
    undo = hx.Toast("ok", "12 harga tersimpan.", ("Batalkan", "#"))
    return hx.render(PAGE, "sheet", form=form, samples=[undo, *samples], typed="12,50", state="")


@bp.post("/cell")
@public
def cell() -> ResponseReturnValue:
    answer = request.args.get("answer", "saved")
    if answer in _FAILURES:
        raise _FAILURES[answer]
    typed = next((value for name, value in request.form.items() if name.startswith("q-")), "")
    if answer == "toast":
        hx.toast("ok", "Tersimpan.")
    return hx.saved(PAGE, "row", "totals", to="/styleguide/", typed=typed, state="saved")
