"""Loading: from a number, folder or file and a date to the law; `uses`, effective periods, vocabularies, and checking."""

import os
import pickle
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import attrs
import pytest

import eligibility as el
from eligibility.rulefiles import check_files, corpus, is_plan, load_plan, load_rules, shipped_rules
from eligibility.sources import RuleError
from tests.rulefiles.cases import AS_OF, FILE, FOLDER, NUMBER, marked, rules, written
from tests.work import calls

YES = f"{{id: one, cite: {NUMBER}, when: {{support_points: 0}}, then: yes}}"
REGION = """
instrument: 861/QĐ-TTg
in_force: {from: 2021-06-04, until: 2025-12-31}
rule_sets:
  - id: region
    subject: commune
    concludes: region
    rules:
      - {id: three, cite: 861/QĐ-TTg, when: {listed_region: III}, then: III}
    otherwise: {then: none, cite: 861/QĐ-TTg}
"""
REGION_FILE = "861-qd-ttg/2021-06-04.yaml"
USES = rules(YES.replace("support_points: 0", "region: III")).replace(
    "rule_sets:", "uses: {region: 861/QĐ-TTg}\nrule_sets:"
)


def problems(root, files, as_of=AS_OF, folder=FOLDER):
    """The problems of a folder, which must stand just where the marks in its files do."""
    clean = {name: marked(text) for name, text in files.items()}
    made = written(root, {name: text for name, (text, _) in clean.items()})
    with pytest.raises(RuleError) as found:
        load_rules(made / folder, as_of)
    expected = sorted((f"rules/{name}", *place) for name, (_, places) in clean.items() for place in places)
    at = [(one.place.file, one.place.line, one.place.column) for one in found.value.problems if one.place.line]
    assert at == expected, found.value.text("en")
    return found.value.text("en")


# ── finding ──────────────────────────────────────────────────────────────────────────────────────


def test_instrument_is_found_by_number_folder_or_file():
    folder = shipped_rules() / "861-qd-ttg"
    for which in ("861/QĐ-TTg", "861/qđ-ttg", folder, str(folder), folder / "2021-06-04.yaml"):
        assert load_rules(which, AS_OF).rule_sets == load_rules("861/QĐ-TTg", AS_OF).rule_sets


def test_relative_folder_is_found_from_where_one_stands(monkeypatch):
    monkeypatch.chdir(shipped_rules())
    assert load_rules("861-qd-ttg", AS_OF).number == "861/QĐ-TTg"


@pytest.mark.parametrize(
    ("which", "message"),
    [
        ("862/QĐ-TTg", "there is no file, folder or instrument “862/QĐ-TTg”; expected 33/2020/QĐ-TTg, 861/QĐ-TTg, 612/QĐ-UBDT, 03/2023/TT-BTTTT, 92/KH-STTTT; did you mean 861/QĐ-TTg?"),
        ("", "there is no file, folder or instrument “”"),
        ("nowhere/at/all", "there is no file, folder or instrument “nowhere/at/all”"),
        ("x" * 5_000, "there is no file, folder or instrument “xxx"),
        ("a\0b", "there is no file, folder or instrument “a"),
        ("698/QĐ-TTg", "there are no rules of 698/QĐ-TTg"),
        ("92/KH-STTTT", "rules/92-kh-stttt/2023-07-05.yaml: this file is a plan, not rules; expected eligibility allocate"),
        ("units", "rules/units: the folder has no rule file named by a date; expected 2023-05-30.yaml"),
    ],
)  # fmt: skip
def test_what_is_no_instrument_is_refused(which, message):
    with pytest.raises(RuleError) as found:
        load_rules(which, AS_OF)
    assert message in found.value.text("en")


