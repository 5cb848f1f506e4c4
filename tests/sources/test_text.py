"""Texts: what is the same word, what comes first, and what was meant."""

import random
import unicodedata

import pytest

from eligibility.sources import Text, alphabetical, closest, normalized, spelling_key, without_marks

# In dictionary order: letters decide first, then the tones ngang huyền hỏi ngã sắc nặng, then small before capital.
# The same as ICU's collation for Vietnamese.
ORDERED = """
2023|a|A|à|ả|ã|á|ạ|ai|an|An Châu|ánh|ăn|ằng|ắt|âm|ấm|ba|bà|bả|bã|bá|bạ|Biên Sơn|Biển Sơn|Bố Hạ|Ca|Cẩm Sơn|Cấm Sơn
|Dân|Dương|Đá|Đào|Đồng|Đồng Sơn|Đồng Vương|em|ê|ếch|Gia|hoa|hòa|hóa|Hộ Đáp|Hương|ích|kê|khu|ky|lê|Mai|Nghĩa|ngọ
|oanh|ô|ốc|ơ|ở|Phú|Phúc|quý|Sa Lý|Sơn|Tân|tha|thà|Thanh|trâu|u|ú|ư|ừ|Vân|Xa Lý|y|ý
""".replace("\n", "").split("|")


def test_text_in_a_language_is_that_of_the_language():
    assert (Text("Xã", "Commune").in_("vi"), Text("Xã", "Commune").in_("en")) == ("Xã", "Commune")


@pytest.mark.parametrize(
    "text", ["Đồng Sơn", "  Đồng Sơn\t", "\ufeffĐồng Sơn", unicodedata.normalize("NFD", "Đồng Sơn")]
)
def test_normal_is_composed_and_bare_of_what_surrounds_it(text):
    assert normalized(text) == "Đồng Sơn"
    assert unicodedata.is_normalized("NFC", normalized(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("Thanh Hòa", "THANH HOÀ"),
        ("thủy", "thuỷ"),
        ("tỷ", "tỉ"),
        ("Tỷ lệ", "tỉ lệ"),
        ("tùy", "tuỳ"),
        ("hóa", "hoá"),
        ("khỏe", "khoẻ"),
        ("xóa", "xoá"),
        ("lõa", "loã"),
        ("họa mi", "hoạ mi"),
        ("đã mã hóa", "đã  mã\u00a0hoá"),
        ("Cấm Sơn", unicodedata.normalize("NFD", "Cấm Sơn")),
    ],
)
def test_spellings_of_one_word_are_the_same(one, other):
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cấm Sơn", "Cẩm Sơn"),
        ("Biên Sơn", "Biển Sơn"),
        ("Đồng", "Dong"),
        ("hòa", "hóa"),
        ("tỷ", "tý"),
        ("quý", "qúy"),
        ("hoán", "hóan"),
        ("Xa Lý", "Sa Lý"),
        ("An Châu", "AnChâu"),
        ("khuỷu", "khủyu"),
        ("kỷ", "kỉ"),
    ],
)
def test_words_that_differ_are_not_the_same(one, other):
    assert spelling_key(one) != spelling_key(other)


@pytest.mark.parametrize(
    ("text", "plain"), [("Đồng Sơn", "dong son"), ("ĐỀ ÁN", "de an"), ("Nghĩa Trung", "nghia trung")]
)
def test_folded_text_has_no_marks(text, plain):
    assert without_marks(text) == without_marks(unicodedata.normalize("NFD", text)) == plain


def test_vietnamese_words_come_in_dictionary_order():
    assert len(ORDERED) > 60
    shuffled = random.Random(7).sample(ORDERED, len(ORDERED))
    assert sorted(shuffled, key=alphabetical) == ORDERED


@pytest.mark.parametrize(
    "words",
    [
        ["la", "là", "lả", "lã", "lá", "lạ"],
        ["a", "ă", "â", "b", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư", "y"],
        ["1", "a", "y", "я"],
        ["An", "Ăn", "Ấn", "Bản", "Dương", "Đồng"],
        ["tha", "thà", "Thanh", "thành", "Thạnh"],
        ["An Châu", "An Lạc", "Anh"],
        ["ban", "bàn", "bản", "bang"],
        ["dân", "Dân"],
        ["", "\u0301", "a"],
        ["ba", "b\u0300c"],
    ],
)
def test_letters_then_tones_then_capitals_decide_the_order(words):
    assert sorted(set(words), key=alphabetical) == words
    decomposed = [unicodedata.normalize("NFD", word) for word in words]
    assert sorted(set(decomposed), key=alphabetical) == decomposed


@pytest.mark.parametrize("text", ["b\u0300", "\u0300", "\u0323\u0301", "z\u0323\u0307", "🙂"])
def test_a_text_of_stray_marks_has_a_place_in_the_order(text):
    assert sorted(["a", text, "y"], key=alphabetical)


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("vilages", ["villages", "region"], "villages"),
        ("dong son", ["Đồng Sơn", "Cấm Sơn"], "Đồng Sơn"),
        ("zzz", ["villages", "region"], None),
        ("", ["villages"], None),
        ("cam son", ["Cẩm Sơn", "Cấm Sơn"], "Cấm Sơn"),
        ("cam son", ["Cấm Sơn", "Cẩm Sơn"], "Cấm Sơn"),
        ("x" * 100_000, ["villages"], None),
    ],
)
def test_nearest_is_the_candidate_meant_or_none(word, candidates, expected):
    assert closest(word, candidates) == expected
