"""Rule sets: every key in both languages, tables, exceptions, named values, and every mistake in its place."""

import unicodedata
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from eligibility.model import (
    AllOf,
    Citation,
    Fact,
    HitPolicy,
    Leaf,
    Literal,
    NamedValue,
    Op,
    Otherwise,
    Period,
    Ratio,
    Test,
    Type,
    leaves,
)
from eligibility.rulefiles import load_rules, shipped_rules
from eligibility.rulefiles.dependencies import circles, shown_circle, topological_order
from eligibility.sources import RuleError, Text
from tests.rulefiles.cases import AS_OF, FOLDER, NUMBER, loaded, marked, refused, rules, written

YES = "{id: one, cite: 03/2023/TT-BTTTT, when: {support_points: 0}, then: yes}"


def only(law):
    (rule_set,) = law.rule_sets
    return rule_set


ENGLISH = """
instrument: 33/2020/QĐ-TTg
in_force: {from: 2020-12-31, until: 2025-12-31}
title: {vi: Tiêu chí, en: Criteria}
values:
  poor_share:
    title: {vi: Ngưỡng, en: Threshold}
    cite: 33/2020/QĐ-TTg Điều 3
    rows:
      - {from: 2020-12-31, value: 20%, variants: [{when: {mekong_delta: yes}, value: 15%}]}
      - {from: 2024-01-01, value: 25%}
annexes:
  - {file: annex/*.csv, gives: listed_region, of: commune, absent: none, complete_when: totals.csv, evidence: official, source: {vi: a, en: b}}
rule_sets:
  - id: group
    title: {vi: Nhóm, en: Group}
    subject: commune
    concludes: group
    labels:
      A: {vi: Nhóm A, en: Group A}
      none: {vi: Không thuộc, en: In none}
    hit_policy: first
    rules:
      - id: poor
        title: {vi: Nghèo, en: Poor}
        cite: [33/2020/QĐ-TTg Điều 3, 861/QĐ-TTg]
        when:
          all:
            - any: [{listed_region: [II, III]}, {listed_region: {none_of: [I, none]}}]
            - not: {new_rural_since: {on_or_before: as_of}}
            - {ratio: poor_households, of: households, at_least: poor_share}
        then: A
      - id: villages
        cite: 33/2020/QĐ-TTg
        when: {count: villages, where: {listed_specially_difficult: yes}, at_least: 1}
        then: A
      - id: asked
        cite: 33/2020/QĐ-TTg
        exception_to: [poor, villages]
        formalised: false
        question: {vi: Thế nào?, en: How?}
        when: {mekong_delta: no}
        then: none
    otherwise: {then: none, cite: 33/2020/QĐ-TTg}
  - id: fine
    subject: commune
    concludes: fine
    hit_policy: unique
    table:
      cite: 33/2020/QĐ-TTg
      columns: [mekong_delta, group, {ratio: poor_households, of: households}]
      rows:
        - {id: a, when: [yes, A, {at_least: 20%}], then: yes}
        - {id: b, title: {vi: B, en: B}, cite: 861/QĐ-TTg, when: [anything, none, 0%], then: no}
    otherwise: {then: no, cite: 33/2020/QĐ-TTg}
  - id: findings
    subject: village
    concludes: finding
    hit_policy: collect
    rules:
      - {id: dated, cite: 33/2020/QĐ-TTg, when: {delisted_on: {known: no}}, then: undated}
notes:
  - {cite: 33/2020/QĐ-TTg, vi: Ghi chú, en: Note}
"""
VIETNAMESE = """
văn bản: 33/2020/QĐ-TTg
hiệu lực: {từ ngày: 31/12/2020, đến hết ngày: 2025-12-31}
tên: {vi: Tiêu chí, en: Criteria}
giá trị:
  poor_share:
    tên: {vi: Ngưỡng, en: Threshold}
    căn cứ: 33/2020/QĐ-TTg Điều 3
    dòng:
      - {từ ngày: 2020-12-31, mức: 20%, trường hợp: [{khi: {mekong_delta: có}, mức: 15%}]}
      - {từ ngày: 2024-01-01, mức: 25%}
phụ lục:
  - {tệp: annex/*.csv, cho biết: listed_region, của: commune, vắng mặt: không có, đầy đủ khi: totals.csv, bằng chứng: official, nguồn: {vi: a, en: b}}
các bộ quy tắc:
  - mã: group
    tên: {vi: Nhóm, en: Group}
    đối tượng: commune
    kết luận: group
    nhãn:
      A: {vi: Nhóm A, en: Group A}
      không có: {vi: Không thuộc, en: In none}
    cách chọn: đầu tiên
    quy tắc:
      - mã: poor
        tên: {vi: Nghèo, en: Poor}
        căn cứ: [33/2020/QĐ-TTg Điều 3, 861/QĐ-TTg]
        khi:
          tất cả:
            - một trong: [{listed_region: [II, III]}, {listed_region: {không thuộc: [I, không có]}}]
            - không phải: {new_rural_since: {chậm nhất: ngày xét}}
            - {tỉ lệ: poor_households, của: households, ít nhất: poor_share}
        thì: A
      - mã: villages
        căn cứ: 33/2020/QĐ-TTg
        khi: {đếm: villages, trong đó: {listed_specially_difficult: có}, ít nhất: 1}
        thì: A
      - mã: asked
        căn cứ: 33/2020/QĐ-TTg
        ngoại lệ của: [poor, villages]
        đã mã hoá: không
        câu hỏi: {vi: Thế nào?, en: How?}
        khi: {mekong_delta: không}
        thì: không có
    còn lại: {thì: không có, căn cứ: 33/2020/QĐ-TTg}
  - mã: fine
    đối tượng: commune
    kết luận: fine
    cách chọn: duy nhất
    bảng:
      căn cứ: 33/2020/QĐ-TTg
      cột: [mekong_delta, group, {tỷ lệ: poor_households, của: households}]
      dòng:
        - {mã: a, khi: [có, A, {ít nhất: 20%}], thì: có}
        - {mã: b, tên: {vi: B, en: B}, căn cứ: 861/QĐ-TTg, khi: [bất kì, không có, 0%], thì: không}
    còn lại: {thì: không, căn cứ: 33/2020/QĐ-TTg}
  - mã: findings
    đối tượng: village
    kết luận: finding
    cách chọn: thu thập
    quy tắc:
      - {mã: dated, căn cứ: 33/2020/QĐ-TTg, khi: {delisted_on: {đã biết: không}}, thì: undated}
ghi chú:
  - {căn cứ: 33/2020/QĐ-TTg, vi: Ghi chú, en: Note}
"""
LISTS = {
    "33-2020-qd-ttg/annex/a.csv": "province,name,listed_region\nBắc Giang,Xã A,III\n",
    "33-2020-qd-ttg/totals.csv": "province,attribute,value,count\nBắc Giang,listed_region,III,1\n",
}


