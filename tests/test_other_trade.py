"""Another trade: scholarships for pupils in classes, declared in YAML, go the whole way without a word of communes."""

import ast
import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import eligibility
from eligibility import cli

FILES = {
    "instruments.yaml": """
instruments:
  - {number: 7/SCH, title: {vi: Học bổng, en: Scholarships}, issuer: {vi: Trường, en: School}}
  - {number: 8/PLAN, title: {vi: Kế hoạch, en: Plan}, issuer: {vi: Trường, en: School}}
""",
    "vocabulary.yaml": """
subjects:
  group:
    title: {vi: Lớp, en: Class}
    attributes:
      code: {type: code, width: 3, title: {vi: Mã lớp, en: Class code}}
      name: {type: text, title: {vi: Tên lớp, en: Class name}}
      teacher: {type: text, title: {vi: Giáo viên, en: Teacher}}
      size: {type: count, title: {vi: Sĩ số, en: Size}}
      grant_listed: {type: yes_no, title: {vi: Có trong danh sách, en: On the list}}
    relations:
      pupils: {of: pupil, back: group, title: {vi: Học sinh, en: Pupils}}
  pupil:
    title: {vi: Học sinh, en: Pupil}
    attributes:
      name: {type: text, title: {vi: Họ tên, en: Pupil name}}
      income: {type: quantity, title: {vi: Thu nhập, en: Income}}
""",
    "7-sch/2024-01-01.yaml": """
instrument: 7/SCH
in_force: {from: 2024-01-01}
annexes: [{file: listed.csv, gives: grant_listed, of: group}]
rule_sets:
  - id: pupil-need
    title: {vi: Học sinh khó khăn, en: The pupil is in need}
    subject: pupil
    concludes: in_need
    hit_policy: unique
    rules:
      - {id: low, title: {vi: Thu nhập thấp, en: Low income}, cite: 7/SCH 1, when: {income: {at_most: 10}}, then: yes}
    otherwise: {then: no, cite: 7/SCH 1}
  - id: class-grant
    title: {vi: Học bổng cho lớp, en: The class gets the grant}
    subject: group
    concludes: granted
    hit_policy: unique
    rules:
      - id: many
        title: {vi: Nhiều học sinh khó khăn, en: Two pupils in need}
        cite: 7/SCH 2
        when: {any: [{count: pupils, where: {in_need: yes}, at_least: 2}, {grant_listed: yes}]}
        then: yes
    otherwise: {then: no, cite: 7/SCH 2}
""",
    "7-sch/listed.csv": "name,grant_listed,evidence,source\nBlue,yes,official,The head\n",
    "8-plan/2024-01-01.yaml": """
plan: 8/PLAN
title: {vi: Chọn một lớp, en: Choosing one class}
subject: group
register: register
eligible: {rule_set: 7/SCH class-grant, is: yes}
quota: {at_least: 1, at_most: 1, cite: 8/PLAN}
per_subject: {at_most: 1, cite: 8/PLAN}
limits: []
""",
    "8-plan/choices.yaml": """
plan: 8/PLAN
chosen_by: The head
chosen_on: 2024-02-01
order:
  - {key: size, descending: yes, unknown: last, reason: {vi: lớp đông trước, en: large classes first}}
""",
    "register/groups.csv": "code,name,teacher,size,pupils_complete\n001,Red,An,30,yes\n002,Blue,Ba,40,yes\n003,Green,,20,yes\n",
    "register/pupils.csv": "group_code,name,income\n001,Hoa,5\n001,Lan,9.5\n001,Mai,20\n002,Nam,30\n003,Tú,8\n003,Vy,\n",
    "features/grant.feature": """# language: en
Feature: The grant
  Rule: 7/SCH 2 – two pupils in need
    Scenario: Two pupils in need are enough
      Given the rules of "7-sch" on 2024-03-01
      And a class
      And the pupils of that class
        | Pupil name | Income |
        | Hoa        | 5      |
        | Lan        | 9      |
      When that class is decided
      Then "The class gets the grant" is "yes"
""",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words):
    result = CliRunner().invoke(cli.program, [*map(str, words)], standalone_mode=False)
    assert result.exception is None, result.exception
    return result


def decided(*words):
    found = json.loads(run("decide", "7-sch", "register", "--as-of", "2024-03-01", "--format", "json", *words).stdout)
    return {one["subject"]: one["value"] for one in found["decisions"] if one["attribute"] == "granted"}


EXPECTED = {"001": True, "002": True, "003": None}


def test_folder_is_checked(folder):
    assert run("check", "7-sch", "8-plan").return_value == 0


def test_decided_one_by_one_and_by_columns(folder):
    assert decided() == decided("--engine", "columnar") == EXPECTED


@pytest.mark.slow
def test_decided_on_spark_as_by_columns(folder, tmp_path_factory):
    pytest.importorskip("pyspark")
    pl = pytest.importorskip("polars")
    from eligibility.spark.session import session

    out, context = tmp_path_factory.mktemp("out"), session("local[2]")
    try:
        words = ("decide", "7-sch", folder / "register", "--as-of", "2024-03-01")
        spread = run(*words, "--engine", "spark", "--master", "local[2]", "--out", out / "spread")
        whole = run(*words, "--engine", "columnar", "--out", out / "whole.parquet")
    finally:
        context.stop()
    assert spread.return_value == whole.return_value == 0
    found, expected = pl.read_parquet(out / "spread" / "*"), pl.read_parquet(out / "whole.parquet")
    assert expected.height > 0
    assert found.sort("code").equals(expected.sort("code"))


def test_allocated(folder):
    found = json.loads(run("allocate", "8-plan", "--as-of", "2024-03-01", "--format", "json").stdout)
    assert [one["subject"] for one in found["awarded"]] == ["002"]
    assert [one["subject"] for one in found["waitlist"]] == ["001"]


def test_scenario_holds_and_pages_are_written(folder):
    assert run("test", "features").return_value == 0
    assert run("docs", "features", "--out", "pages").return_value == 0
    assert "The class gets the grant" in "".join(path.read_text() for path in (folder / "pages").glob("*.html"))


def test_library_decides_objects(folder):
    law = eligibility.load_rules("7-sch", date(2024, 3, 1))
    group, pupil = law.vocabulary["group"].cls, law.vocabulary["pupil"].cls
    red = group(code="001", pupils=(pupil(name="Hoa", income=5), pupil(name="Lan", income=6)))
    assert eligibility.decide(law, red)["granted"].value is True
    assert eligibility.decide(law, group(name="Blue"))["granted"].evidence is eligibility.Evidence.OFFICIAL


# ── words ────────────────────────────────────────────────────────────────────────────────────────

WORDS = re.compile(
    r"(?<![a-z])(communes?|villages?|provinces?|districts?|installed_on|handed_over_on)(?![a-z])", re.IGNORECASE
)
TITLES = {"Commune", "Point", "Site", "Village", "communes"}
"""The public classes and their room."""


def words_of(path):
    """The identifiers and texts of a module; imports and docstrings, which Python keeps too, left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs:
            yield node.value


def test_words_of_the_shipped_trade_stand_in_its_room_only():
    source = Path(eligibility.__file__).parent
    found = {
        (path.relative_to(source).as_posix(), word)
        for path in source.rglob("*.py")
        if path.relative_to(source).parts[0] != "communes"
        for word in words_of(path)
        if WORDS.search(word) and word not in TITLES
    }
    assert {place for place, _ in found} <= {"cli/command_line.py"}, found  # whose help names files of a register
