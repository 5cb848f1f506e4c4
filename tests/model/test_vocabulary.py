"""Vocabulary: what a text in a register means, what an application may hand in, and what is refused."""

import pickle
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum

import pytest

from eligibility.model import (
    LARGEST,
    UNKNOWN,
    Attribute,
    InvalidValue,
    OneOf,
    Relation,
    SubjectType,
    Type,
    Vocabulary,
    excesses,
    format_value,
    vocabulary_of,
)
from eligibility.sources import FactError, Place, Text


def attribute(type_, **more):
    return Attribute("x", Text("Điều", "Thing"), type_, **more)


COUNT, QUANTITY, SHARE, DATE = (attribute(type_) for type_ in (Type.COUNT, Type.QUANTITY, Type.SHARE, Type.DATE))
SINCE = attribute(Type.DATE, nullable=True)
YES_NO = attribute(Type.YES_NO)
TEXT, CODE, ANY_CODE = attribute(Type.TEXT), attribute(Type.CODE, width=5), attribute(Type.CODE)
REGION = attribute(Type.CHOICE, choices=("I", "II", "III"), nullable=True)
POINTS = attribute(Type.CHOICE, choices=(Decimal("0.5"), 1, True))
ALL = [COUNT, QUANTITY, SHARE, DATE, SINCE, YES_NO, TEXT, CODE, ANY_CODE, REGION]


class Word(str):
    __slots__ = ()


class Number(IntEnum):
    ONE = 1


class Exact(Decimal):
    pass


@pytest.mark.parametrize("known", ALL)
@pytest.mark.parametrize("text", ["", "  ", "\ufeff", "unknown", "Unknown", "chưa biết", "CHƯA BIẾT"])
def test_empty_or_unknown_cell_is_unknown(known, text):
    assert known.read(text) is UNKNOWN


@pytest.mark.parametrize(
    ("known", "text", "value"),
    [
        (COUNT, "0", 0),
        (COUNT, "120", 120),
        (COUNT, " 7 ", 7),
        (COUNT, "1000000000000", LARGEST),
        (QUANTITY, "0", Decimal(0)),
        (QUANTITY, "15.5", Decimal("15.5")),
        (QUANTITY, "1.5000", Decimal("1.5")),
        (QUANTITY, "1000000000000", Decimal(LARGEST)),
        (SHARE, "20%", Decimal("0.2")),
        (SHARE, "20 %", Decimal("0.2")),
        (SHARE, "0%", Decimal(0)),
        (SHARE, "100%", Decimal(1)),
        (SHARE, "33.333%", Decimal("0.33333")),
        (DATE, "2023-07-05", date(2023, 7, 5)),
        (DATE, "05/07/2023", date(2023, 7, 5)),
        (DATE, "5/7/2023", date(2023, 7, 5)),
        (DATE, "29/02/2024", date(2024, 2, 29)),
        (DATE, "1900-01-01", date(1900, 1, 1)),
        (DATE, "2200-12-31", date(2200, 12, 31)),
        (SINCE, "none", None),
        (SINCE, "không có", None),
        (YES_NO, "yes", True),
        (YES_NO, "Có", True),
        (YES_NO, "no", False),
        (YES_NO, "không", False),
        (YES_NO, "yes|no", OneOf.of(True, False)),
        (REGION, "III", "III"),
        (REGION, "none", None),
        (REGION, "Không có", None),
        (REGION, "I|none", OneOf.of("I", None)),
        (REGION, "I | II", OneOf.of("I", "II")),
        (REGION, "II|II", "II"),
        (POINTS, "0.5", Decimal("0.5")),
        (POINTS, "1", 1),
        (POINTS, "yes", True),
        (CODE, "07615", "07615"),
        (ANY_CODE, "A-1", "A-1"),
        (TEXT, "Xã Cấm Sơn", "Xã Cấm Sơn"),
        (TEXT, "Có", "Có"),
        (TEXT, "none", "none"),
        (TEXT, "x" * 1_000, "x" * 1_000),
        (TEXT, unicodedata.normalize("NFD", "Cấm Sơn"), "Cấm Sơn"),
    ],
)
def test_cell_read_is_the_value_written(known, text, value):
    assert known.read(text) == value
    assert type(known.read(text)) is type(value)
    assert not known.rejects(known.read(text))