def test_file_outside_any_root_is_read_beside_the_shipped_rules(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(USES, encoding="utf-8")
    assert [rule_set.id for rule_set in load_rules(path, AS_OF).rule_sets] == ["region", "a"]
    path.write_text("instrument: x", encoding="utf-8")
    with pytest.raises(RuleError, match=f"{path.as_posix()}:1:13: there is no instrument “x”"):
        load_rules(path, AS_OF)


def test_root_may_be_reached_by_a_link(tmp_path):
    root = written(tmp_path / "real", {FILE: USES, REGION_FILE: REGION})
    (tmp_path / "link").symlink_to(root)
    assert load_rules(tmp_path / "link" / FOLDER, AS_OF).number == NUMBER
    (root / FILE).write_text(USES.replace("then: yes", "then: true"), encoding="utf-8")
    with pytest.raises(RuleError, match=f"^rules/{FILE}:11:"):
        load_rules(tmp_path / "link" / FOLDER, AS_OF)


def test_shipped_rules_lie_in_the_package_or_beside_it(tmp_path, monkeypatch):
    package = tmp_path / "site" / "eligibility"
    (package / "rules").mkdir(parents=True)
    monkeypatch.setattr(corpus, "__file__", str(package / "rulefiles" / "corpus.py"))
    assert shipped_rules() == (package / "rules").resolve()


# ── what a file uses, and when it is in force ────────────────────────────────────────────────────


def test_used_instrument_is_taken_as_in_force_on_the_date(tmp_path):
    later = REGION.replace("2021-06-04, until: 2025-12-31", "2023-07-05").replace("id: three", "id: later")
    earlier = REGION.replace("until: 2025-12-31", "until: 2023-07-04")
    root = written(tmp_path, {FILE: USES, REGION_FILE: earlier, "861-qd-ttg/2023-07-05.yaml": later})
    taken = {
        as_of: load_rules(root / FOLDER, as_of).rule_sets[0].rules[0].id
        for as_of in (date(2023, 7, 4), date(2023, 7, 5))
    }
    assert taken == {date(2023, 7, 4): "three", date(2023, 7, 5): "later"}


USE_MISTAKES = [
    ({FILE: USES.replace("{region: 8", "{▸regoin: 8"), REGION_FILE: REGION}, "861/QĐ-TTg does not conclude “regoin”; expected region; did you mean region?"),
    ({FILE: USES.replace("region: 861", "▸region: 861")}, "there are no rules of 861/QĐ-TTg"),
    ({FILE: USES.replace("861/QĐ-TTg}", "▸861/QĐ-TTgg}"), REGION_FILE: REGION}, "there is no instrument “861/QĐ-TTgg”"),
    ({FILE: USES.replace("861/QĐ-TTg}", "▸861/QĐ-TTg Điều 1}"), REGION_FILE: REGION}, "only the number, without an article"),
    ({FILE: USES.replace("861/QĐ-TTg}", "▸[861/QĐ-TTg]}"), REGION_FILE: REGION}, "this is a list; expected a plain value"),
    ({FILE: USES.replace("{region: 861/QĐ-TTg}", "{▸region: }"), REGION_FILE: REGION}, "“region” is empty"),
    ({FILE: USES.replace("861/QĐ-TTg}", f"▸{NUMBER}}}"), REGION_FILE: REGION}, "a file does not use itself"),
    ({FILE: USES.replace("{region: 8", "{▸region: 8"), REGION_FILE: REGION.replace("2021-06-04, until: 2025-12-31", "2021-06-04, until: 2023-07-04")}, "861/QĐ-TTg is not in force on 2023-07-05; expected 2021-06-04 – 2023-07-04"),
    ({FILE: USES, REGION_FILE: REGION.replace("subject: commune", "subject: ▸comune")}, "there is no subject “comune”"),
    ({FILE: USES, REGION_FILE: REGION.replace("in_force: {from", "in_force: {▸form")}, "the key “form” is not allowed here; expected from, until; did you mean from?"),
    ({FILE: USES, REGION_FILE: REGION.replace("in_force: {from: 2021-06-04, ", "in_force: ▸{")}, "the key “from” is missing"),
    ({FILE: USES, REGION_FILE: REGION.replace("in_force: {", "in_force: ▸{").replace("2021-06-04,", "2021-06-05,")}, "the file is named 2021-06-04 but in force from 2021-06-05"),
    ({FILE: USES, REGION_FILE: REGION.replace("instrument: 861/QĐ-TTg", "instrument: ▸612/QĐ-UBDT")}, "612/QĐ-UBDT is in the folder 861-qd-ttg; expected 612-qd-ubdt"),
    ({FILE: USES, REGION_FILE: REGION, "861-qd-ttg/2025-12-31.yaml": REGION.replace("in_force: {", "in_force: ▸{").replace("2021-06-04,", "2025-12-31,")}, "the effective period overlaps that of 2021-06-04.yaml"),
    ({FILE: USES, REGION_FILE: REGION + "▸x: [}"}, ""),
    ({FILE: USES.replace("then: yes", "then: ▸true", 1), REGION_FILE: REGION.replace("then: III", "then: ▸true")}, "“true” cannot be concluded"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "message"), USE_MISTAKES, ids=range(len(USE_MISTAKES)))
def test_mistake_in_what_is_used_is_one_problem_in_its_place(tmp_path, files, message):
    if not message:
        files = {**files, REGION_FILE: REGION + "x: [▸}"}
        message = "YAML cannot be read"
    assert message in problems(tmp_path, files)


def test_circle_over_two_files_is_refused(tmp_path):
    region = REGION.replace("listed_region: III", "eligible: yes").replace(
        "rule_sets:", f"uses: {{eligible: {NUMBER}}}\nrule_sets:"
    )
    text = problems(tmp_path, {FILE: USES.replace("- id: a", "- ▸id: a"), REGION_FILE: region})
    assert f"conclusions in a circle: {NUMBER} a → 861/QĐ-TTg region → {NUMBER} a" in text


def test_attribute_concluded_by_two_files_is_refused(tmp_path):
    text = USES.replace("concludes: eligible", "concludes: region").replace(
        "region: III}, then: yes", "support_points: 0}, then: yes"
    )
    found = problems(tmp_path, {FILE: text, REGION_FILE: REGION.replace("concludes: region", "concludes: ▸region")})
    assert f"“region” of commune is concluded already at rules/{FILE}:7:14" in found


def test_attribute_of_another_file_must_be_named_under_uses(tmp_path):
    files = {FILE: USES.replace("{region: III}", "{all: [{region: III}, {▸other: yes}]}"), REGION_FILE: REGION}
    files[REGION_FILE] += (
        REGION.partition("rule_sets:\n")[2].replace("region", "other").replace("listed_other", "listed_region")
    )
    assert "commune has no attribute “other”" in problems(tmp_path, files)


def test_one_missing_instrument_does_not_blame_those_who_use_it(tmp_path):
    lines = [f"{{id: r{at}, cite: {NUMBER}, when: {{region: III}}, then: yes}}" for at in range(10)]
    text = rules(*lines, id="b").replace("rule_sets:", "uses: {▸region: 861/QĐ-TTg}\nrule_sets:")
    assert problems(tmp_path, {FILE: text}).count("\n") == 0


@pytest.mark.slow
def test_long_chain_of_uses_needs_no_recursion(tmp_path):
    count = 600
    table = "".join(f"  - {{number: {at}/X, title: x}}\n" for at in range(count))
    files = {"instruments.yaml": f"instruments:\n{table}"}
    for at in range(count):
        when = f"{{a{at + 1}: yes}}" if at + 1 < count else "{support_points: 0}"
        uses = f"uses: {{a{at + 1}: {at + 1}/X}}\n" if at + 1 < count else ""
        files[f"{at}-x/2020-01-01.yaml"] = (
            f"instrument: {at}/X\nin_force: {{from: 2020-01-01}}\n{uses}rule_sets:\n  - {{id: a, subject: commune, "
            f"concludes: a{at}, rules: [{{id: a, cite: {at}/X, when: {when}, then: yes}}], otherwise: {{then: no, cite: {at}/X}}}}\n"
        )
    law = load_rules(written(tmp_path, files) / "0-x", AS_OF)
    assert [rule_set.concludes.name for rule_set in law.rule_sets] == [f"a{at}" for at in reversed(range(count))]


def test_file_not_in_force_on_the_date_is_refused(tmp_path):
    root = written(tmp_path, {REGION_FILE: REGION})
    for as_of in (date(2021, 6, 3), date(2026, 1, 1)):
        for which in (root / "861-qd-ttg", root / REGION_FILE):
            with pytest.raises(
                RuleError, match=f"861/QĐ-TTg is not in force on {as_of}; expected 2021-06-04 – 2025-12-31"
            ):
                load_rules(which, as_of)
    assert load_rules(root / REGION_FILE, date(2021, 6, 4)).as_of == date(2021, 6, 4)


@pytest.mark.parametrize("name", ["9999-99-99.yaml", "2021-06-05.yaml"])
def test_file_is_named_by_its_first_day(tmp_path, name):
    with pytest.raises(RuleError, match=f"the file is named {name[:10]} but in force from 2021-06-04"):
        load_rules(written(tmp_path, {f"861-qd-ttg/{name}": REGION}) / "861-qd-ttg" / name, AS_OF)


def test_link_out_of_the_folder_is_no_file_of_it(tmp_path):
    root = written(tmp_path, {FILE: USES, "861-qd-ttg/x.txt": ""})
    outside = tmp_path / "secret.yaml"
    outside.write_text(REGION, encoding="utf-8")
    (root / REGION_FILE).symlink_to(outside)
    with pytest.raises(RuleError, match=f"rules/{REGION_FILE}: this link leaves the folder"):
        load_rules(root / FOLDER, AS_OF)


# ── the table of instruments ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["", "instruments: []", "instrument: x", "[x]", "instruments:\n  - {numbr: 861/QĐ-TTg}", "}"]
)
def test_wrong_table_of_instruments_does_not_blame_every_citation(tmp_path, text):
    root = written(tmp_path, {FILE: USES, REGION_FILE: REGION, "instruments.yaml": text})
    with pytest.raises(RuleError) as found:
        load_rules(root / FOLDER, AS_OF)
    assert {problem.place.file for problem in found.value.problems} <= {"rules/instruments.yaml"}, found.value.text()


