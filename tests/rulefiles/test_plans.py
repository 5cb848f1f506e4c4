"""Plans: every key in both languages, the planner's choices, assumptions, and every mistake in its place."""

from datetime import date
from decimal import Decimal

import pytest

from eligibility.model import Assumption, Citation, Deadline, Fact, Key, Leaf, Limit, Literal, Op, Quota, Test
from eligibility.rulefiles import load_plan, shipped_rules
from eligibility.sources import RuleError, Text
from tests.rulefiles.cases import FILE, NUMBER, marked, rules, written

CITE = (Citation("92/KH-STTTT"),)
PLAN_FILE, CHOICES_FILE, ASSUME_FILE = (f"92-kh-stttt/{name}.yaml" for name in ("2023-07-05", "choices", "assume"))
LAW = rules(
    "{id: one, cite: 03/2023/TT-BTTTT, when: {listed_region: III}, then: yes}",
    "{id: asked, cite: 03/2023/TT-BTTTT, exception_to: one, formalised: false, question: Thế nào?, when: {mekong_delta: yes}, then: no}",
    id="eligible",
)
PLAN = """
plan: 92/KH-STTTT
title: {vi: Kế hoạch, en: Plan}
register: units/2023-05-07
subject: commune
scope: {province_code: "24"}
eligible: {rule_set: 03/2023/TT-BTTTT eligible, is: yes}
quota: {at_least: 3, at_most: 4, cite: 92/KH-STTTT}
per_subject: {at_most: 1, cite: [92/KH-STTTT, 03/2023/TT-BTTTT]}
limits:
  - {for_each: district_code, at_most: 2, cite: 92/KH-STTTT}
deadlines:
  - {id: set-up, title: {vi: Xong, en: Done}, from: 2023-07-01, to: 2023-12-31, cite: 92/KH-STTTT}
notes:
  - {cite: 92/KH-STTTT, vi: Ghi chú, en: Note}
"""
CHOICES = """
plan: 92/KH-STTTT
chosen_by: Sở
chosen_on: 2023-07-06
order:
  - {key: listed_region, sequence: [III, II, none], unknown: last, reason: {vi: a, en: b}}
  - {key: regional_allowance, descending: yes, reason: {vi: a, en: b}}
  - {key: {ratio: poor_households, of: households}, descending: yes, unknown: last, reason: {vi: a, en: b}}
  - {key: code, reason: {vi: a, en: b}}
limits:
  - {for_each: district, at_most: 2, reason: {vi: a, en: b}}
answers:
  - {rule: 03/2023/TT-BTTTT eligible asked, holds: no, reason: {vi: a, en: b}}
"""
ASSUME = """
plan: 92/KH-STTTT
assume:
  - id: allowance
    subject: commune
    when: {regional_allowance: {at_least: 0.2}}
    then: {listed_region: III, new_rural_since: none, support_points: 0, mekong_delta: no}
    compare: {attribute: listed_region, value: III, instrument: 861/QĐ-TTg}
    reason: {vi: a, en: b}
"""
VIETNAMESE = {
    PLAN_FILE: """
kế hoạch: 92/KH-STTTT
tên: {vi: Kế hoạch, en: Plan}
danh bạ: units/2023-05-07
đối tượng: commune
phạm vi: {province_code: "24"}
đủ điều kiện: {bộ quy tắc: 03/2023/TT-BTTTT eligible, là: có}
chỉ tiêu: {ít nhất: 3, nhiều nhất: 4, căn cứ: 92/KH-STTTT}
mỗi đối tượng: {nhiều nhất: 1, căn cứ: [92/KH-STTTT, 03/2023/TT-BTTTT]}
giới hạn:
  - {cho mỗi: district_code, nhiều nhất: 2, căn cứ: 92/KH-STTTT}
thời hạn:
  - {mã: set-up, tên: {vi: Xong, en: Done}, từ ngày: 01/07/2023, đến ngày: 31/12/2023, căn cứ: 92/KH-STTTT}
ghi chú:
  - {căn cứ: 92/KH-STTTT, vi: Ghi chú, en: Note}
""",
    CHOICES_FILE: """
kế hoạch: 92/KH-STTTT
người chọn: Sở
ngày chọn: 2023-07-06
thứ tự:
  - {khoá: listed_region, trình tự: [III, II, không có], chưa biết: sau cùng, lí do: {vi: a, en: b}}
  - {khóa: regional_allowance, giảm dần: có, lý do: {vi: a, en: b}}
  - {khóa: {tỷ lệ: poor_households, của: households}, giảm dần: có, chưa biết: sau cùng, lý do: {vi: a, en: b}}
  - {khóa: code, lý do: {vi: a, en: b}}
giới hạn:
  - {cho mỗi: district, nhiều nhất: 2, lý do: {vi: a, en: b}}
trả lời:
  - {quy tắc số: 03/2023/TT-BTTTT eligible asked, đúng: không, lý do: {vi: a, en: b}}
""",
    ASSUME_FILE: """
kế hoạch: 92/KH-STTTT
giả định:
  - mã: allowance
    đối tượng: commune
    khi: {regional_allowance: {ít nhất: 0.2}}
    thì: {listed_region: III, new_rural_since: không có, support_points: 0, mekong_delta: không}
    đối chiếu: {thuộc tính: listed_region, giá trị: III, văn bản: 861/QĐ-TTg}
    lý do: {vi: a, en: b}
""",
}
WHOLE = {FILE: LAW, PLAN_FILE: PLAN, CHOICES_FILE: CHOICES, ASSUME_FILE: ASSUME}