@pytest.mark.parametrize(
    ("known", "text", "suggestion"),
    [
        (COUNT, "-1", None),
        (COUNT, "+1", None),
        (COUNT, "NaN", None),
        (COUNT, "inf", None),
        (COUNT, "1e5", None),
        (COUNT, "1.000", None),
        (COUNT, "1,000", None),
        (COUNT, "7615.0", "7615"),
        (COUNT, "07", None),
        (COUNT, "20,5", None),
        (COUNT, "１２", None),
        (COUNT, "1 000", None),
        (COUNT, "1_000", None),
        (COUNT, "1000000000001", None),
        (COUNT, "none", None),
        (COUNT, "9" * 5_000, None),
        (COUNT, "không", None),
        (COUNT, "5\n6", None),
        (COUNT, "²", None),
        (COUNT, "-7.0", None),
        (QUANTITY, "-0.1", None),
        (QUANTITY, "nan", None),
        (QUANTITY, "Infinity", None),
        (QUANTITY, "1e5", None),
        (QUANTITY, "1.000", "1.0000"),
        (QUANTITY, "15.500", "15.5000"),
        (QUANTITY, "20,5", "20.5"),
        (QUANTITY, "1,000", None),
        (QUANTITY, "２０.５", None),
        (QUANTITY, "２０,５", None),
        (QUANTITY, ".5", None),
        (QUANTITY, "5.", None),
        (QUANTITY, "05.5", None),
        (QUANTITY, "0.1234567", None),
        (QUANTITY, "1000000000000.1", None),
        (QUANTITY, "1.000.000", None),
        (SHARE, "20", "20%"),
        (SHARE, "0.2", "20%"),
        (SHARE, "0.155", "15.5%"),
        (SHARE, "0,2", "20%"),
        (SHARE, "1", "1%"),
        (SHARE, "150", None),
        (SHARE, "20.5", "20.5%"),
        (SHARE, "20,5%", "20.5%"),
        (SHARE, "0,2%", "0.2%"),
        (SHARE, "101%", None),
        (SHARE, "-5%", None),
        (SHARE, "33.33333%", None),
        (SHARE, "%", None),
        (SHARE, "20%%", None),
        (SHARE, "２０%", None),
        (SHARE, "a fifth", None),
        (SHARE, "1.000%x", None),
        (DATE, "31/02/2023", None),
        (DATE, "29/02/2023", None),
        (DATE, "2023-02-31", None),
        (DATE, "12/31/2023", None),
        (DATE, "5/7/23", None),
        (DATE, "2023-7-5", None),
        (DATE, "1899-12-31", None),
        (DATE, "2201-01-01", None),
        (DATE, "45112", None),
        (DATE, "2023-07-05T00:00", None),
        (DATE, "２０２３-07-05", None),
        (DATE, "0000-01-01", None),
        (DATE, "none", None),
        (SINCE, "no", None),
        (YES_NO, "true", None),
        (YES_NO, "1", None),
        (YES_NO, "none", "no"),
        (YES_NO, "yess", "yes"),
        (YES_NO, "yes|unknown", None),
        (REGION, "IV", "I"),
        (REGION, "không", None),
        (REGION, "I|", None),
        (REGION, "|", None),
        (REGION, "I,II", "II"),
        (REGION, "no", "none"),
        (POINTS, "no", None),
        (CODE, "7615", "07615"),
        (CODE, "7615.0", "07615"),
        (CODE, "076150", None),
        (CODE, "07 615", None),
        (CODE, "０７６１５", None),
        (CODE, "７６１５", None),
        (CODE, "A7615", None),
        (CODE, "-7615", None),
        (CODE, "NaN", None),
        (CODE, "7.615E3", None),
        (TEXT, "x" * 1_001, None),
        (TEXT, "Xã\u00a0Sơn", "Xã Sơn"),
        (TEXT, "a\x1b[31mb", None),
        (TEXT, "a\u200bb", None),
        (TEXT, "a\nb", "a b"),
        (ANY_CODE, "a\tb", "a b"),
    ],
)
def test_cell_that_is_no_value_is_refused_with_what_was_meant(known, text, suggestion):
    with pytest.raises(InvalidValue) as caught:
        known.read(text)
    assert caught.value.suggestion == suggestion
    assert caught.value.expected == known.expected