# ── vocabularies ─────────────────────────────────────────────────────────────────────────────────

SCHOOLS = """
subjects:
  commune:
    attributes:
      border: {type: yes_no, title: {vi: Xã biên giới, en: Border commune}}
    relations:
      schools: {of: school, back: commune, title: {vi: Trường, en: Schools}}
  school:
    title: {vi: Trường, en: School}
    attributes:
      pupils: {type: count, unit: {vi: học sinh, en: pupils}}
      boarders: {type: count, part_of: pupils, step: 5}
      level: {type: choice, choices: [primary, secondary], nullable: yes}
      number: {type: code, width: 4}
"""
SCHOOL_RULES = rules(
    f"{{id: one, cite: {NUMBER}, when: {{border: yes, count: schools}}, then: yes}}".replace("border: yes, count: schools", "all: [{border: yes}, {some: schools, where: {boarding: yes, commune: {border: yes}}}]"),
) + rules(
    f"{{id: two, cite: {NUMBER}, when: {{ratio: boarders, of: pupils, at_least: 50%}}, then: yes}}", id="b", subject="school", concludes="boarding"
).partition("rule_sets:\n")[2]  # fmt: skip


@pytest.mark.parametrize("name", ["vocabulary.yaml", f"{FOLDER}/vocabulary.yaml"])
def test_declared_subjects_are_classes_for_rules_and_decisions(tmp_path, name):
    law = load_rules(written(tmp_path, {FILE: SCHOOL_RULES, name: SCHOOLS}) / FOLDER, AS_OF)
    commune, school = law.vocabulary["commune"].cls, law.vocabulary["school"].cls
    assert school.__name__ == "School"
    assert attrs.fields_dict(commune).keys() >= {"border", "schools", "schools_complete", "villages", "households"}
    one = school(pupils=10, boarders=5, level=None, number="0001")
    decisions = el.decide(law, commune(border=True, schools=(one,)))
    assert decisions["eligible"].value is True
    assert el.decide(law, one)["boarding"].value is True
    with pytest.raises(el.FactError):
        school(pupils=1, boarders=2)


