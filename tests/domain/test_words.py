import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.words import LIMIT, in_words, rupiah_in_words


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (101, "seratus satu"),
        (111, "seratus sebelas"),
        (200, "dua ratus"),
        (999, "sembilan ratus sembilan puluh sembilan"),
        (1000, "seribu"),
        (1001, "seribu satu"),
        (1100, "seribu seratus"),
        (2000, "dua ribu"),
        (11_000, "sebelas ribu"),
        (21_000, "dua puluh satu ribu"),
        (101_000, "seratus satu ribu"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (1_001_001_000, "satu miliar satu juta seribu"),
        (10**12 + 1000, "satu triliun seribu"),
        (10**15, "satu kuadriliun"),
        (10**18 + 1, "satu kuintiliun satu"),
        (
            3_388_270_000,
            "tiga miliar tiga ratus delapan puluh delapan juta dua ratus tujuh puluh ribu",
        ),
        (-1, "minus satu"),
        (-1000, "minus seribu"),
    ],
)
def test_indonesian_words(n, words):
    assert in_words(n, "id") == words


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "zero"),
        (11, "eleven"),
        (19, "nineteen"),
        (20, "twenty"),
        (21, "twenty-one"),
        (100, "one hundred"),
        (101, "one hundred one"),
        (1000, "one thousand"),
        (1_001_000, "one million one thousand"),
        (1_001_001_000, "one billion one million one thousand"),
        (10**12 + 1000, "one trillion one thousand"),
        (999_999, "nine hundred ninety-nine thousand nine hundred ninety-nine"),
        (-42, "minus forty-two"),
    ],
)
def test_english_words(n, words):
    assert in_words(n, "en") == words


def test_rupiah_begin_with_a_capital():
    assert rupiah_in_words(8_814_010_000, "id") == (
        "Delapan miliar delapan ratus empat belas juta sepuluh ribu rupiah"
    )
    assert rupiah_in_words(0, "id") == "Nol rupiah"
    assert rupiah_in_words(-1000, "id") == "Minus seribu rupiah"
    assert rupiah_in_words(3_000_000_000, "en") == "Three billion rupiah"


@pytest.mark.parametrize("n", [LIMIT, -LIMIT])
def test_there_are_no_words_beyond_the_limit(n):
    with pytest.raises(ValueError, match="words"):
        in_words(n, "id")


@given(st.integers(-LIMIT + 1, LIMIT - 1), st.integers(-LIMIT + 1, LIMIT - 1))
def test_two_numbers_never_have_the_same_words(a, b):
    for language in ("id", "en"):
        assert (in_words(a, language) == in_words(b, language)) is (a == b)


@given(st.integers(1, LIMIT - 1))
def test_words_have_single_spaces_and_no_satu_before_seribu(n):
    words = in_words(n, "id")
    assert "  " not in words
    assert words == words.strip()
    assert f" {words} ".count(" satu ribu ") == (
        n // 1000 % 1000 != 1 and n // 1000 % 10 == 1 and n // 10_000 % 10 != 1
    )