@pytest.mark.parametrize("known", ALL)
@pytest.mark.parametrize(
    "value",
    [
        1.0,
        20.5,
        float("nan"),
        float("inf"),
        -1,
        Decimal(-1),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        LARGEST + 1,
        Decimal("0.0000001"),
        Decimal("1E-999999"),
        Decimal("1E+999999"),
        b"07615",
        Word("07615"),
        Word("III"),
        Number.ONE,
        Exact("0.5"),
        datetime(2023, 7, 5, tzinfo=UTC),
        date(1899, 12, 31),
        date(2201, 1, 1),
        "",
        " Sơn",
        "Sơn\n",
        "unknown",
        "chưa biết",
        "x" * 1_001,
        "a\x1b",
        unicodedata.normalize("NFD", "Cấm Sơn"),
        "\ufeffSơn",
        [],
        ["III"],
        {},
        {"III"},
        object(),
        OneOf.of(),
        OneOf.of("IV"),
        OneOf.of("I", 1),
        OneOf.of(0, 1),
        OneOf.of(Number.ONE),
        NotImplemented,
        Type.COUNT,
    ],
)
def test_wrong_value_of_an_application_is_refused_for_every_type(known, value):
    assert known.rejects(value)
    assert "cannot be read" in known.invalid(value).what.en


@pytest.mark.parametrize(
    ("known", "good", "bad"),
    [
        (COUNT, [0, LARGEST], [True, False, "1", Decimal(1), None, "none"]),
        (QUANTITY, [0, 5, Decimal("0.1"), Decimal("1E+2"), LARGEST], [True, "0.1", None, Decimal(LARGEST) + 1]),
        (SHARE, [0, 1, Decimal("0.2")], [True, 2, Decimal("1.000001"), "20%", None]),
        (DATE, [date(2023, 7, 5)], [None, "2023-07-05"]),
        (SINCE, [None, date(1900, 1, 1), date(2200, 12, 31)], ["none", False]),
        (YES_NO, [True, False, OneOf.of(True), OneOf.of(True, False)], [0, 1, None, "yes", OneOf.of(True, None)]),
        (REGION, ["I", None, OneOf.of("I", None)], ["IV", "i", "none", "I|II", True]),
        (POINTS, [Decimal("0.5"), 1, True], [Decimal(1), Decimal("sNaN"), OneOf.of(Decimal("NaN")), False, "1"]),
        (TEXT, ["Sơn", "none", "x" * 1_000], [None, 5]),
        (CODE, ["07615"], ["7615", "076150", "A7615", "０７６１５", 7615, None]),
        (ANY_CODE, ["A-1"], [1, None]),
    ],
)
def test_value_of_an_application_is_taken_just_as_its_type_says(known, good, bad):
    assert [value for value in (*good, UNKNOWN) if known.rejects(value)] == []
    assert [value for value in bad if not known.rejects(value)] == []


@pytest.mark.parametrize(
    ("known", "domain"),
    [
        (YES_NO, (True, False)),
        (REGION, ("I", "II", "III", None)),
        (COUNT, ()),
        (SINCE, ()),
        (TEXT, ()),
        (attribute(Type.YES_NO, nullable=True), (True, False, None)),
        (attribute(Type.CHOICE, choices=("a", None), nullable=True), ("a", None)),
        (attribute(Type.YES_NO, choices=(False, True)), (False, True)),
        (attribute(Type.CHOICE), ()),
    ],
)
def test_domain_is_the_finitely_many_values_in_order(known, domain):
    assert known.domain == domain


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (CODE, "a code of 5 digits"),
        (ANY_CODE, "a code"),
        (REGION, "one of: I, II, III, none"),
        (YES_NO, "one of: yes, no"),
        (COUNT, "a whole number from 0"),
        (SINCE, "a date that exists, 1900 to 2200, YYYY-MM-DD or DD/MM/YYYY, or none"),
    ],
)
def test_expected_says_what_a_value_looks_like(known, expected):
    assert known.expected.en == expected
    assert known.expected.vi != ""


@pytest.mark.parametrize(
    ("known", "found", "vi", "en"),
    [
        (CODE, "7615", "Điều (x): “7615” không đọc được", "x: “7615” cannot be read"),
        (Attribute("", Text("ngày", "date"), Type.DATE), "5", "ngày: “5” không đọc được", "date: “5” cannot be read"),
        (TEXT, "\x1b[31m", "Điều (x): '\\x1b[31m' không đọc được", "x: '\\x1b[31m' cannot be read"),
        (COUNT, 1.5, "Điều (x): 1.5 không đọc được", "x: 1.5 cannot be read"),
        (REGION, OneOf.of("V", "IV", None), "Điều (x): IV|V|none không đọc được", "x: IV|V|none cannot be read"),
    ],
)
def test_refusal_shows_what_was_found(known, found, vi, en):
    assert known.invalid(found).what == Text(vi, en)


def test_refusal_of_a_long_text_is_short():
    assert len(TEXT.invalid("x" * 10_000).what.en) < 100
    assert len(TEXT.invalid(["x" * 10_000]).what.en) < 100