def test_vocabulary_in_vietnamese_is_the_same(tmp_path):
    words = {"subjects": "các đối tượng", "attributes": "các thuộc tính", "relations": "các quan hệ", "type": "kiểu", "title": "tên", "unit": "đơn vị",
             "part_of": "một phần của", "step": "bước", "choices": "lựa chọn", "nullable": "có thể không có", "width": "số chữ số", "of": "của", "back": "thuộc về"}  # fmt: skip
    text = SCHOOLS.replace("nullable: yes", "nullable: có")
    for english, vietnamese in words.items():
        for before in (" ", "{", "\n"):
            text = text.replace(f"{before}{english}: ", f"{before}{vietnamese}: ").replace(
                f"{before}{english}:\n", f"{before}{vietnamese}:\n"
            )
    laws = [
        load_rules(written(tmp_path / lang, {FILE: SCHOOL_RULES, "vocabulary.yaml": vocabulary}) / FOLDER, AS_OF)
        for lang, vocabulary in (("en", SCHOOLS), ("vi", text))
    ]
    kinds = [[(kind.title, kind.attributes, kind.relations) for kind in law.vocabulary.values()] for law in laws]
    assert kinds[0] == kinds[1]
    assert laws[0].rule_sets == laws[1].rule_sets


def test_law_with_a_vocabulary_can_be_pickled(tmp_path):
    law = load_rules(NUMBER, AS_OF)
    assert pickle.loads(pickle.dumps(law)) == law
    root = written(tmp_path, {FILE: SCHOOL_RULES, "vocabulary.yaml": SCHOOLS})
    law = load_rules(root / FOLDER, AS_OF)
    assert pickle.loads(pickle.dumps(law)) == law
    assert load_rules(root / FOLDER, AS_OF).vocabulary["school"].cls is law.vocabulary["school"].cls