def whole(tmp_path, text, as_of=AS_OF):
    root = written(tmp_path, {"33-2020-qd-ttg/2020-12-31.yaml": text, **LISTS})
    return load_rules(root / "33-2020-qd-ttg", as_of)


def test_vietnamese_file_is_the_same_law(tmp_path):
    english = whole(tmp_path / "en", ENGLISH)
    assert whole(tmp_path / "vi", VIETNAMESE) == english
    assert whole(tmp_path / "nfd", unicodedata.normalize("NFD", VIETNAMESE).replace("\n", "\r\n")) == english


def test_every_key_of_a_rule_set_reaches_the_law(tmp_path):
    law = whole(tmp_path, ENGLISH)
    group, fine, findings = law.rule_sets
    assert (group.name, group.title, group.hit_policy) == (
        "33/2020/QĐ-TTg group",
        Text("Nhóm", "Group"),
        HitPolicy.FIRST,
    )
    assert group.labels == {"A": Text("Nhóm A", "Group A"), "none": Text("Không thuộc", "In none")}
    assert (group.concludes.type, group.concludes.domain) == (Type.CHOICE, ("A", None))
    assert group.otherwise == Otherwise(None, (Citation("33/2020/QĐ-TTg"),))
    asked = group.rules[2]
    assert (asked.exception_to, asked.formalised, asked.question) == (
        ("poor", "villages"),
        False,
        Text("Thế nào?", "How?"),
    )
    assert (asked.then, asked.title) == (None, Text("asked", "asked"))
    assert group.rules[0].cite == (Citation("33/2020/QĐ-TTg", "Điều 3"), Citation("861/QĐ-TTg"))
    assert (fine.concludes.type, fine.concludes.domain) == (Type.YES_NO, (True, False))
    assert (findings.hit_policy, findings.otherwise, findings.concludes.domain) == (
        HitPolicy.COLLECT,
        None,
        ("undated",),
    )
    assert law.notes == ((Citation("33/2020/QĐ-TTg"), Text("Ghi chú", "Note")),)
    assert (law.number, law.as_of) == ("33/2020/QĐ-TTg", AS_OF)


def test_table_is_a_rule_for_each_row(tmp_path):
    first, second = whole(tmp_path, ENGLISH).rule_sets[1].rules
    share = Leaf(Ratio("poor_households", "households"), (Test(Op.AT_LEAST, (Literal(Decimal("0.2")),)),))
    delta, group = (
        Leaf(Fact("mekong_delta"), (Test(Op.IS, (Literal(True),)),)),
        Leaf(Fact("group"), (Test(Op.IS, (Literal("A"),)),)),
    )
    assert (first.id, first.then, first.when) == ("a", True, AllOf((delta, group, share)))
    assert first.cite == (Citation("33/2020/QĐ-TTg"),)
    assert (second.id, second.then, second.cite, second.title) == (
        "b",
        False,
        (Citation("861/QĐ-TTg"),),
        Text("B", "B"),
    )
    assert [leaf.observed for leaf in leaves(second.when)] == [Fact("group"), Ratio("poor_households", "households")]


@pytest.mark.parametrize(
    ("as_of", "value", "variants"),
    [(date(2020, 12, 31), "0.2", ["0.15"]), (date(2023, 12, 31), "0.2", ["0.15"]), (date(2024, 1, 1), "0.25", [])],
)
def test_named_value_is_the_latest_row_not_after_the_date(tmp_path, as_of, value, variants):
    threshold = whole(tmp_path, ENGLISH, as_of).thresholds["33/2020/QĐ-TTg poor_share"]
    assert (threshold.value, [variant.value for variant in threshold.variants]) == (
        Decimal(value),
        [Decimal(word) for word in variants],
    )
    assert (threshold.name, threshold.title, threshold.cite) == (
        "poor_share",
        Text("Ngưỡng", "Threshold"),
        ("33/2020/QĐ-TTg Điều 3",),
    )


