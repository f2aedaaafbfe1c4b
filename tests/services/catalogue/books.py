"""Workbooks as people upload them: a flat one, one whose columns need a word, a damaged one."""

from functools import cache

from tests.interchange.workbooks import workbook

HEADING = ("id", "kode_ahsp", "nama_ahsp", "kode_item_lookup", "kategori", "item", "satuan",
           "koefisien", "source_file", "sumber_ahsp")  # fmt: skip


@cache  # a workbook carries the moment it was written at
def flat(analyses=2, rows=2, *, broken=False):
    """A flat workbook of as many analyses, with as many rows; one figure may be a word."""
    lines = [
        (i * rows + n, f"1.1.{i}", f"Pekerjaan 1 m3 nomor {i}", f"L.{n:02}", "Tenaga",
         f"Pekerja {n}", "OH", "banyak" if broken and not i + n else 0.5 + n, "buku", "SE 30")
        for i in range(analyses)
        for n in range(rows)
    ]  # fmt: skip
    return workbook({"Data": [HEADING, *lines]})


@cache
def foreign():
    """A table whose heading says nothing to a program."""
    heading = ("Kolom satu", "Kolom dua", "Kolom tiga", "Kolom empat", "Kolom lima")
    lines = [
        ("1.1", "Galian 1 m3", "Pekerja", "OH", 0.75),
        ("1.1", "Galian 1 m3", "Mandor", "OH", 0.025),
    ]
    return workbook({"Tabel": [heading, *lines]})
