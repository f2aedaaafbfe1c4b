"""Texts are mended and said to be; units are proposed from titles as titles are written."""

import pytest

from app.interchange.repairs import repaired, unit_from_title


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("mmÂ²", "mm²"),
        ("f'c â‰¥ 20 MPa", "f'c ≥ 20 MPa"),
        ("Slump (100 Â±  25) mm", "Slump (100 ± 25) mm"),
        ("Chainsaw  20â€\x9d; 5,5HP", "Chainsaw 20”; 5,5HP"),
        ("TotalÂ\xa0BiayaÂ Truck", "Total Biaya Truck"),
        ("Semen\u200b PC", "Semen PC"),
        ("abc\u202edef", "abcdef"),
        ("bell\x07", "bell"),
    ],
)
def test_broken_text_is_mended_and_said_to_be(text, mended):
    assert repaired(text) == (mended, True)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Pasir  beton\n(halus) ", "Pasir beton (halus)"),
        ("Kabel\u00a0NYA", "Kabel NYA"),
        ("Tiang\r\nbeton", "Tiang beton"),
        ("m’ “x” ½ façade ﬁ", "m’ “x” ½ façade ﬁ"),
        ("<b>&lt;</b>", "<b>&lt;</b>"),
        ("", ""),
    ],
)
def test_only_spaces_are_no_repair_and_quotes_stay(text, kept):
    assert repaired(text) == (kept, False)


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Pemasangan 1 m2 dinding bata", "m2"),
        ("1 m³ Pengecoran Beton Ready Mix 1 m³", "m3"),
        ("Ready Mix 1 m³ Pengecoran", "m3"),
        ("Pengikisan 1m2 Permukaan Cat Lama", "m2"),
        ("Pemasangan 1 m’ plint", "m'"),
        ('Pemasangan 1 m pipa PVC, DN. 1/2" (15 mm)', "m"),
        ("Pemasangan 1 Bh kloset", "buah"),
        ("Per-m' penetrasi Tiang Beton 20 cm", "m'"),
        ("Metode Taplok per m2  Permukaan Lereng", "m2"),
        ("Sewa Water Truck Satuan Pekerjaan : hari", "hari"),
        ("Penyiraman untuk 1 Hari untuk 1 m2 Rumput", "m2"),
        ("Penggalian tanah sedalam 1 m untuk 1 m3 tanah", "m3"),
        ("Pengangkutan 1 ton besi tinggi 1 m", "ton"),
        ("Pengukuran seluas 1 Ha", "ha"),
    ],
)
def test_the_unit_of_a_title_is_proposed(title, unit):
    assert unit_from_title(title) == unit


@pytest.mark.parametrize(
    "title",
    [
        "Patok kayu panjang 0,5 m'",
        "Pompa beton T = 18m', 2,1 m, s.d. 1 m",
        "Lereng 1:1 m, 1/1 m, DN 1 m",
        "Polybag 20 Liter",
        "Lebar <= 1 m",
        "Pemasangan",
        "",
    ],
)
def test_a_measure_of_the_work_is_no_unit(title):
    assert unit_from_title(title) is None
