"""Conditions: every form of the language in both languages, and every mistake in its place."""

from datetime import date
from decimal import Decimal

import attrs
import pytest

from eligibility.model import (
    AllOf,
    AnyOf,
    AsOf,
    Count,
    CountOf,
    Fact,
    FactValue,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Op,
    Ratio,
    Related,
    Test,
)
from eligibility.rulefiles.comparisons import TESTS
from eligibility.rulefiles.conditions import HEADS
from eligibility.sources.keywords import KEYWORDS
from tests.rulefiles.cases import SCOPE, condition, read, wrong


def one(op, *values):
    return (Test(op, tuple(Literal(value) for value in values)),)


REGION_III = Leaf(Fact("region"), one(Op.IS, "III"))
DELTA = Leaf(Fact("mekong_delta"), one(Op.IS, True))
DIFFICULT = Leaf(Fact("specially_difficult"), one(Op.IS, True))
POOR = Ratio("poor_households", "households")


FORMS = [
    ("{region: III}", "{region: III}", REGION_III),
    ("{region: III, mekong_delta: yes}", "{region: III, mekong_delta: có}", AllOf((REGION_III, DELTA))),
    ("{all: [{region: III}, {mekong_delta: yes}]}", "{tất cả: [{region: III}, {mekong_delta: có}]}", AllOf((REGION_III, DELTA))),
    ("{any: [{region: III}, {mekong_delta: yes}]}", "{một trong: [{region: III}, {mekong_delta: có}]}", AnyOf((REGION_III, DELTA))),
    ("{not: {region: III}}", "{không phải: {region: III}}", Not(REGION_III)),
    ("{some: villages}", "{có: villages}", Leaf(Count("villages", None, "some"), one(Op.AT_LEAST, 1))),
    (
        "{some: villages, where: {specially_difficult: yes}}",
        "{có: villages, trong đó: {specially_difficult: có}}",
        Leaf(Count("villages", DIFFICULT, "some"), one(Op.AT_LEAST, 1)),
    ),
    (
        "{every: villages, where: {specially_difficult: yes}}",
        "{mọi: villages, trong đó: {specially_difficult: có}}",
        Leaf(Count("villages", Not(DIFFICULT), "every"), one(Op.AT_MOST, 0)),
    ),
    ("{count: villages, at_least: 2}", "{đếm: villages, ít nhất: 2}", Leaf(Count("villages", None), one(Op.AT_LEAST, 2))),
    (
        "{count: villages, where: {specially_difficult: yes}, more_than: 1, less_than: 9}",
        "{đếm: villages, trong đó: {specially_difficult: có}, hơn: 1, dưới: 9}",
        Leaf(Count("villages", DIFFICULT), (*one(Op.MORE_THAN, 1), *one(Op.LESS_THAN, 9))),
    ),
    (
        "{count: [{region: III}, {mekong_delta: yes}], at_least: 1}",
        "{đếm: [{region: III}, {mekong_delta: có}], ít nhất: 1}",
        Leaf(CountOf((REGION_III, DELTA)), one(Op.AT_LEAST, 1)),
    ),
    ("{ratio: poor_households, of: households, at_least: 20%}", "{tỷ lệ: poor_households, của: households, ít nhất: 20%}", Leaf(POOR, one(Op.AT_LEAST, Decimal("0.2")))),
    ("{ratio: poor_households, of: households, is: 0%}", "{tỉ lệ: poor_households, của: households, là: 0%}", Leaf(POOR, one(Op.IS, Decimal(0)))),
    (
        "{ratio: poor_households, of: households, at_least: 15%, less_than: poor_share}",
        "{tỷ lệ: poor_households, của: households, ít nhất: 15%, dưới: poor_share}",
        Leaf(POOR, (*one(Op.AT_LEAST, Decimal("0.15")), Test(Op.LESS_THAN, (NamedValue("03/2023/TT-BTTTT poor_share"),)))),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("en", "vi", "tree"), FORMS, ids=[form[0] for form in FORMS])
def test_condition_in_either_language_is_the_same_tree(en, vi, tree):
    assert condition(en) == tree
    assert condition(vi, lang="vi") == tree


def test_relation_to_the_one_above_is_a_condition_on_it():
    assert condition("{commune: {mekong_delta: yes}}", "village") == Related("commune", DELTA)
    assert condition("{commune: {mekong_delta: có, region: III}}", "village", "vi") == Related(
        "commune", AllOf((DELTA, REGION_III))
    )


def test_member_condition_reaches_back_to_its_owner():
    found = condition("{some: villages, where: {commune: {region: III}}}")
    assert found == Leaf(Count("villages", Related("commune", REGION_III), "some"), one(Op.AT_LEAST, 1))


NUMBERS = {"at_least": "3", "at_most": "3", "more_than": "3", "less_than": "3", "is": "3", "is_not": "3"}
TESTED = [
    *((f"{{households: {{{op}: {value}}}}}", Leaf(Fact("households"), one(Op(op), 3))) for op, value in NUMBERS.items()),
    ("{households: 3}", Leaf(Fact("households"), one(Op.IS, 3))),
    ("{households: [3, 4]}", Leaf(Fact("households"), one(Op.ONE_OF, 3, 4))),
    ("{households: {between: [3, 4]}}", Leaf(Fact("households"), one(Op.BETWEEN, 3, 4))),
    ("{households: {between: [3, 3]}}", Leaf(Fact("households"), one(Op.BETWEEN, 3, 3))),
    ("{households: {one_of: 3}}", Leaf(Fact("households"), one(Op.ONE_OF, 3))),
    ("{households: {none_of: [3, 4]}}", Leaf(Fact("households"), one(Op.NONE_OF, 3, 4))),
    ("{households: {is_not: [3, 4]}}", Leaf(Fact("households"), one(Op.IS_NOT, 3, 4))),
    ("{households: {at_least: poor_households}}", Leaf(Fact("households"), (Test(Op.AT_LEAST, (FactValue("poor_households"),)),))),
    ("{households: {at_least: few}}", Leaf(Fact("households"), (Test(Op.AT_LEAST, (NamedValue("03/2023/TT-BTTTT few"),)),))),
    ("{households: {between: [few, 9]}}", Leaf(Fact("households"), (Test(Op.BETWEEN, (NamedValue("03/2023/TT-BTTTT few"), Literal(9))),))),
    ("{road_to_district_km: {more_than: 20.5}}", Leaf(Fact("road_to_district_km"), one(Op.MORE_THAN, Decimal("20.5")))),
    ("{road_to_district_km: {more_than: households}}", Leaf(Fact("road_to_district_km"), (Test(Op.MORE_THAN, (FactValue("households"),)),))),
    ("{region: [II, III]}", Leaf(Fact("region"), one(Op.ONE_OF, "II", "III"))),
    ("{region: none}", Leaf(Fact("region"), one(Op.IS, None))),
    ("{region: {is_not: none}}", Leaf(Fact("region"), one(Op.IS_NOT, None))),
    ("{region: {none_of: [I, none]}}", Leaf(Fact("region"), one(Op.NONE_OF, "I", None))),
    ("{name: households}", Leaf(Fact("name"), one(Op.IS, "households"))),
    ("{name: none}", Leaf(Fact("name"), one(Op.IS, "none"))),
    ("{name: no}", Leaf(Fact("name"), one(Op.IS, "no"))),
    ("{name: as_of}", Leaf(Fact("name"), one(Op.IS, "as_of"))),
    ('{code: "07615"}', Leaf(Fact("code"), one(Op.IS, "07615"))),
    ("{code: 07615}", Leaf(Fact("code"), one(Op.IS, "07615"))),
    ("{mekong_delta: no}", Leaf(Fact("mekong_delta"), one(Op.IS, False))),
    ('{mekong_delta: "no"}', Leaf(Fact("mekong_delta"), one(Op.IS, False))),
    ("{new_rural_since: {before: 2023-07-05}}", Leaf(Fact("new_rural_since"), one(Op.BEFORE, date(2023, 7, 5)))),
    ("{new_rural_since: {after: 05/07/2023}}", Leaf(Fact("new_rural_since"), one(Op.AFTER, date(2023, 7, 5)))),
    ("{new_rural_since: {on_or_before: as_of}}", Leaf(Fact("new_rural_since"), (Test(Op.ON_OR_BEFORE, (AsOf(),)),))),
    ("{new_rural_since: {on_or_after: start}}", Leaf(Fact("new_rural_since"), (Test(Op.ON_OR_AFTER, (NamedValue("03/2023/TT-BTTTT start"),)),))),
    ("{new_rural_since: {between: [2023-01-01, as_of]}}", Leaf(Fact("new_rural_since"), (Test(Op.BETWEEN, (Literal(date(2023, 1, 1)), AsOf())),))),
    ("{new_rural_since: none}", Leaf(Fact("new_rural_since"), one(Op.IS, None))),
    ("{new_rural_since: {after: 2020-01-01, before: 2021-01-01}}", Leaf(Fact("new_rural_since"), (*one(Op.AFTER, date(2020, 1, 1)), *one(Op.BEFORE, date(2021, 1, 1))))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), TESTED, ids=[case[0] for case in TESTED])
def test_test_is_read_by_the_type_of_what_it_tests(text, tree):
    assert condition(text) == tree


VIETNAMESE = [
    ("{new_rural_since: {chậm nhất: ngày xét}}", "{new_rural_since: {on_or_before: as_of}}"),
    ("{new_rural_since: {sớm nhất: 2023-01-01}}", "{new_rural_since: {on_or_after: 2023-01-01}}"),
    ("{new_rural_since: {trước: 2023-01-01}}", "{new_rural_since: {before: 2023-01-01}}"),
    ("{new_rural_since: {sau: 2023-01-01}}", "{new_rural_since: {after: 2023-01-01}}"),
    ("{new_rural_since: không có}", "{new_rural_since: none}"),
    ("{households: {trong khoảng: [1, 2]}}", "{households: {between: [1, 2]}}"),
    ("{households: {nhiều nhất: 3}}", "{households: {at_most: 3}}"),
    ("{region: {thuộc: [I, II]}}", "{region: {one_of: [I, II]}}"),
    ("{region: {không thuộc: [I, không có]}}", "{region: {none_of: [I, none]}}"),
    ("{region: {khác: I}}", "{region: {is_not: I}}"),
    ("{mekong_delta: không}", "{mekong_delta: no}"),
    ("{name: không}", '{name: "không"}'),
    ("{name: có}", '{name: "có"}'),
]


@pytest.mark.parametrize(("vi", "en"), VIETNAMESE, ids=[vi for vi, _ in VIETNAMESE])
def test_vietnamese_test_is_the_english_one(vi, en):
    assert condition(vi, lang="vi") == condition(en)


def test_known_is_a_test_where_findings_are_collected():
    found, reader = read("{new_rural_since: {known: no}}", collects=True)
    assert (found, reader.problems) == (Leaf(Fact("new_rural_since"), one(Op.KNOWN, False)), [])


MISTAKES = [
    # unknown names
    ("{▸regoin: III}", "commune has no attribute “regoin”; did you mean region?"),
    ("{any: [{▸regoin: I}, {regoin: II}, {regoin: III}]}", "“regoin” (also on line 1); did you mean region?"),
    ("all:\n- ▸regoin: I\n- regoin: II\n- not: {regoin: III}", "“regoin” (also on line 3, 4); did you mean region?"),
    ("{▸specially_difficult: yes}", "commune has no attribute “specially_difficult”, which is one of village"),
    ("{▸whatever_else: yes}", "commune has no attribute “whatever_else”"),
    ("{some: ▸vilages}", "commune has no relation “vilages”; expected villages; did you mean villages?"),
    ("{count: ▸vilages, where: {nothing: here}, at_least: 1}", "has no relation “vilages”"),
    ("{some: villages, where: {▸region: III}}", "village has no attribute “region”, which is one of commune"),
    ("{ratio: ▸poor, of: ▸house, at_least: 20%}", "commune has no attribute “poor”"),
    ("{ratio: ▸region, of: households, at_least: 20%}", "region is not a count or quantity"),
    ("{ratio: ▸new_rural_since, of: households, at_least: 20%}", "new_rural_since is not a count or quantity"),
    # form
    ("▸{}", "this is a map; expected a condition, such as {attribute: value}"),
    ("▸[{region: III}]", "this is a list; expected a condition"),
    ("▸region", "this is a text; expected a condition"),
    ("{all: ▸{region: III}}", "this is a map; expected a list of conditions, each behind “- ”"),
    ("{all: ▸[]}", "the list is empty; expected at least one item"),
    ("{▸all: }", "the key “all” is empty"),
    ("{not: ▸[]}", "this is a list; expected a condition"),
    ("{all: [{region: III}], ▸mekong_delta: yes}", "the key “mekong_delta” is not allowed here; expected all"),
    ("{all: [{region: III}], ▸any: [{region: II}]}", "the key “any” is not allowed here; expected all"),
    ("{some: villages, ▸wher: {name: x}}", "the key “wher” is not allowed here; expected some, where; did you mean where?"),
    ("▸{every: villages}", "the key “where” is missing"),
    ("▸{every: ▸[villages]}", "“where” is missing"),
    ("{every: ▸[villages], where: {region: III}}", "this is a list; expected a plain value"),
    ("▸{count: villages}", "a test is missing; expected is, is_not"),
    ("▸{ratio: households, at_least: 1%}", "the key “of” is missing"),
    ("{ratio: ▸[households], of: households, at_least: 1%}", "this is a list; expected a plain value"),
    ("▸{ratio: poor_households, of: households}", "a test is missing"),
    ("{count: villages, ▸at_leats: 1}", "the key “at_leats” is not allowed here"),
    ("{count: villages, ▸at_least: }", "the key “at_least” is empty"),
    ("{count: ▸[], at_least: 1}", "the list is empty"),
    ("{count: [{region: III}], ▸where: {region: III}, at_least: 1}", "“where” goes with a relation, not with a list"),
    ("{households: ▸{}}", "a test is missing"),
    ("{households: ▸[]}", "the list is empty"),
    ("{region: {one_of: ▸[]}}", "the list is empty"),
    ("{households: [▸[3]]}", "this is a list; expected a plain value"),
    ("{households: {between: ▸[3]}}", "“between” takes 2 value(s), not 1"),
    ("{households: {between: ▸[9, 3]}}", "the range ends before it begins"),
    ("{region: {is: ▸[I, II]}}", "“is” takes 1 value(s), not 2; did you mean one_of?"),
    ("{households: {at_least: ▸[1, 2]}}", "“at_least” takes 1 value(s), not 2"),
    # tests that do not fit
    ("{region: {▸at_least: I}}", "“at_least” cannot compare region; expected is, is_not, one_of, none_of"),
    ("{name: {▸before: x}}", "“before” cannot compare name"),
    ("{households: {▸after: 3}}", "“after” cannot compare households; expected is, is_not, one_of, none_of, at_least"),
    ("{new_rural_since: {▸at_least: 2023-01-01}}", "“at_least” cannot compare new_rural_since"),
    ("{ratio: poor_households, of: households, ▸before: 20%}", "“before” cannot compare the ratio"),
    ("{households: {▸known: yes}}", "“known” is allowed only where “hit_policy” is “collect”"),
    ("{region: {▸one: I}}", "the key “one” is not allowed here"),
    # values
    ("{households: ▸many}", "“many” cannot be read; expected a whole number from 0"),
    ("{households: ▸poor_hauseholds}", "did you mean poor_households?"),
    ("{households: {at_least: ▸region}}", "“region” is of another type; expected a whole number"),
    ("{households: ▸1.5}", "“1.5” cannot be read"),
    ("{households: ▸-1}", "“-1” cannot be read"),
    ("{households: ▸1e3}", "“1e3” cannot be read"),
    ("{households: ▸07615}", "“07615” cannot be read"),
    ("{households: ▸0x1F}", "“0x1F” cannot be read"),
    ("{households: ▸.inf}", "“.inf” cannot be read"),
    ("{households: ▸99999999999999999999}", "cannot be read"),
    ("{households: ▸}", "nothing is written here"),
    ("{road_to_district_km: ▸1.500}", "did you mean 1.5000?"),
    ('{road_to_district_km: ▸"20,5"}', "“20,5” cannot be read; expected a number from 0, with a decimal point; did you mean 20.5?"),
    ("road_to_district_km: ▸20,5", "did you mean 20.5?"),
    ("{road_to_district_km: {more_than: 20, ▸5}}", "the comma before “5” starts a new key"),
    ("{ratio: poor_households, of: households, at_least: ▸20}", "did you mean 20%?"),
    ("{ratio: poor_households, of: households, at_least: ▸0.2}", "did you mean 20%?"),
    ("{ratio: poor_households, of: households, at_least: ▸101%}", "expected a share with %, from 0% to 100%"),
    ("{ratio: poor_households, of: households, at_least: ▸few}", "“few” is of another type; expected a share"),
    ("{ratio: poor_households, of: households, at_least: ▸pour_share}", "did you mean poor_share?"),
    ("{new_rural_since: {before: ▸31/02/2023}}", "“31/02/2023” cannot be read; expected a date that exists"),
    ("{new_rural_since: {before: ▸none}}", "“none” cannot be read; expected a date that exists"),
    ("{new_rural_since: {between: [▸none, as_of]}}", "“none” cannot be read"),
    ("{new_rural_since: {before: ▸unknown}}", "“unknown” cannot be read"),
    ("{new_rural_since: ▸yesterday}", "“yesterday” cannot be read"),
    ("{code: ▸7615}", "did you mean 07615?"),
    ("{region: ▸IV}", "“IV” cannot be read; expected one of: I, II, III, none"),
    ("{region: ▸unknown}", "“unknown” cannot be read; expected one of: I, II, III, none"),
    ("{region: ▸I|II}", "“I|II” cannot be read; expected one of: I, II, III, none; did you mean [I, II]?"),
    ("{region: III, ▸II}", "the comma before “II” starts a new key"),
    ("{mekong_delta: ▸true}", "“true” cannot be read; expected one of: yes, no; did you mean yes?"),
    ("{mekong_delta: ▸False}", "did you mean no?"),
    ("{mekong_delta: ▸on}", "“on” cannot be read; expected one of: yes, no"),
    ("{mekong_delta: ▸1}", "expected one of: yes, no"),
    # mixed languages
    ("{▸tất cả: [{region: III}]}", "“tất cả” is a word of the other language; a file is written in one language; did you mean all?"),
    ("{all: [{region: III}], ▸trong đó: x}", "the key “trong đó” is not allowed here"),
    ("{count: villages, ▸ít nhất: 1}", "“ít nhất” is a word of the other language; a file is written in one language; did you mean at_least?"),
    ("{mekong_delta: ▸có}", "“có” is a word of the other language; a file is written in one language; did you mean yes?"),
    ("{region: ▸không có}", "“không có” is a word of the other language; a file is written in one language; did you mean none?"),
    ("{new_rural_since: {before: ▸ngày xét}}", "“ngày xét” cannot be read; expected a date that exists, 1900 to 2200, YYYY-MM-DD or DD/MM/YYYY; did you mean as_of?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=[text for text, _ in MISTAKES])
def test_mistake_in_a_condition_is_placed_and_explained(text, message):
    assert message in wrong(text)[0].text("en")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{▸all: [{region: III}]}", "“all” là từ của ngôn ngữ khác; mỗi tệp chỉ dùng một ngôn ngữ; có phải là tất cả?"),
        ("{đếm: villages, ▸at_least: 1}", "có phải là ít nhất?"),
        ("{mekong_delta: ▸yes}", "có phải là có?"),
        ("{mekong_delta: ▸true}", "“true” không đọc được; cần một trong: có, không; có phải là có?"),
        ("{region: ▸IV}", "cần một trong: I, II, III, không có"),
        ("{region: ▸none}", "có phải là không có?"),
        (
            "{households: {▸trước: 3}}",
            "“trước” không so sánh được Số hộ (households); cần là, khác, thuộc, không thuộc",
        ),
        ("{region: {là: ▸[I, II]}}", "“là” cần 1 giá trị, ở đây có 2; có phải là thuộc?"),
        ("▸{đếm: villages}", "thiếu phép thử; cần là, khác"),
        ("{đếm: villages, ▸ít nhấy: 1}", "khóa “ít nhấy” không dùng được ở đây"),
        ("{▸regoin: III}", "commune không có thuộc tính “regoin”; có phải là region?"),
        ("{households: {▸đã biết: có}}", "“đã biết” chỉ dùng được khi “cách chọn” là “thu thập”"),
        ("{road_to_district_km: {hơn: 20, ▸5}}", "số thập phân dùng dấu chấm; có phải là 20.5?"),
    ],
)
def test_mistake_in_a_vietnamese_condition_is_explained_in_vietnamese(text, message):
    assert message in wrong(text, lang="vi")[0].text("vi")


def test_one_wrong_relation_is_one_problem():
    assert len(wrong("{count: ▸vilages, where: {all: [{x: 1}, {y: 2}]}, at_least: 1}")) == 1


@pytest.mark.parametrize(
    "text", ["{some: vilages}", "{regoin: III}", "{households: regoin}", "{ratio: regoin, of: households, is: 1%}"]
)
def test_name_that_somebody_else_broke_is_not_blamed(text):
    for scope in (attrs.evolve(SCOPE, lenient=True), attrs.evolve(SCOPE, broken={"regoin", "vilages"})):
        found, reader = read(text, scope=scope)
        assert (found, reader.problems) == (AnyOf(()), [])


def test_several_mistakes_are_found_at_once():
    assert len(wrong("all:\n- ▸regoin: III\n- households: ▸x\n- not: {mekong_delta: ▸maybe}\n- {region: ▸IV}")) == 4


def test_every_word_of_a_condition_has_a_vietnamese_one():
    assert set(HEADS) | set(TESTS) <= set(KEYWORDS)
