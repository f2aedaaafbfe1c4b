import hashlib
from datetime import timedelta

import pytest

from app.extensions import db
from app.models import Blob
from app.models.types import now
from app.services import blobs, transactions
from app.services.errors import Invalid, NotFound


def kept(name, content, by):
    with transactions.writing() as session:
        return blobs.put(session, name, content, by)


def test_a_file_comes_back_as_it_was(context, alice):
    content = bytes(range(256)) * 10
    file = blobs.get(db.session, kept("analisa.xlsx", content, alice.id))

    assert (file.name, file.size, file.content, file.created_by) == (
        "analisa.xlsx", 2560, content, alice.id,
    )  # fmt: skip
    assert file.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("C:\\data\\harga.xlsx", "harga.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n\ud800c.csv", "abc.csv"),
        ("x" * 300 + ".xlsx", "x" * 250 + ".xlsx"),
        ("", ""),
    ],
)
def test_only_the_printable_last_part_of_a_name_is_kept(context, alice, given, stored):
    assert blobs.get(db.session, kept(given, b"1", alice.id)).name == stored


def test_a_file_above_the_limit_is_refused(context, alice, monkeypatch):
    monkeypatch.setattr(blobs, "UPLOAD_BYTES", 1024**2)
    with pytest.raises(Invalid) as refused:
        kept("a", b"x" * (1024**2 + 1), alice.id)
    assert [p.code for p in refused.value.problems] == ["blob.too_large"]
    assert kept("a", b"x" * 1024**2, alice.id)


@pytest.mark.parametrize("number", [0, 999, 2**40])
def test_there_is_no_file_of_another_number(context, number):
    with pytest.raises(NotFound):
        blobs.get(db.session, number)


def test_files_whose_time_is_over_are_swept(context, alice):
    old, young = kept("old", b"1", alice.id), kept("young", b"2", alice.id)
    with transactions.writing() as session:
        session.get(Blob, old).expires_at = now() - timedelta(seconds=1)

    assert blobs.sweep() == 1
    with pytest.raises(NotFound):
        blobs.get(db.session, old)
    assert blobs.get(db.session, young).content == b"2"