def test_refusal_at_a_place_is_a_problem():
    with pytest.raises(InvalidValue) as caught:
        CODE.read("7615")
    place = Place("communes.csv", 7, "code")
    assert caught.value.at(place).text("en") == (
        "communes.csv:7:code: x: “7615” cannot be read; expected a code of 5 digits; did you mean 07615?"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "none"),
        (UNKNOWN, "unknown"),
        (1, "1"),
        (0, "0"),
        (Decimal("1E+2"), "100"),
        (Decimal("20.50"), "20.50"),
        (date(2023, 7, 5), "2023-07-05"),
        ("III", "III"),
        (OneOf.of(None, "II", "I"), "I|II|none"),
    ],
)
def test_value_written_is_as_in_a_register(value, text):
    assert format_value(value) == text


@pytest.mark.parametrize(
    ("known", "value"),
    [
        (REGION, OneOf.of("I", None)),
        (YES_NO, False),
        (SINCE, None),
        (DATE, date(2023, 7, 5)),
        (COUNT, 7),
        (QUANTITY, Decimal("0.3")),
    ],
)
def test_value_written_and_read_is_the_same(known, value):
    assert known.read(format_value(value)) == value


PARTS = {
    "all": Attribute("all", Text("Tất cả", "All"), Type.COUNT),
    "some": Attribute("some", Text("Vài", "Some"), Type.COUNT, part_of=("all",)),
    "few": Attribute("few", Text("Ít", "Few"), Type.COUNT, part_of=("some", "few")),
}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"all": 10, "some": 10, "few": 10}, []),
        ({"all": 10, "some": 11, "few": 1}, ["some is 11, more than all, which is 10"]),
        ({"all": 10, "some": UNKNOWN, "few": 11}, ["few is 11, more than all, which is 10"]),
        ({"all": 10, "some": 5, "few": 11}, ["few is 11, more than some, which is 5"]),
        ({"all": 0, "some": 1, "few": UNKNOWN}, ["some is 1, more than all, which is 0"]),
        ({"all": UNKNOWN, "some": 7, "few": None}, []),
        ({"all": None, "some": Decimal("0.5"), "few": Decimal(1)}, ["few is 1, more than some, which is 0.5"]),
    ],
)
def test_part_more_than_its_whole_is_found(values, found):
    problems = list(excesses(PARTS, values.__getitem__))
    assert [what.en for _, what in problems] == found
    assert all(name in what.vi for name, what in problems)


def test_relation_names_the_attribute_of_its_completeness():
    assert Relation("villages", Text("", ""), "village", "commune").complete == "villages_complete"


def test_unreadable_cannot_be_taken_for_facts_that_are_wrong():
    assert issubclass(InvalidValue, ValueError)
    assert not issubclass(InvalidValue, FactError)


def kind(name, *members):
    relations = {f"{member}s": Relation(f"{member}s", Text("", ""), member, f"its_{name}") for member in members}
    return SubjectType(name, Text("", ""), {}, relations, object)


KINDS = Vocabulary({one.name: one for one in (kind("board", "school"), kind("school", "form"), kind("form"))})


def test_vocabulary_is_a_mapping_of_kinds_by_name():
    assert [*KINDS] == ["board", "school", "form"]
    assert len(KINDS) == 3
    assert "form" in KINDS
    assert "pupil" not in KINDS
    assert KINDS["form"].name == "form"
    assert pickle.loads(pickle.dumps(KINDS)) == KINDS == dict(KINDS)


def test_parent_and_ancestors_lead_up_to_the_root():
    assert KINDS.parent("form") == (KINDS["school"], KINDS["school"].relations["forms"])
    assert KINDS.parent("board") is None
    assert [(upper.name, relation.name) for upper, relation in KINDS.ancestors("form")] == [
        ("school", "forms"),
        ("board", "schools"),
    ]
    assert [(KINDS.root(name), KINDS.depth(name)) for name in KINDS] == [("board", 0), ("board", 1), ("board", 2)]


def test_descendants_are_the_kinds_of_members_and_of_theirs():
    assert [*KINDS.descendants("board")] == ["school", "form"]


def test_owner_is_found_by_the_name_that_its_part_has_for_it():
    assert KINDS.owner("form", "its_school") == "school"
    assert KINDS.owner("form", "its_board") is None
    assert KINDS.owners("board") == ()


def test_vocabulary_of_a_vocabulary_is_itself():
    assert vocabulary_of(KINDS) is KINDS
    assert vocabulary_of(dict(KINDS)) == KINDS