def plan(tmp_path, **changed):
    files = {
        **WHOLE,
        **{
            {"plan": PLAN_FILE, "choices": CHOICES_FILE, "assume": ASSUME_FILE, "law": FILE}[name]: text
            for name, text in changed.items()
        },
    }
    return load_plan(written(tmp_path, files) / "92-kh-stttt", assume=True)


def test_every_key_of_a_plan_reaches_it(tmp_path):
    loaded = plan(tmp_path)
    found = loaded.plan
    assert (found.number, found.title, found.register, found.subject) == (
        "92/KH-STTTT",
        Text("Kế hoạch", "Plan"),
        "units/2023-05-07",
        "commune",
    )
    assert found.scope == Leaf(Fact("province_code"), (Test(Op.IS, (Literal("24"),)),))
    assert (found.attribute, found.value, found.quota) == ("eligible", True, Quota(3, 4, CITE))
    assert found.per_subject == Quota(0, 1, (*CITE, Citation(NUMBER)))
    assert found.deadlines == (Deadline("set-up", Text("Xong", "Done"), date(2023, 7, 1), date(2023, 12, 31), CITE),)
    assert found.notes == ((CITE[0], Text("Ghi chú", "Note")),)
    assert loaded.limits == (Limit("district_code", 2, CITE), Limit("district", 2, (), Text("a", "b")))
    assert loaded.choices.order == (
        Key("listed_region", None, False, ("III", "II", None), Text("a", "b")),
        Key("regional_allowance", None, True, (), Text("a", "b")),
        Key("poor_households", "households", True, (), Text("a", "b")),
        Key("code", None, False, (), Text("a", "b")),
    )
    assert (loaded.choices.chosen_by, loaded.choices.chosen_on) == ("Sở", date(2023, 7, 6))
    (answer,) = loaded.law.answers.items()
    assert (answer[0], answer[1].holds, answer[1].by, answer[1].on) == (
        f"{NUMBER} eligible asked",
        False,
        "Sở",
        date(2023, 7, 6),
    )
    then = {"listed_region": "III", "new_rural_since": None, "support_points": 0, "mekong_delta": False}
    when = Leaf(Fact("regional_allowance"), (Test(Op.AT_LEAST, (Literal(Decimal("0.2")),)),))
    compare = ("listed_region", "III", "861/QĐ-TTg")
    assert loaded.assumptions == (Assumption("allowance", "commune", when, then, Text("a", "b"), compare),)
    assert loaded.law.as_of == date(2023, 7, 5)


def test_plan_in_vietnamese_is_the_same(tmp_path):
    one = plan(tmp_path / "en")
    root = written(tmp_path / "vi", {**WHOLE, **VIETNAMESE})
    two = load_plan(root / "92-kh-stttt", assume=True)
    assert (two.plan, two.law, two.choices, two.assumptions) == (one.plan, one.law, one.choices, one.assumptions)


def test_assumptions_are_read_only_when_asked_for(tmp_path):
    root = written(tmp_path, {**WHOLE, ASSUME_FILE: "wrong: ["})
    assert load_plan(root / "92-kh-stttt").assumptions == ()
    (root / ASSUME_FILE).unlink()
    with pytest.raises(RuleError, match="there is no file of assumptions beside the plan"):
        load_plan(root / "92-kh-stttt", assume=True)