VOCABULARY_MISTAKES = [
    ("subjects: {▸Town: {title: x}}", "“Town” cannot be a name"),
    ("subjects: {▸class: {title: x}}", "“class” cannot be a name"),
    ("subjects: {town: {attributes: {▸class: {type: count}}}}", "“class” cannot be a name"),
    ("subjects: {town: {attributes: {▸self: {type: count}}}}", "“self” cannot be a name"),
    ("subjects: {town: {attributes: {▸_a: {type: count}}}}", "“_a” cannot be a name"),
    ("subjects: {town: {attributes: {▸count: {type: count}}}}", "“count” cannot be a name"),
    ("subjects: {town: {attributes: {a: ▸{title: x}}}}", "the key “type” is missing"),
    ("subjects: {town: {attributes: {a: {type: ▸number}}}}", "there is no type “number”; expected yes_no, count, quantity, share, date, text, code, choice"),
    ("subjects: {town: {attributes: {a: {type: count, ▸widht: 3}}}}", "the key “widht” is not allowed here"),
    ("subjects: {town: {attributes: {a: {type: ▸choice}}}}", "the type choice, and it alone, has “choices”"),
    ("subjects: {town: {attributes: {a: {type: ▸count, choices: [x]}}}}", "the type choice, and it alone"),
    ("subjects: {town: {attributes: {a: {type: choice, choices: ▸[]}}}}", "the list is empty"),
    ("subjects: {town: {attributes: {a: {type: choice, choices: [x, ▸x]}}}}", "“x” cannot be a choice"),
    ("subjects: {town: {attributes: {a: {type: choice, choices: [x, ▸none]}}}}", "“none” cannot be a choice"),
    ("subjects: {town: {attributes: {a: {type: choice, choices: [x, ▸true]}}}}", "“true” cannot be a choice"),
    ("subjects: {town: {attributes: {a: {type: choice, choices: [x, ▸a|b]}}}}", "“a|b” cannot be a choice"),
    ("subjects: {town: {attributes: {a: {type: choice, choices: [x, ▸[y]]}}}}", "this is a list; expected a plain value"),
    ("subjects: {town: {attributes: {a: {type: code, width: ▸0}}}}", "“0” is not allowed here; expected the type code, 1 to 30 digits"),
    ("subjects: {town: {attributes: {a: {type: code, width: ▸99999999999}}}}", "“99999999999” is not allowed here"),
    ("subjects: {town: {attributes: {a: {type: code, width: ▸x}}}}", "“x” cannot be read"),
    ("subjects: {town: {attributes: {a: {type: code, width: ▸unknown}}}}", "“unknown” cannot be read"),
    ("subjects: {town: {attributes: {a: {type: count, width: ▸3}}}}", "expected the type code"),
    ("subjects: {town: {attributes: {a: {type: count, step: ▸0}}}}", "“0” cannot be read"),
    ("subjects: {town: {attributes: {a: {type: count, step: ▸x}}}}", "“x” cannot be read"),
    ("subjects: {town: {attributes: {a: {type: count, step: ▸unknown}}}}", "“unknown” cannot be read"),
    ("subjects: {town: {attributes: {a: {type: count, nullable: ▸maybe}}}}", "“maybe” is not allowed here"),
    ("subjects: {town: {attributes: {a: {type: count, nullable: ▸true}}}}", "“true” is not allowed here; expected yes, no; did you mean yes?"),
    ("subjects: {town: {attributes: {a: {type: count, part_of: ▸b}}}}", "there is no attribute of the same type “b”"),
    ("subjects: {town: {attributes: {a: {type: count, part_of: ▸a}}}}", "there is no attribute of the same type “a”"),
    ("subjects: {town: {attributes: {a: {type: count, part_of: ▸b}, b: {type: date}}}}", "there is no attribute of the same type “b”"),
    ("subjects: {town: {attributes: {a: {type: text, part_of: ▸b}, b: {type: text}}}}", "“a” is not a number"),
    ("subjects: {commune: {attributes: {▸households: {type: count}}}}", "“households” exists already"),
    ("subjects: {commune: {attributes: {▸villages: {type: count}}}}", "“villages” exists already"),
    ("subjects: {commune: {attributes: {▸villages_complete: {type: count}}}}", "“villages_complete” exists already"),
    ("subjects: {town: {relations: {▸Parts: {of: village, back: town}}}}", "“Parts” cannot be a name"),
    ("subjects: {town: {relations: {parts: {of: ▸vilage, back: town}}}}", "there is no subject “vilage”"),
    ("subjects: {town: {relations: {parts: {of: village, back: ▸all}}}}", "“all” cannot be a name"),
    ("subjects: {town: {relations: {parts: ▸{of: village}}}}", "the key “back” is missing"),
    ("subjects: {town: {relations: {parts: {of: village, back: ▸road}}}}", "village has a “road” already"),
    ("subjects: {town: {relations: {parts: {of: village, back: ▸commune}}}}", "village has a “commune” already"),
    ("subjects: {commune: {relations: {▸villages: {of: site, back: place}}}}", "commune has a “villages” already"),
    ("subjects: {town: {attributes: ▸[a]}}", "this is a list; expected a map"),
    ("subjects: ▸[town]", "this is a list; expected a map"),
    ("▸subject: x", "did you mean subjects?"),
    ("▸other: x", "the key “subjects” is missing"),
    ("subjects: {a: 1, ▸a: 2}", "the key “a” repeats"),
    ("▸[]", "this is a list"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), VOCABULARY_MISTAKES, ids=range(len(VOCABULARY_MISTAKES)))