def test_named_values_may_be_counts_quantities_and_dates(tmp_path):
    head = """
    values:
      few: {cite: 03/2023/TT-BTTTT, rows: [{from: 2020-01-01, value: 3}]}
      far: {cite: 03/2023/TT-BTTTT, rows: [{from: 2020-01-01, value: 20.5}]}
      start: {cite: 03/2023/TT-BTTTT, rows: [{from: 2020-01-01, value: 01/02/2021}]}
    """
    lines = [
        "{id: a, cite: 03/2023/TT-BTTTT, when: {count: villages, at_least: few}, then: yes}",
        "{id: b, cite: 03/2023/TT-BTTTT, when: {road_to_district_km: {more_than: far, less_than: few}}, then: yes}",
        "{id: c, cite: 03/2023/TT-BTTTT, when: {new_rural_since: {before: start}}, then: yes}",
    ]
    law = loaded(tmp_path, rules(*lines).replace("rule_sets:", head.replace("\n    ", "\n") + "rule_sets:"))
    values = {name: threshold.value for name, threshold in law.thresholds.items()}
    assert values == {f"{NUMBER} few": 3, f"{NUMBER} far": Decimal("20.5"), f"{NUMBER} start": date(2021, 2, 1)}
    assert [test.operands[0] for leaf in leaves(only(law).rules[1].when) for test in leaf.tests] == [
        NamedValue(f"{NUMBER} far"),
        NamedValue(f"{NUMBER} few"),
    ]


CONCLUDED = [
    (("yes", "no"), "no", Type.YES_NO, (True, False), (True, False)),
    (("yes", "yes"), "none", Type.YES_NO, (True, True), (True, False, None)),
    (("I", "region_iii"), "none", Type.CHOICE, ("I", "region_iii"), ("I", "region_iii", None)),
    (("0.75", "0.750"), "0", Type.CHOICE, (Decimal("0.75"), Decimal("0.75")), (Decimal("0.75"), Decimal(0))),
    (("10", "2"), "100", Type.CHOICE, (Decimal(10), Decimal(2)), (Decimal(10), Decimal(2), Decimal(100))),
    (("10", "x"), "07", Type.CHOICE, ("10", "x"), ("10", "x", "07")),
    (("none", "none"), "none", Type.CHOICE, (None, None), (None,)),
    (('"yes"', '"no"'), "no", Type.YES_NO, (True, False), (True, False)),
]


@pytest.mark.parametrize(("thens", "otherwise", "type_", "values", "domain"), CONCLUDED)
def test_concluded_values_make_the_attribute(tmp_path, thens, otherwise, type_, values, domain):
    lines = [
        f"{{id: r{at}, cite: {NUMBER}, when: {{support_points: {at}}}, then: {then}}}" for at, then in enumerate(thens)
    ]
    rule_set = only(loaded(tmp_path, rules(*lines, otherwise=f"{{then: {otherwise}, cite: {NUMBER}}}")))
    assert (rule_set.concludes.type, rule_set.concludes.domain) == (type_, domain)
    assert tuple(rule.then for rule in rule_set.rules) == values


def test_single_rule_needs_no_policy(tmp_path):
    assert only(loaded(tmp_path, rules(YES, hit_policy=""))).hit_policy is HitPolicy.UNIQUE


def test_exceptions_do_not_count_for_the_policy(tmp_path):
    exception = "{id: two, cite: 03/2023/TT-BTTTT, exception_to: one, when: {mekong_delta: yes}, then: no}"
    rule_set = only(loaded(tmp_path, rules(YES, exception, hit_policy="")))
    assert (rule_set.exceptions, rule_set.bases) == (((1,), ()), ((), (0,)))


def test_rule_set_uses_what_another_concludes_and_comes_after_it(tmp_path):
    first = rules("{id: one, cite: 03/2023/TT-BTTTT, when: {b: x}, then: yes}", id="z").rstrip()
    second = rules(
        "{id: two, cite: 03/2023/TT-BTTTT, when: {support_points: 1}, then: x}",
        id="b",
        concludes="b",
        otherwise="{then: none, cite: 03/2023/TT-BTTTT}",
    )
    law = loaded(tmp_path, first + "\n" + second.partition("rule_sets:\n")[2])
    assert [rule_set.id for rule_set in law.rule_sets] == ["b", "z"]


