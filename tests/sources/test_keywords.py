"""Words: one table of keywords in two languages."""

import re
import unicodedata

import pytest

from eligibility.sources import TERMS, english_keyword, intended_keyword, language, local_keyword, spelling_key, term
from eligibility.sources.keywords import KEYWORDS


def test_keywords_in_vietnamese_are_all_different():
    assert len({spelling_key(vi) for vi in KEYWORDS.values()}) == len(KEYWORDS)


def test_no_keyword_is_one_in_both_languages():
    assert not {spelling_key(vi) for vi in KEYWORDS.values()} & {spelling_key(en) for en in KEYWORDS}


def test_words_are_written_in_composed_form():
    words = [*KEYWORDS, *KEYWORDS.values(), *TERMS, *TERMS.values()]
    assert all(unicodedata.is_normalized("NFC", word) for word in words)
    assert all(re.fullmatch("[a-z_]+", word) for word in (*KEYWORDS, *TERMS))


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_keyword_written_and_read_is_the_same_in_either_language(keyword):
    assert [english_keyword(local_keyword(keyword, lang), lang) for lang in ("vi", "en")] == [keyword, keyword]


@pytest.mark.parametrize(
    ("word", "lang", "keyword"),
    [
        ("tỷ lệ", "vi", "ratio"),
        ("tỉ lệ", "vi", "ratio"),
        ("đã mã hoá", "vi", "formalised"),
        ("khoá", "vi", "key"),
        ("Khi", "vi", "when"),
        ("ratio", "vi", None),
        ("tỷ lệ", "en", None),
        ("whenever", "en", None),
        ("When", "en", None),
        (unicodedata.normalize("NFD", "tỷ lệ"), "vi", "ratio"),
    ],
)
def test_keyword_in_its_language_is_found(word, lang, keyword):
    assert english_keyword(word, lang) == keyword


@pytest.mark.parametrize(
    ("keys", "lang"),
    [
        (["instrument"], "en"),
        (["văn bản"], "vi"),
        (["x", "khi", "when"], "vi"),
        (["x", "when", "khi"], "en"),
        ([], "en"),
    ],
)
def test_language_is_that_of_the_first_keyword(keys, lang):
    assert language(keys) == lang


def test_local_word_that_is_no_keyword_stays():
    assert local_keyword("poor_households", "vi") == "poor_households"


@pytest.mark.parametrize(
    ("word", "lang", "expected"),
    [("khi", "en", "when"), ("when", "vi", "khi"), ("wehn", "en", "when"), ("thi", "vi", "thì"), ("khác", "en", None)],
)
def test_mistyped_keyword_suggests_the_one_meant(word, lang, expected):
    assert intended_keyword(word, ["when", "then"], lang) == expected


@pytest.mark.parametrize(
    ("word", "lang", "among", "expected"),
    [
        ("có", "vi", ("yes", "no"), "yes"),
        ("không", "vi", ("yes", "no", "none"), "no"),
        ("không có", "vi", ("no", "none"), "none"),
        ("yes", "en", ("yes", "no"), "yes"),
        ("có", "en", ("yes", "no"), None),
        ("bất kỳ", "vi", ("anything",), "anything"),
        ("bất kỳ", "vi", ("any", "first"), "any"),
        ("official", "vi", ("official",), "official"),
        ("none", "en", ("yes",), None),
    ],
)
def test_term_is_found_among_those_allowed(word, lang, among, expected):
    assert term(word, lang, among) == expected