def test_mistake_in_a_vocabulary_is_placed_and_explained(tmp_path, text, message):
    if text.startswith("▸other"):
        text = "▸" + text
    assert message in problems(tmp_path, {FILE: rules(YES), "vocabulary.yaml": text})


# ── plans or rules, and checking ─────────────────────────────────────────────────────────────────


def test_plan_is_told_from_rules(tmp_path):
    root = shipped_rules()
    assert is_plan(root / "92-kh-stttt")
    assert is_plan(root / "92-kh-stttt" / "2023-07-05.yaml")
    assert not is_plan(root / "861-qd-ttg")
    assert not is_plan(root / "units")
    assert not is_plan(tmp_path / "nowhere")
    for name, text, expected in (
        ("a", "kế hoạch: x\nđối tượng: y", True),
        ("b", "[", False),
        ("c", "- plan", False),
        ("d", "", False),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert is_plan(tmp_path / name) is expected


def test_shipped_rules_have_no_problem():
    root = shipped_rules()
    assert check_files([root]) == ()
    assert check_files([*sorted(root.glob("*.yaml")), *sorted(root.glob("*/*.yaml"))]) == ()
    assert check_files(sorted(folder for folder in root.iterdir() if any(folder.glob("2*.yaml")))) == ()


def test_check_finds_the_problems_of_all_files_once_in_order(tmp_path):
    root = written(
        tmp_path,
        {
            FILE: USES.replace("then: yes", "then: true", 1),
            REGION_FILE: REGION.replace("then: III", "then: true"),
            "861-qd-ttg/2022-01-01.yaml": REGION.replace("2021-06-04", "2022-01-01").replace(
                "then: none", "them: none"
            ),
            "vocabulary.yaml": "subjects: {Town: {}}",
            "92-kh-stttt/2023-07-05.yaml": "plan: 92/KH-STTTT",
            "92-kh-stttt/choices.yaml": "plan: 92/KH-STTTT\nchosen_bye: x",
            "empty/readme.txt": "",
        },
    )
    found = check_files([root])
    assert [problem.place.file.removeprefix("rules/") for problem in found] == [
        FILE, REGION_FILE, "861-qd-ttg/2022-01-01.yaml", "861-qd-ttg/2022-01-01.yaml",
        "92-kh-stttt/2023-07-05.yaml", "92-kh-stttt/2023-07-05.yaml", "92-kh-stttt/2023-07-05.yaml", "vocabulary.yaml",
    ]  # fmt: skip
    assert check_files([root, root / FILE, *sorted(root.glob("*/*.yaml"))]) == found


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("instruments.yaml", "instruments: [{number: 1/A}]", "rules/instruments.yaml:1:15: the key “title” is missing"),
        ("vocabulary.yaml", "subjects: {Town: {}}", "rules/vocabulary.yaml:1:12: “Town” cannot be a name"),
        (
            REGION_FILE,
            REGION.replace("in_force: {from: 2021-06-04, until: 2025-12-31}\n", ""),
            "the key “in_force” is missing",
        ),
        (REGION_FILE, "[", f"rules/{REGION_FILE}:1:2: YAML cannot be read"),
        ("other.yaml", "a: 1", "rules/other.yaml:1:1: the key “a” is not allowed here"),
        ("91-x/plan.yaml", "plan: 92/KH-STTTT", "rules/91-x/plan.yaml: the file name is not a date; pass --as-of"),
        ("nowhere.yaml", None, "there is no such file or folder"),
    ],
)
def test_check_of_one_file_says_what_is_wrong_with_it(tmp_path, name, text, message):
    root = written(tmp_path, {name: text} if text is not None else {})
    found = check_files([root / name])
    assert any(message in problem.text("en") for problem in found), [problem.text("en") for problem in found]