MISTAKES = [
    # rule sets
    (rules(YES, subject="▸comune"), "there is no subject “comune”; expected commune, village, site, point; did you mean commune?"),
    (rules(YES, subject="▸[commune]"), "this is a list; expected a plain value"),
    (rules(YES, concludes="▸region x"), "“region x” cannot be a name"),
    (rules(YES, concludes="▸all"), "“all” cannot be a name; expected a-z, 0-9 and _, and no keyword"),
    (rules(YES, concludes="▸listed_region"), "“listed_region” is a fact of commune and cannot be concluded"),
    (rules(YES, concludes="▸villages"), "“villages” is the name of a relation"),
    (rules(YES, concludes="▸villages_complete"), "“villages_complete” is the name of a relation"),
    (rules(YES, concludes="▸commune"), "“commune” is the name of a relation"),
    (rules(YES, concludes="▸{}"), "this is a map; expected a plain value"),
    (rules(YES, id="▸A b"), "“A b” cannot be an id; expected lower-case letters, digits, hyphens"),
    (rules(YES).replace("- id: a\n  subject", "- ▸subject"), "the key “id” is missing"),
    (rules(YES).replace("  subject: commune\n", "").replace("- id: a", "- ▸id: a"), "the key “subject” is missing"),
    (rules(YES, hit_policy="▸frist"), "“frist” is not allowed here; expected unique, any, first, collect; did you mean first?"),
    (rules(YES, hit_policy="▸duy nhất"), "“duy nhất” is a word of the other language; a file is written in one language; did you mean unique?"),
    (rules(YES, YES.replace("one", "two"), hit_policy="").replace("- id: a\n", "- ▸id: a\n"), "2 rules need “hit_policy”"),
    (rules(YES, otherwise="").replace("- id: a\n", "- ▸id: a\n"), "the key “otherwise” is missing: what is concluded when no rule applies"),
    (rules(YES, otherwise="▸none"), "this is a text; expected a map"),
    (rules(YES, otherwise="▸{then: no}"), "the key “cite” is missing"),
    (rules(YES, otherwise="{cite: 03/2023/TT-BTTTT, then: ▸true}"), "“true” cannot be concluded; expected yes, no, none, a number, or a value such as region_iii; did you mean yes?"),
    (rules(YES, labels="{yes: Được, ▸maybe: Có lẽ}"), "no rule concludes “maybe”; expected yes, no"),
    (rules(YES, labels="▸[a]"), "this is a list; expected a map of key: value"),
    (rules().replace("- id: a", "- ▸id: a"), "exactly one of two keys is needed; expected rules / table"),
    (rules(YES, table="{columns: [code], rows: [{id: x, cite: 03/2023/TT-BTTTT, when: [07615], then: yes}]}").replace("- id: a", "- ▸id: a"), "exactly one of two keys"),
    (rules(YES).replace("hit_policy: any", "▸hitpolicy: any"), "the key “hitpolicy” is not allowed here"),
    # rules
    (rules(YES.replace("{id: one, ", "▸{")), "the key “id” is missing"),
    (rules(YES, YES.replace("id: one", "id: ▸one")), "the id “one” repeats (line 10)"),
    (rules(YES.replace("cite: 03/2023/TT-BTTTT", "cite: ▸03/2023/TT-BTTTX")), "there is no instrument “03/2023/TT-BTTTX” in instruments.yaml; did you mean 03/2023/TT-BTTTT?"),
    (rules("▸" + YES.replace("cite: 03/2023/TT-BTTTT, ", "")), "the key “cite” is missing"),
    (rules(YES.replace("cite: 03/2023/TT-BTTTT", "cite: ▸[]")), "the list is empty"),
    (rules(YES.replace("cite: 03/2023/TT-BTTTT", "cite: 861/QĐ-TTg Điều 1, ▸612/QĐ-UBDT Điều 1")), "the comma before “612/QĐ-UBDT Điều 1” starts a new key; put a text with a comma in quotes"),
    (rules("id: one\n        cite: ▸861/QĐ-TTg Điều 1, 612/QĐ-UBDT Điều 1\n        when: {support_points: 0}\n        then: yes"), "a citation with a comma; each one is an item; expected a list, such as [861/QĐ-TTg Điều 1, 612/QĐ-UBDT]"),
    (rules(YES.replace("cite: 03/2023/TT-BTTTT", 'cite: ▸"861/QĐ-TTg, 612/QĐ-UBDT"')), "a citation with a comma"),
    (rules(YES.replace("cite: 03/2023/TT-BTTTT", "cite: [861/QĐ-TTg, ▸Điều 2]")), "there is no instrument “Điều”"),
    (rules(YES.replace("when: {support_points: 0}", "when: ▸{}")), "expected a condition"),
    (rules("▸" + YES.replace("when: {support_points: 0}, ", "")), "the key “when” is missing"),
    (rules("▸" + YES.replace(", then: yes", "")), "the key “then” is missing"),
    (rules(YES.replace("then: yes", "then: ▸[yes]")), "this is a list; expected a plain value"),
    (rules(YES.replace("then: yes", "then: ▸có")), "“có” is a word of the other language"),
    (rules(YES.replace("then: yes", "then: ▸unknown")), "“unknown” cannot be concluded"),
    (rules(YES.replace("then: yes", "then: ▸a|b")), "“a|b” cannot be concluded"),
    (rules(YES, YES.replace("one", "two").replace("then: yes", "then: ▸III")), "“III”: yes or no and other values do not go together"),
    (rules(YES.replace("then: yes", "▸them: yes")), "the key “them” is not allowed here"),
    (rules(YES.replace("when:", "▸khi: x, when:")), "“khi” is a word of the other language; a file is written in one language; did you mean when?"),
    (rules("▸one"), "this is a text; expected a map of key: value"),
    (rules("▸" + YES.replace("{id: one,", "{id: one, formalised: false,")), "a rule that is not formalised states its “question”: what the law leaves open"),
    (rules(YES.replace("{id: one,", "{id: one, question: x, formalised: ▸maybe,")), "“maybe” is not allowed here; expected yes, no"),
    (rules(YES.replace("{id: one,", "{id: one, title: {vi: Xã, ▸fr: Commune},")), "the key “fr” is not allowed here; expected vi, en"),
    (rules(YES.replace("{id: one,", "{id: one, title: {vi: Xã, ▸thôn},")), "the comma before “thôn” starts a new key"),
    # exceptions
    (rules(YES.replace("{id: one,", "{id: one, exception_to: ▸one,")), "“one” is an exception to itself"),
    (rules(YES, YES.replace("id: one", "id: two, exception_to: ▸onne")), "no rule “onne” in this rule set; expected one, two; did you mean one?"),
    (rules(YES, YES.replace("id: one", "id: two, exception_to: ▸[]").replace("03", "03"), hit_policy="any"), "the list is empty"),
    (rules("▸" + YES.replace("id: one", "id: one, exception_to: two"), YES.replace("id: one", "id: two, exception_to: one")), "exceptions in a circle: one → two → one"),
    # heads
    (rules(YES).replace("instrument: 03", "instrument: ▸04"), "there is no instrument “04/2023/TT-BTTTT” in instruments.yaml; did you mean 03/2023/TT-BTTTT?"),
    (rules(YES).replace("instrument: 03/2023/TT-BTTTT", "instrument: ▸03/2023/TT-BTTTT Điều 1"), "only the number, without an article; did you mean 03/2023/TT-BTTTT?"),
    (rules(YES).replace("{from: 2023-05-30}", "{from: ▸30/02/2023}"), "“30/02/2023” cannot be read; expected a date that exists"),
    (rules(YES).replace("{from: 2023-05-30}", "{from: ▸unknown}"), "“unknown” cannot be read"),
    (rules(YES).replace("{from: 2023-05-30}", "▸{until: 2023-05-30}"), "the key “from” is missing"),
    (rules(YES).replace("{from: 2023-05-30}", "{from: 2023-05-30, until: ▸2023-05-29}").replace("in_force: {", "in_force: {"), "it ends before it begins (2023-05-30)"),
    (rules(YES).replace("in_force", "▸in_froce"), "the key “in_froce” is not allowed here"),
    (rules(YES).replace("in_force: {from: 2023-05-30}\n", "").replace("instrument:", "▸instrument:"), "the key “in_force” is missing"),
    (rules(YES) + "▸nots: []\n", "the key “nots” is not allowed here"),
    (rules(YES) + "notes: [▸{cite: 03/2023/TT-BTTTT}]\n", "the note has no text; expected vi, en"),
    (rules(YES) + "notes: [▸x]\n", "this is a text; expected a map"),
    (rules(YES) + "notes: [▸{vi: x}]\n", "the key “cite” is missing"),
    (f"instrument: {NUMBER}\nin_force: {{from: 2023-05-30}}\nrule_sets: ▸[]\n", "the list is empty"),
    (f"instrument: {NUMBER}\nin_force: {{from: 2023-05-30}}\n▸rule_sets:\n", "the key “rule_sets” is empty"),
    (f"instrument: {NUMBER}\nin_force: {{from: 2023-05-30}}\nrule_sets: [▸x]\n", "this is a text; expected a map"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=range(len(MISTAKES)))
def test_mistake_in_a_rule_set_is_placed_and_explained(tmp_path, text, message):
    problems = refused(tmp_path, text)
    assert any(message in problem.text("en") for problem in problems), problems[0].text("en")


def values(*lines):
    """A file with named values, used by one rule on the poor share and one on households."""
    body = "".join(f"  {line}\n" for line in lines)
    used = [
        "{id: one, cite: 03/2023/TT-BTTTT, when: {ratio: poor_households, of: households, at_least: share}, then: yes}",
        "{id: two, cite: 03/2023/TT-BTTTT, when: {households: {at_least: few}}, then: yes}",
    ]
    return rules(*used).replace("rule_sets:\n", f"values:\n{body}rule_sets:\n")


SHARE = "share: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 20%}]}"
FEW = "few: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 3}]}"
VALUE_MISTAKES = [
    ((SHARE, "▸few: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-07-06, value: 3}]}"), "“few” has no value on 2023-07-05"),
    ((SHARE, "few: {cite: 03/2023/TT-BTTTT, rows: ▸[]}"), "the list is empty"),
    ((SHARE, "few: ▸{cite: 03/2023/TT-BTTTT}"), "the key “rows” is missing"),
    ((SHARE, "few: ▸{rows: [{from: 2023-05-30, value: 3}]}"), "the key “cite” is missing"),
    ((SHARE, "few: ▸3"), "this is a text; expected a map"),
    ((SHARE, "few: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: ▸three}]}"), "“three” cannot be read; expected a whole number"),
    ((SHARE, "few: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: ▸-3}]}"), "“-3” cannot be read; expected a whole number"),
    ((SHARE, "few: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: ▸unknown}]}"), "“unknown” cannot be read"),
    ((SHARE, "few: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, ▸value: }]}"), "the key “value” is empty"),
    ((SHARE, "few: {cite: 03/2023/TT-BTTTT, rows: [▸{value: 3}]}"), "the key “from” is missing"),
    ((SHARE, "few: {cite: 03/2023/TT-BTTTT, rows: [{from: ▸2023, value: 3}]}"), "“2023” cannot be read; expected a date"),
    ((SHARE, "few: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 3}, ▸{from: 30/05/2023, value: 4}]}"), "two rows from 2023-05-30"),
    ((SHARE, "few: {cite: 03/2023/TT-BTTTT, rows: [▸x]}"), "this is a text; expected a map"),
    ((FEW, "share: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 20%}, {from: 2024-01-01, value: ▸25}]}"), "“25” cannot be read; expected a share with %, from 0% to 100%; did you mean 25%?"),
    ((FEW, "share: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 20%, variants: [{when: {mekong_delta: yes}, value: ▸0.15}]}]}"), "did you mean 15%?"),
    ((FEW, "share: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 20%, variants: [{when: {▸mekong: yes}, value: 15%}]}]}"), "has no attribute “mekong”"),
    ((FEW, "share: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 20%, variants: [▸{value: 15%}]}]}"), "the key “when” is missing"),
    ((FEW, "share: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 20%, variants: ▸[]}]}"), "the list is empty"),
    ((SHARE, FEW, "▸Few_two: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 3}]}"), "“Few_two” cannot be a name"),
    ((SHARE, FEW, "▸as_of: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 3}]}"), "“as_of” cannot be a name"),
    ((SHARE, FEW, "▸households: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 3}]}"), "“households” is an attribute of commune, village already; expected another name"),
    ((SHARE, FEW, "▸eligible: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 3}]}"), "“eligible” is an attribute of commune already"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "message"), VALUE_MISTAKES, ids=range(len(VALUE_MISTAKES)))
def test_mistake_in_a_named_value_is_placed_and_explained(tmp_path, lines, message):
    assert message in refused(tmp_path, values(*lines))[0].text("en")


def test_variant_that_does_not_fit_the_subject_of_a_rule_is_placed_there(tmp_path):
    delta = "share: {cite: 03/2023/TT-BTTTT, rows: [{from: 2023-05-30, value: 20%, variants: [{when: {mekong_delta: yes}, value: 15%}]}]}"
    lines = [
        "{id: one, cite: 03/2023/TT-BTTTT, when: ▸{ratio: poor_households, of: households, at_least: share}, then: yes}"
    ]
    text = rules(*lines, subject="village").replace("rule_sets:\n", f"values:\n  {delta}\nrule_sets:\n")
    assert "“share” has a variant that does not fit village" in refused(tmp_path, text)[0].text("en")


@pytest.mark.parametrize(
    ("when", "subject", "fits"),
    [
        ("{mekong_delta: yes}", "commune", True),
        ("{commune: {mekong_delta: yes}}", "village", True),
        ("{commune: {mekong_delta: yes}}", "commune", False),
        ("{households: {at_least: 1}}", "village", True),
        ("{households: {at_least: minority_households}}", "village", True),
        ("{households: {at_least: workers}}", "village", False),
        ("{ratio: poor_households, of: households, at_least: 1%}", "village", True),
        ("{ratio: untrained_workers, of: workers, at_least: 1%}", "village", False),
        ("{count: villages, at_least: 1}", "commune", True),
        ("{count: villages, at_least: 1}", "village", False),
        ("{count: [{households: 1}, {road_to_district_km: 1}], at_least: 1}", "village", False),
        ("{not: {any: [{households: 1}, {mekong_delta: yes}]}}", "village", False),
        ("{name: x}", "village", True),
    ],
)
def test_variant_fits_a_subject_that_has_all_it_speaks_of(tmp_path, when, subject, fits):
    entry = (
        f"share: {{cite: {NUMBER}, rows: [{{from: 2023-05-30, value: 20%, variants: [{{when: {when}, value: 15%}}]}}]}}"
    )
    line = f"{{id: one, cite: {NUMBER}, when: {'' if fits else '▸'}{{ratio: poor_households, of: households, at_least: share}}, then: yes}}"
    text = rules(line, subject=subject).replace("rule_sets:\n", f"values:\n  {entry}\nrule_sets:\n")
    assert loaded(tmp_path, text) if fits else refused(tmp_path, text)


def test_named_values_in_a_circle_are_refused(tmp_path):
    one = f"one: {{cite: {NUMBER}, rows: [▸{{from: 2023-05-30, value: 3, variants: [{{when: {{households: {{at_least: two}}}}, value: 4}}]}}]}}"
    two = f"two: {{cite: {NUMBER}, rows: [{{from: 2023-05-30, value: 3, variants: [{{when: {{households: {{at_least: one}}}}, value: 4}}]}}]}}"
    text = rules(YES).replace("rule_sets:\n", f"values:\n  {one}\n  {two}\nrule_sets:\n")
    assert "named values in a circle: one → two → one" in refused(tmp_path, text)[0].text("en")


def test_variant_by_another_named_value_brings_its_needs(tmp_path):
    one = f"one: {{cite: {NUMBER}, rows: [{{from: 2023-05-30, value: 3, variants: [{{when: {{households: {{at_least: two}}}}, value: 4}}]}}]}}"
    two = f"two: {{cite: {NUMBER}, rows: [{{from: 2023-05-30, value: 3, variants: [{{when: {{late: yes}}, value: 4}}]}}]}}"
    used = "{id: one, cite: 03/2023/TT-BTTTT, when: {any: [{households: {at_least: one}}, {households: {at_most: one}}]}, then: yes}"
    late = rules(YES, id="late", concludes="late").partition("rule_sets:\n")[2]
    text = rules(used).replace("rule_sets:\n", f"values:\n  {one}\n  {two}\nrule_sets:\n") + late
    assert [rule_set.id for rule_set in loaded(tmp_path, text).rule_sets] == ["late", "a"]


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def table(columns, *rows, cite="cite: 03/2023/TT-BTTTT, "):
    return rules(table=f"{{{cite}columns: {columns}, rows: [{', '.join(rows)}]}}")


TABLE_MISTAKES = [
    (table("[mekong_delta, households]", "{id: x, when: ▸[yes], then: yes}"), "1 cells for 2 columns"),
    (table("[mekong_delta]", "{id: x, when: ▸[yes, 3], then: yes}"), "2 cells for 1 columns"),
    (table("[▸mekong]", "{id: x, when: [yes], then: yes}", "{id: y, when: [no], then: yes}"), "commune has no attribute “mekong”"),
    (table("[▸[mekong_delta]]", "{id: x, when: [yes], then: yes}"), "this is a list; expected an attribute or a ratio"),
    (table("[▸{ratio: poor_households}]", "{id: x, when: [20%], then: yes}"), "the key “of” is missing"),
    (table("[{ratio: poor_households, ▸off: households}]", "{id: x, when: [20%], then: yes}"), "did you mean of?"),
    (table("[{ratio: poor_households, of: households}]", "{id: x, when: [▸20], then: yes}"), "did you mean 20%?"),
    (table("▸[]", "{id: x, when: ▸[1], then: yes}"), "the list is empty"),
    (table("[mekong_delta]").replace("rows: []", "rows: ▸[]"), "the list is empty"),
    (table("[mekong_delta]", "{id: x, when: [▸maybe], then: yes}"), "“maybe” cannot be read"),
    (table("[mekong_delta]", "{id: x, when: [▸bất kỳ], then: yes}"), "“bất kỳ” is a word of the other language; a file is written in one language; did you mean anything?"),
    (table("[mekong_delta]", "{id: x, when: [yes], then: yes}", "{id: ▸x, when: [no], then: yes}"), "the id “x” repeats"),
    (table("[mekong_delta]", "▸{id: x, when: [yes], then: yes}", cite=""), "the key “cite” is missing"),
    (table("[mekong_delta]", "▸{id: x, then: yes}"), "the key “when” is missing"),
    (table("[mekong_delta]", "▸x"), "this is a text; expected a map"),
    (rules(table="▸x"), "this is a text; expected a map"),
    (rules(table="▸{columns: [code]}"), "the key “rows” is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), TABLE_MISTAKES, ids=range(len(TABLE_MISTAKES)))
def test_mistake_in_a_table_is_placed_and_explained(tmp_path, text, message):
    assert message in refused(tmp_path, text)[0].text("en")


def test_table_of_an_unknown_subject_is_checked_but_for_its_conditions(tmp_path):
    text = table("[mekong]", "{id: x, when: [yes], then: ▸true}").replace("subject: commune", "subject: ▸comune")
    assert len(refused(tmp_path, text)) == 2


# ── many mistakes, and one that is one ───────────────────────────────────────────────────────────


def test_all_mistakes_are_found_at_once_in_order(tmp_path):
    lines = [
        "{id: ▸A, cite: ▸1/QĐ, when: {▸x: 1}, then: yes}",
        "{id: b, cite: 861/QĐ-TTg, when: {households: ▸many}, then: ▸true}",
    ]
    problems = refused(tmp_path, rules(*lines, hit_policy="▸best", labels="{▸maybe: x}"))
    assert [problem.place.line for problem in problems] == [7, 9, 11, 11, 11, 12, 12]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("subject: commune", "subject: ▸comune"),
        ("concludes: group", "concludes: ▸code"),
        ("concludes: group", "concludes: ▸Group"),
    ],
)
def test_one_wrong_name_is_one_problem(tmp_path, one, two):
    used = "".join(
        f"      - {{id: r{at}, cite: {NUMBER}, when: {{group: x, households: {at}}}, then: yes}}\n" for at in range(20)
    )
    first = rules(
        "{id: one, cite: 03/2023/TT-BTTTT, when: {households: 1}, then: x}",
        id="b",
        concludes="group",
        otherwise="{then: none, cite: 03/2023/TT-BTTTT}",
    )
    second = rules(YES, concludes="fine").partition("rule_sets:\n")[2].partition("  rules:\n")[0]
    text = first.replace(one, two) + second + "  rules:\n" + used.replace("      -", "  -")
    if "concludes" in one:
        word = two.partition("▸")[2]
        text = text.replace("group: x", f"{word}: x") if word == "Group" else text.replace("group: x, ", "")
    assert len(refused(tmp_path, text)) == 1


@pytest.mark.parametrize("then", ["▸true", "▸a|b", "▸unknown"])
def test_wrong_value_is_not_blamed_on_those_who_test_for_the_right_one(tmp_path, then):
    first = rules(
        YES.replace("then: yes", f"then: {then}"),
        id="b",
        concludes="group",
        otherwise=f"{{then: none, cite: {NUMBER}}}",
    )
    second = rules(YES.replace("support_points: 0", "group: right")).partition("rule_sets:\n")[2]
    assert len(refused(tmp_path, first + second)) == 1


def test_misspelt_conclusion_is_reported_once_with_its_lines(tmp_path):
    used = [f"{{id: r{at}, cite: {NUMBER}, when: {{{'▸' if not at else ''}group: x}}, then: yes}}" for at in range(15)]
    problems = refused(tmp_path, rules(*used))
    assert "“group” (also on line 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22)" in problems[0].text("en")
    assert "(cả ở dòng 11, 12" in problems[0].text("vi")


def test_two_rule_sets_for_one_attribute_are_refused(tmp_path):
    first = rules(YES)
    second = rules(YES, id="b").partition("rule_sets:\n")[2].replace("concludes: eligible", "concludes: ▸eligible")
    problems = refused(tmp_path, first + second)
    assert f"“eligible” of commune is concluded already at rules/{FOLDER}/2023-05-30.yaml:6:14" in problems[0].text(
        "en"
    )


def test_rule_sets_in_a_circle_are_refused(tmp_path):
    first = rules("{id: one, cite: 03/2023/TT-BTTTT, when: {b: yes}, then: yes}", concludes="a").replace(
        "- id: a", "- ▸id: a"
    )
    second = rules("{id: one, cite: 03/2023/TT-BTTTT, when: {a: yes}, then: yes}", id="b", concludes="b").partition(
        "rule_sets:\n"
    )[2]
    problems = refused(tmp_path, first + second)
    assert problems[0].text("en").endswith(f"conclusions in a circle: {NUMBER} a → {NUMBER} b → {NUMBER} a")


def test_rule_set_that_needs_itself_is_a_circle(tmp_path):
    text = rules("{id: one, cite: 03/2023/TT-BTTTT, when: {eligible: no}, then: yes}").replace("- id: a", "- ▸id: a")
    assert "in a circle" in refused(tmp_path, text)[0].text("en")


def test_long_circle_is_shown_short():
    assert shown_circle(tuple("abcdefghijklma")) == "a → b → c → d → e → f → g → h → i → j → … → a"


def test_circles_and_orders_of_deep_graphs_need_no_recursion():
    names = [str(number) for number in range(20_000)]
    chain = {name: [following] for name, following in pairwise(names)} | {names[-1]: []}
    assert list(circles(chain)) == []
    assert topological_order(chain) == names[::-1]
    assert len(next(circles({**chain, names[-1]: ["0"]}))) == 20_001


def test_every_back_edge_is_not_reported_without_end():
    names = [str(number) for number in range(300)]
    assert len(list(circles(dict.fromkeys(names, names)))) == 20


def test_mistakes_are_told_in_both_languages(tmp_path):
    with pytest.raises(RuleError) as found:
        loaded(tmp_path, rules(YES.replace("then: yes", "them: yes"), otherwise=""))
    assert found.value.text("vi").splitlines() == [
        f"rules/{FOLDER}/2023-05-30.yaml:4:3: thiếu khóa “otherwise”: kết luận khi không quy tắc nào áp dụng",
        f"rules/{FOLDER}/2023-05-30.yaml:9:68: khóa “them” không dùng được ở đây; cần id, cite, when, then, title, exception_to, formalised, question; có phải là then?",
    ]


# ── the shipped rules ────────────────────────────────────────────────────────────────────────────

SHIPPED = [
    ("861/QĐ-TTg", date(2021, 6, 4), date(2025, 12, 31)),
    ("612/QĐ-UBDT", date(2021, 9, 16), date(2025, 12, 31)),
    ("33/2020/QĐ-TTg", date(2020, 12, 31), None),
    ("03/2023/TT-BTTTT", date(2023, 5, 30), date(2025, 12, 31)),
]


@pytest.mark.parametrize(("number", "first", "last"), SHIPPED)
def test_shipped_instrument_is_in_force_from_its_first_day_to_its_last(number, first, last):
    day = (last or date(2200, 1, 1)).toordinal()
    for as_of in (first, date.fromordinal(day)):
        assert load_rules(number, as_of).number == number
    for as_of in (date.fromordinal(first.toordinal() - 1), *((date.fromordinal(day + 1),) if last else ())):
        with pytest.raises(RuleError, match=f"not in force on {as_of}"):
            load_rules(number, as_of)


@pytest.mark.parametrize(
    ("as_of", "ids"), [(date(2024, 7, 29), ["listed"]), (date(2024, 7, 30), ["listed", "delisted"])]
)
def test_shipped_list_of_villages_changes_on_its_day(as_of, ids):
    law = load_rules("612/QĐ-UBDT", as_of)
    assert [rule.id for rule in only(law).rules] == ids
    assert only(load_rules("612/QĐ-UBDT", as_of)).instrument == "612/QĐ-UBDT"


def test_shipped_circular_brings_what_it_uses_in_order():
    law = load_rules(NUMBER, AS_OF)
    names = [
        "861/QĐ-TTg region",
        "612/QĐ-UBDT specially-difficult",
        f"{NUMBER} support-group",
        f"{NUMBER} eligible",
        f"{NUMBER} site",
    ]
    assert [rule_set.name for rule_set in law.rule_sets] == names
    assert [(listing.gives, listing.of, listing.absent) for listing in law.listings] == [
        ("listed_region", "commune", None),
        ("listed_specially_difficult", "village", False),
    ]


def test_shipped_criteria_say_what_the_articles_say():
    law = load_rules("33/2020/QĐ-TTg", AS_OF)
    thresholds = {
        name.partition(" ")[2]: (found.value, [one.value for one in found.variants])
        for name, found in law.thresholds.items()
    }
    assert thresholds == {
        "minority_share": (Decimal("0.15"), []),
        "poor_share": (Decimal("0.2"), [Decimal("0.15")]),
        "poor_share_lower": (Decimal("0.15"), [Decimal("0.12")]),
        "village_poor_share": (Decimal("0.2"), [Decimal("0.15")]),
        "village_poor_share_lower": (Decimal("0.15"), [Decimal("0.12")]),
    }
    tests = {
        (str(leaf.observed), test.op.value, str(getattr(test.operands[0], "value", "")))
        for rule_set in law.rule_sets
        for rule in rule_set.rules
        for leaf in leaves(rule.when)
        for test in leaf.tests
    }
    expected = [
        (Fact("poor_minority_households"), Op.MORE_THAN, "150"), (Fact("poor_minority_households"), Op.MORE_THAN, "30"),
        (Ratio("poor_minority_households", "poor_households"), Op.MORE_THAN, "0.6"),
        (Ratio("illiterate_minority_adults", "minority_adults"), Op.AT_LEAST, "0.2"),
        (Ratio("untrained_workers", "workers"), Op.MORE_THAN, "0.8"), (Fact("road_to_district_km"), Op.MORE_THAN, "20"),
        (Ratio("unpaved_road_km", "road_to_district_km"), Op.MORE_THAN, "0.5"),
        (Ratio("poor_households", "households"), Op.LESS_THAN, "0.1"),
        (Ratio("households_off_grid", "households"), Op.MORE_THAN, "0.3"),
    ]  # fmt: skip
    assert {(str(observed), op.value, value) for observed, op, value in expected} <= tests
    assert {rule_set.concludes.name for rule_set in law.rule_sets} == {
        "in_scope",
        "region_by_criteria",
        "specially_difficult_by_criteria",
    }
    assert set(law.of("commune")[-1].concludes.domain) == {"I", "II", "III", None}


def test_shipped_rules_are_cited_and_titled():
    for number, _, last in SHIPPED:
        for rule_set in load_rules(number, last or AS_OF).rule_sets:
            assert all(rule.cite and rule.title.vi != rule.id for rule in rule_set.rules)
            assert rule_set.otherwise
            assert rule_set.otherwise.cite
    assert (shipped_rules() / "instruments.yaml").is_file()


def test_marks_are_where_they_stand():
    assert marked("ab▸c\n▸d▸e") == ("abc\nde", [(1, 3), (2, 1), (2, 2)])


def test_effective_period_includes_both_ends():
    period = Period(date(2021, 6, 4), date(2025, 12, 31))
    assert date(2021, 6, 4) in period
    assert date(2025, 12, 31) in period
    assert date(2026, 1, 1) not in period