def test_assumption_may_compare_with_nothing(tmp_path):
    compared = "    compare: {attribute: listed_region, value: III, instrument: 861/QĐ-TTg}\n"
    assert plan(tmp_path, assume=ASSUME.replace(compared, "")).assumptions[0].compare is None


def test_choices_may_be_missing_or_left_blank(tmp_path):
    blank = "plan: 92/KH-STTTT\nchosen_by:\nchosen_on:\norder:\nlimits:\nanswers:\n"
    assert (
        plan(tmp_path / "a", choices=blank).choices
        == plan(tmp_path / "b", choices='plan: 92/KH-STTTT\nchosen_by: ""\nchosen_on: unknown').choices
    )
    root = written(tmp_path / "c", {FILE: LAW, PLAN_FILE: PLAN})
    assert load_plan(root / "92-kh-stttt").choices.chosen_by == ""


def test_plan_is_the_latest_not_after_the_date(tmp_path):
    later = PLAN.replace("at_least: 3", "at_least: 2")
    folder = written(tmp_path, {FILE: LAW, PLAN_FILE: PLAN, "92-kh-stttt/2024-01-01.yaml": later}) / "92-kh-stttt"
    found = [
        (load_plan(folder, day).plan.quota.at_least, load_plan(folder, day).law.as_of)
        for day in (date(2023, 12, 31), date(2024, 1, 1))
    ]
    assert found == [(3, date(2023, 12, 31)), (2, date(2024, 1, 1))]
    assert load_plan(folder).law.as_of == date(2024, 1, 1)
    assert load_plan(folder / "2023-07-05.yaml", date(2025, 1, 1)).law.as_of == date(2025, 1, 1)
    with pytest.raises(RuleError, match="there is no plan yet on 2023-07-04; expected 2023-07-05, 2024-01-01"):
        load_plan(folder, date(2023, 7, 4))