def test_check_without_a_first_day_does_not_look_for_what_is_used(tmp_path):
    text = USES.replace("in_force: {from: 2023-05-30}\n", "").replace("then: yes", "then: true", 1)
    found = check_files([written(tmp_path, {FILE: text}) / FILE])
    assert [problem.what.en for problem in found] == ["the key “in_force” is missing", "“true” cannot be concluded"]


def test_check_of_a_folder_without_rules_says_so(tmp_path):
    root = written(tmp_path, {"x/readme.txt": ""})
    assert "the folder has no rule file named by a date" in check_files([root / "x"])[0].text("en")


# ── how fast, and how much is imported ───────────────────────────────────────────────────────────


def test_circular_is_loaded_with_little_work():
    load_rules(NUMBER, AS_OF)
    assert calls(lambda: load_rules(NUMBER, AS_OF)) < 75_000  # today 51,000, which take 0.025 s


@pytest.mark.parametrize(
    "kind", ["rules", "wrong rules", "unknown names", "exceptions", "table", "rule sets", "values", "uses"]
)
@pytest.mark.slow
def test_large_file_is_checked_with_work_that_grows_with_it(tmp_path, kind):
    def text(count):
        lines = range(count)
        if kind == "rules":
            return rules(
                *(f"{{id: r{at}, cite: {NUMBER}, when: {{support_points: {at}}}, then: v{at}}}" for at in lines),
                otherwise=f"{{then: none, cite: {NUMBER}}}",
            )
        if kind == "wrong rules":
            return rules(
                *(
                    f"{{id: R{at}, cite: X{at}/Y, whem: {{support_point{at}: x}}, then: v{at}, exception_to: z{at}}}"
                    for at in lines
                )
            )
        if kind == "unknown names":
            return rules(*(f"{{id: r{at}, cite: {NUMBER}, when: {{support_pints: 1}}, then: yes}}" for at in lines))
        if kind == "exceptions":
            return rules(
                *(
                    f"{{id: r{at}, cite: {NUMBER}, exception_to: [r{at + 1}, r0], when: {{support_points: 1}}, then: yes}}"
                    for at in lines
                )
            )
        if kind == "table":
            return rules(
                table="{columns: [support_points], cite: 861/QĐ-TTg, rows: ["
                + ", ".join(f"{{id: r{at}, when: [{at}], then: yes}}" for at in lines)
                + "]}"
            )
        if kind == "rule sets":
            sets = "".join(
                f"  - {{id: s{at}, subject: commune, concludes: a{at}, rules: [{{id: r, cite: {NUMBER}, when: {{a{at + 1}: yes}}, then: yes}}], otherwise: {{then: no, cite: {NUMBER}}}}}\n"
                for at in range(count // 2)
            )
            return (
                rules().partition("rule_sets:")[0]
                + "rule_sets:\n"
                + sets.replace(f"a{count // 2}: yes", "support_points: 1")
            )
        if kind == "values":
            entries = "".join(
                f"  v{at}: {{cite: {NUMBER}, rows: [{{from: 2023-01-01, value: {at}}}]}}\n" for at in range(count // 2)
            )
            return rules(
                *(f"{{id: r{at}, cite: {NUMBER}, when: {{households: v{at}}}, then: yes}}" for at in range(count // 2))
            ).replace("rule_sets:", f"values:\n{entries}rule_sets:")
        return rules(YES).replace("rule_sets:", "uses:\n" + "".join(f"  a{at}: 861/QĐ-TTg\n" for at in lines) + "rule_sets:")  # fmt: skip

    def work(count):
        root = written(tmp_path / str(count), {FILE: text(count), REGION_FILE: REGION})
        return calls(lambda: load_rules(root / FOLDER, AS_OF), RuleError)

    assert work(400) < 5 * work(100)


def test_file_larger_than_can_be_is_refused_at_once(tmp_path):
    lines = (f"{{id: r{n}, cite: {NUMBER}, when: {{support_points: {n}}}, then: yes}}" for n in range(100_000))
    root = written(tmp_path, {FILE: rules(*lines)})
    with pytest.raises(RuleError):
        load_rules(root / FOLDER, AS_OF)
    assert calls(lambda: load_rules(root / FOLDER, AS_OF), RuleError) < 50_000  # fewer than rules


def test_loading_imports_neither_plan_folders_nor_engines():
    code = "import sys, eligibility.rulefiles.load; print(*sorted(n for n in sys.modules if n.startswith('eligibility.') or n in ('durable', 'polars', 'click', 'difflib')))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    ).stdout.split()
    assert not {
        "eligibility.rulefiles.plan_folders",
        "durable",
        "polars",
        "click",
        "difflib",
    } & set(found)
    assert not [name for name in found if name.startswith("eligibility.engines")]


@pytest.mark.parametrize("as_of", ["2023-07-05", datetime(2023, 7, 5), 2023])  # noqa: DTZ001 - what a caller may have
def test_day_that_is_no_date_is_refused(as_of):
    shown = f"as_of: “{as_of}” is not a date; expected a datetime.date, without a time"
    for loading, which in ((load_rules, "861/QĐ-TTg"), (load_plan, "92/KH-STTTT")):
        with pytest.raises(RuleError) as found:
            loading(which, as_of)
        assert str(found.value) == shown
    with pytest.raises(RuleError, match="None"):
        load_rules("861/QĐ-TTg", None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("register: {vi: a, en: a}\nevidence: rumour\n", "2:11: “rumour” is not allowed here"),
        ("register: [\n", "2:1: "),
    ],
)
def test_register_of_a_plan_is_checked_with_it(tmp_path, text, expected):
    root = Path(shutil.copytree(shipped_rules(), tmp_path / "rules"))
    assert check_files([root / "92-kh-stttt"]) == ()
    (root / "units/2023-05-07/register.yaml").write_text(text, encoding="utf-8")
    (problem,) = check_files([root / "92-kh-stttt"])
    assert problem.text("en").startswith(f"rules/units/2023-05-07/register.yaml:{expected}")
    (root / "units/2023-05-07/register.yaml").unlink()
    assert check_files([root / "92-kh-stttt"]) == ()
