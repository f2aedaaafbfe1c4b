"""Folders, zips and uploads: what is read, and what is refused before it is read."""

import os
import struct
import zipfile
from io import BytesIO

import pytest

from app.interchange import archive


def zipped(*entries: tuple[str, bytes], **attributes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            for attribute, value in attributes.items():
                setattr(info, attribute, value)
            target.writestr(info, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def refused(content: bytes) -> str:
    files, problems = archive.gather(content)
    assert files == {}
    return problems[0].code


def test_the_tables_of_a_folder_are_read_and_other_files_are_left(tmp_path):
    (tmp_path / "items.csv").write_bytes(b"a")
    (tmp_path / "notes.txt").write_bytes(b"b")
    assert archive.gather(tmp_path) == ({"items.csv": b"a"}, [])


def test_a_zip_may_hold_its_tables_in_one_folder_and_in_capitals():
    content = zipped(("rab/", b""), ("rab/Items.CSV", b"a"), ("__MACOSX/items.csv", b"x"))
    assert archive.gather(content) == ({"items.csv": b"a"}, [])


def test_a_zip_on_disk_is_read(tmp_path):
    path = tmp_path / "rab.zip"
    path.write_bytes(archive.pack({"items.csv": b"a"}))
    assert archive.gather(path) == ({"items.csv": b"a"}, [])


def test_a_file_on_disk_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "rab.zip"
    with path.open("wb") as file:
        file.truncate(archive.ZIP_BYTES + 1)
    assert archive.gather(path)[1][0].code == "archive.too_large"


def test_a_link_in_a_folder_is_refused(tmp_path):
    (tmp_path / "secret").write_bytes(b"a")
    (tmp_path / "items.csv").symlink_to(tmp_path / "secret")
    files, problems = archive.gather(tmp_path)
    assert (files, problems[0].code) == ({}, "archive.symlink")


def test_a_pipe_in_a_folder_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "items.csv")
    assert archive.gather(tmp_path)[1][0].code == "archive.symlink"


def test_files_of_a_folder_that_are_too_large_are_not_read(tmp_path):
    with (tmp_path / "items.csv").open("wb") as file:
        file.truncate(archive.UNPACKED_BYTES + 1)
    assert archive.gather(tmp_path)[1][0].code == "archive.too_large"


@pytest.mark.parametrize(
    "name",
    ["../items.csv", "/items.csv", "a/../items.csv", "\\items.csv", "C:\\items.csv", "~/items.csv",
     "items.csv\0.txt", "a\n/items.csv"],
)  # fmt: skip
def test_a_name_that_leads_out_of_the_zip_is_refused(name):
    content = zipped(("x" * len(name.encode()), b"a"))
    content = content.replace(b"x" * len(name.encode()), name.encode())
    assert refused(content) == "archive.unsafe_name"


def test_two_entries_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(("items.csv", b"a"), ("items.csv", b"b"))
    assert refused(content) == "archive.twice"


def test_names_that_differ_in_case_only_are_refused():
    assert refused(zipped(("items.csv", b"a"), ("ITEMS.csv", b"b"))) == "archive.twice"


def test_tables_in_two_folders_are_refused():
    assert refused(zipped(("a/items.csv", b"a"), ("b/project.json", b"b"))) == (
        "archive.two_projects"
    )


def test_a_link_in_a_zip_is_refused():
    content = zipped(("items.csv", b"/etc/passwd"), external_attr=0o120777 << 16, create_system=3)
    assert refused(content) == "archive.symlink"


def test_a_zip_that_unpacks_to_too_much_is_refused_by_what_it_claims():
    content = zipped(("big.bin", b"\0" * (archive.UNPACKED_BYTES + 1)))
    assert len(content) < archive.ZIP_BYTES
    assert refused(content) == "archive.too_large"


def test_a_zip_that_claims_less_than_it_holds_is_refused():
    content = zipped(("items.csv", b"a" * 7777))
    claimed = content.replace(struct.pack("<I", 7777), struct.pack("<I", 3))
    assert refused(claimed) == "archive.broken"


def test_a_zip_with_too_many_entries_is_refused():
    names = [(f"{i}.txt", b"") for i in range(archive.ENTRIES + 1)]
    assert refused(zipped(*names)) == "archive.too_many_entries"


def test_a_zip_that_hides_its_number_of_entries_is_refused():
    names = [(f"{i}.txt", b"") for i in range(archive.ENTRIES + 1)]
    content = zipped(*names)
    end = content.rindex(b"PK\x05\x06")
    hidden = content[: end + 8] + struct.pack("<HH", 1, 1) + content[end + 12 :]
    assert refused(hidden) == "archive.too_many_entries"


def test_a_zip_of_more_than_4_gb_by_its_record_is_refused():
    content = zipped(("items.csv", b"a"))
    end = content.rindex(b"PK\x05\x06")
    assert refused(content[:end] + b"PK\x06\x07" + b"\0" * 16 + content[end:]) == (
        "archive.too_many_entries"
    )


def test_a_locked_zip_is_refused():
    content = bytearray(zipped(("items.csv", b"abc")))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        flags = content.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        content[flags] |= 1
    assert refused(bytes(content)) == "archive.encrypted"


def test_an_unknown_compression_is_refused():
    content = bytearray(zipped(("items.csv", b"abc")))
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(mark) + place] = 99
    assert refused(bytes(content)) == "archive.encrypted"


@pytest.mark.parametrize("cut", [4, 30, 60, -1])
def test_a_cut_zip_is_refused(cut):
    assert refused(zipped(("items.csv", b"abc" * 100))[:cut]) == "archive.broken"


@pytest.mark.parametrize("content", [b"", b"<html>", b"no,title\n", b"MZ\x90\0"])
def test_what_is_no_zip_is_refused(content):
    assert refused(content) == "archive.not_zip"


def test_a_zip_that_is_too_large_is_refused():
    assert refused(b"PK" + b"\0" * archive.ZIP_BYTES) == "archive.too_large"


def test_uploads_are_known_by_their_names_whatever_folder_they_claim():
    files = [("C:\\data\\items.csv", b"a"), ("x/Project.json", b"b"), ("photo.png", b"c")]
    assert archive.uploaded(files) == ({"items.csv": b"a", "project.json": b"b"}, [])


def test_two_uploads_of_one_name_are_refused():
    files, problems = archive.uploaded([("items.csv", b"a"), ("ITEMS.CSV", b"b")])
    assert (files, problems[0].code) == ({}, "archive.twice")


def test_a_single_upload_is_opened_as_a_zip():
    assert archive.uploaded([("rab", archive.pack({"items.csv": b"a"}))]) == (
        {"items.csv": b"a"},
        [],
    )


def test_a_single_table_is_not_taken_for_a_zip():
    assert archive.uploaded([("items.csv", b"a")]) == ({"items.csv": b"a"}, [])