@pytest.mark.parametrize(
    ("files", "which", "message"),
    [
        ({}, "92-kh-stttt", "no file, folder or instrument"),
        ({"92-kh-stttt/choices.yaml": ""}, "92-kh-stttt", "rules/92-kh-stttt: the folder has no plan named by a date; expected 2023-07-05.yaml"),
        ({"92-kh-stttt/plan.yaml": PLAN}, "92-kh-stttt/plan.yaml", "rules/92-kh-stttt/plan.yaml: the file name is not a date; pass --as-of"),
        ({FILE: LAW}, FILE, f"rules/{FILE}: this file is not a plan; expected plan: 92/KH-STTTT"),
        ({PLAN_FILE: "["}, PLAN_FILE, f"rules/{PLAN_FILE}:1:2: YAML cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused(tmp_path, files, which, message):
    with pytest.raises(RuleError) as found:
        load_plan(written(tmp_path, files) / which)
    assert message in found.value.text("en")


def change(name, before, after):
    text = {"plan": PLAN, "choices": CHOICES, "assume": ASSUME}[name]
    assert before in text
    return name, text.replace(before, after, 1)


MISTAKES = [
    (*change("plan", "plan: 92", "plan: ▸93"), "there is no instrument “93/KH-STTTT” in instruments.yaml; did you mean 92/KH-STTTT?"),
    (*change("plan", "plan: 92/KH-STTTT", "plan: ▸379/KH-UBND"), "379/KH-UBND is in the folder 92-kh-stttt; expected 379-kh-ubnd"),
    (*change("plan", "subject: commune", "subject: ▸comune"), "there is no subject “comune”; expected commune, village, site, point; did you mean commune?"),
    (*change("plan", "03/2023/TT-BTTTT eligible", "▸03/2023/TT-BTTTT eligibel"), "there is no rule set “03/2023/TT-BTTTT eligibel”; expected 03/2023/TT-BTTTT eligible"),
    (*change("plan", "03/2023/TT-BTTTT eligible", "▸3/2023/TT-BTTTT eligible"), "there is no instrument “3/2023/TT-BTTTT”"),
    (*change("plan", "03/2023/TT-BTTTT eligible", "▸698/QĐ-TTg eligible"), "there are no rules of 698/QĐ-TTg"),
    (*change("plan", "{rule_set: 03/2023/TT-BTTTT eligible, is: yes}", "▸yes"), "this is a text; expected a map"),
    (*change("plan", "is: yes}", "is: ▸true}"), "“true” cannot be read; expected one of: yes, no; did you mean yes?"),
    (*change("plan", "is: yes}", "is: ▸[yes]}"), "this is a list; expected a plain value"),
    (*change("plan", "{rule_set: 03/2023/TT-BTTTT eligible, is: yes}", "▸{rule_set: 03/2023/TT-BTTTT eligible}"), "the key “is” is missing"),
    (*change("plan", "at_least: 3", "at_least: ▸5"), "at least 5, but at most 4"),
    (*change("plan", "at_most: 4", "at_most: ▸four"), "“four” cannot be read"),
    (*change("plan", "at_most: 4", "at_most: ▸-4"), "“-4” cannot be read"),
    (*change("plan", "at_least: 3, at_most: 4", "at_least: 0, at_most: ▸0"), "there is nothing to award; expected a number from 1"),
    (*change("plan", "per_subject: {at_most: 1", "per_subject: {at_most: ▸0"), "there is nothing to award; expected a number from 1"),
    (*change("plan", "{at_least: 3, at_most: 4, cite: 92/KH-STTTT}", "▸{at_least: 3, cite: 92/KH-STTTT}"), "the key “at_most” is missing"),
    (*change("plan", "{at_least: 3, at_most: 4, cite: 92/KH-STTTT}", "▸{at_least: 3, at_most: 4}"), "the key “cite” is missing"),
    (*change("plan", "quota: {at_least: 3, at_most: 4, cite: 92/KH-STTTT}", "▸quota:"), "the key “quota” is empty"),
    (*change("plan", "per_subject: {at_most: 1", "per_subject: ▸{at_most: 2"), "only one award for each subject can be allocated; expected 1"),
    (*change("plan", 'scope: {province_code: "24"}', "scope: ▸24"), "this is a text; expected a condition"),
    (*change("plan", "{province_code:", "{▸provinz_code:"), "commune has no attribute “provinz_code”; did you mean province_code?"),
    (*change("plan", "register: units/2023-05-07", "register: ▸../units"), "“../units” leaves the folder of the rules"),
    (*change("plan", "register: units/2023-05-07", "register: ▸/units"), "“/units” leaves the folder of the rules"),
    (*change("plan", "- {for_each: district_code, at_most: 2, cite: 92/KH-STTTT}", "- ▸{for_each: district_code, at_most: 2}"), "the key “cite” is missing"),
    (*change("plan", "- {for_each: district_code, at_most: 2, cite: 92/KH-STTTT}", "- ▸{for_each: district_code, at_most: 2, ▸reason: x}"), "the key “cite” is missing"),
    (*change("plan", "for_each: district_code", "for_each: ▸distrikt_code"), "commune has no attribute “distrikt_code”; did you mean district_code?"),
    (*change("plan", "for_each: district_code", "for_each: ▸households"), "households cannot form groups; expected a name, a code or a choice"),
    (*change("plan", "at_most: 2", "at_most: ▸x"), "“x” cannot be read"),
    (*change("plan", "to: 2023-12-31", "to: ▸2023-06-30"), "it ends before it begins (2023-07-01)"),
    (*change("plan", "to: 2023-12-31", "to: ▸31/11/2023"), "“31/11/2023” cannot be read"),
    (*change("plan", "notes:", "  - {id: ▸set-up, to: 2023-12-31, cite: 92/KH-STTTT}\nnotes:"), "the id “set-up” repeats"),
    (*change("plan", "notes:", "▸nots:"), "the key “nots” is not allowed here"),
    (*change("plan", "notes:", "▸order: []\nnotes:"), "the key “order” is not allowed here"),
    (*change("plan", "title:", "▸tên:"), "“tên” is a word of the other language"),
    (*change("choices", "plan: 92", "plan: ▸379/KH-UBND #"), "this file is of 379/KH-UBND, not of 92/KH-STTTT; did you mean 92/KH-STTTT?"),
    (*change("choices", "chosen_on: 2023-07-06", "chosen_on: ▸2023-13-01"), "“2023-13-01” cannot be read"),
    (*change("choices", "- {key: listed_region, sequence: [III, II, none],", "- ▸{key: listed_region,"), "the key “sequence” is missing: which value comes first; expected I, II, III, none"),
    (*change("choices", "[III, II, none]", "[III, ▸IV]"), "“IV” cannot be read; expected one of: I, II, III, none"),
    (*change("choices", "[III, II, none]", "[III, ▸III]"), "“III” repeats"),
    (*change("choices", "[III, II, none]", "[III, ▸[II]]"), "this is a list; expected a plain value"),
    (*change("choices", "[III, II, none]", "▸[]"), "the list is empty"),
    (*change("choices", "unknown: last", "unknown: ▸first"), "“first” is not allowed here; expected last"),
    (*change("choices", "key: regional_allowance", "key: ▸regional_alowance"), "did you mean regional_allowance?"),
    (*change("choices", "key: regional_allowance", "key: ▸[code]"), "this is a list; expected a plain value"),
    (*change("choices", "{key: regional_allowance, descending: yes,", "{key: regional_allowance, ▸sequence: [1],"), "“sequence” is for a choice alone"),
    (*change("choices", "descending: yes,", "descending: ▸true,"), "“true” is not allowed here; expected yes, no; did you mean yes?"),
    (*change("choices", "descending: yes,", "descending: ▸down,"), "“down” is not allowed here; expected yes, no"),
    (*change("choices", "ratio: poor_households", "ratio: ▸listed_region"), "listed_region is not a count or quantity"),
    (*change("choices", "{ratio: poor_households, of: households}", "▸{ratio: poor_households}"), "the key “of” is missing"),
    (*change("choices", "households}, descending: yes", "households}, ▸sequence: [1]"), "“sequence” is for a choice alone"),
    (*change("choices", "- {key: code, reason: {vi: a, en: b}}", "- ▸{key: code}"), "the key “reason” is missing"),
    (*change("choices", "- {key: code, reason: {vi: a, en: b}}", "- ▸{reason: x}"), "the key “key” is missing"),
    (*change("choices", "- {for_each: district, at_most: 2, reason: {vi: a, en: b}}", "- ▸{for_each: district, at_most: 2}"), "the key “reason” is missing"),
    (*change("choices", "rule: 03/2023/TT-BTTTT eligible asked", "rule: ▸03/2023/TT-BTTTT eligible one"), "there is no question that the law leaves open called “03/2023/TT-BTTTT eligible one”; expected 03/2023/TT-BTTTT eligible asked"),
    (*change("choices", "- {rule: 03/2023/TT-BTTTT eligible asked, ", "- {rule: 03/2023/TT-BTTTT eligible asked, holds: yes, reason: x}\n  - {rule: ▸03/2023/TT-BTTTT eligible asked, "), "is answered already"),
    (*change("choices", "- {rule: 03/2023/TT-BTTTT eligible asked, holds: no", "- ▸{rule: 03/2023/TT-BTTTT eligible asked"), "the key “holds” is missing"),
    (*change("choices", "- {rule: 03/2023/TT-BTTTT eligible asked, ", "- ▸{"), "the key “rule” is missing"),
    (*change("choices", "plan: 92/KH-STTTT\nchosen_by: Sở\n", "▸plan: 92/KH-STTTT\n"), "the key “chosen_by” is missing"),
    (*change("assume", "plan: 92", "plan: ▸379/KH-UBND #"), "this file is of 379/KH-UBND, not of 92/KH-STTTT"),
    (*change("assume", "subject: commune", "subject: ▸comune"), "there is no subject “comune”"),
    (*change("assume", "subject: commune", "subject: ▸[commune]"), "this is a list"),
    (*change("assume", "id: allowance", "id: ▸The Allowance"), "“The Allowance” cannot be an id"),
    (*change("assume", "{regional_allowance:", "{▸allowance:"), "commune has no attribute “allowance”"),
    (*change("assume", "{listed_region: III,", "{▸eligible: yes,"), "there is no fact “eligible”"),
    (*change("assume", "{listed_region: III,", "{▸code: 07615,"), "“code” says which subject it is and cannot be assumed"),
    (*change("assume", "{listed_region: III,", "{▸name: Xã A,"), "“name” says which subject it is and cannot be assumed"),
    (*change("assume", "{listed_region: III,", "{listed_region: ▸IV,"), "“IV” cannot be read"),
    (*change("assume", "{listed_region: III,", "{listed_region: ▸[III],"), "this is a list; expected a plain value"),
    (*change("assume", "then: {listed_region: III, new_rural_since: none, support_points: 0, mekong_delta: no}", "then: ▸{}"), "expected the facts that are assumed"),
    (*change("assume", "attribute: listed_region", "attribute: ▸region"), "commune has no attribute “region”"),
    (*change("assume", "value: III", "value: ▸IV"), "“IV” cannot be read"),
    (*change("assume", "value: III", "value: ▸[III]"), "this is a list; expected a plain value"),
    (*change("assume", "instrument: 861", "instrument: ▸862"), "there is no instrument “862/QĐ-TTg”"),
    (*change("assume", "compare: {attribute: listed_region, value: III, ", "compare: ▸{attribute: listed_region, "), "the key “value” is missing"),
    (*change("assume", "  - id: allowance", "  - id: allowance\n    ▸reasons: x"), "the key “reasons” is not allowed here"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "message"), MISTAKES, ids=range(len(MISTAKES)))
def test_mistake_in_a_plan_is_placed_and_explained(tmp_path, name, text, message):
    clean, places = marked(text)
    with pytest.raises(RuleError) as found:
        plan(tmp_path, **{name: clean})
    at = [(problem.place.line, problem.place.column) for problem in found.value.problems]
    assert at == places, found.value.text("en")
    assert message in found.value.text("en")
    assert all(problem.text("vi") for problem in found.value.problems)


def test_all_mistakes_of_a_plan_its_law_and_its_choices_are_found_at_once(tmp_path):
    with pytest.raises(RuleError) as found:
        plan(
            tmp_path,
            law=LAW.replace("then: yes}", "then: true}"),
            plan=PLAN.replace("at_most: 4", "at_most: x"),
            choices=CHOICES.replace("descending: yes", "descending: maybe"),
            assume=ASSUME.replace("III, new", "IV, new"),
        )
    files = [problem.place.file.removeprefix("rules/") for problem in found.value.problems]
    assert files == [FILE, PLAN_FILE, ASSUME_FILE, CHOICES_FILE, CHOICES_FILE]


def test_wrong_law_does_not_blame_the_choices(tmp_path):
    broken = LAW.replace("concludes: eligible", "concludes: code")
    choices = CHOICES.replace("key: code", "key: eligible, sequence: [yes]")
    with pytest.raises(RuleError) as found:
        plan(tmp_path, law=broken, choices=choices)
    assert [problem.what.en for problem in found.value.problems] == [
        "“code” is a fact of commune and cannot be concluded"
    ]


def test_plan_of_no_known_subject_leaves_its_choices_unread(tmp_path):
    with pytest.raises(RuleError) as found:
        plan(tmp_path, plan=PLAN.replace("subject: commune", "subject: town"), choices=CHOICES.replace("yes", "maybe"))
    assert len(found.value.problems) == 1


def test_link_to_choices_elsewhere_is_refused(tmp_path):
    root = written(tmp_path, {FILE: LAW, PLAN_FILE: PLAN})
    (tmp_path / "choices.yaml").write_text(CHOICES, encoding="utf-8")
    (root / CHOICES_FILE).symlink_to(tmp_path / "choices.yaml")
    with pytest.raises(RuleError, match=f"rules/{CHOICES_FILE}: this link leaves the folder"):
        load_plan(root / "92-kh-stttt")


def test_shipped_plan_says_what_was_read():
    loaded = load_plan("92/KH-STTTT", assume=True)
    assert (loaded.plan.quota, loaded.plan.per_subject and loaded.plan.per_subject.at_most) == (Quota(3, 4, CITE), 1)
    assert (loaded.plan.attribute, loaded.plan.value, loaded.plan.limits) == ("eligible", True, ())
    assert [(one.start, one.end) for one in loaded.plan.deadlines] == [(date(2023, 7, 1), date(2023, 12, 31))]
    assert loaded.plan.deadlines[0].met(date(2023, 12, 31))
    assert not loaded.plan.deadlines[0].met(date(2024, 1, 1))
    assert loaded.choices.chosen_by == ""
    assert [key.attribute for key in loaded.choices.order] == [
        "support_group",
        "regional_allowance",
        "poor_households",
        "code",
    ]
    assert list(loaded.law.answers) == [f"{NUMBER} support-group former-region"]
    assert [one.id for one in loaded.assumptions] == ["allowance"]
    assert loaded.root == str(shipped_rules().resolve())
