"""Rule files for tests: the character ▸ stands before each place at which a problem is expected."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from eligibility.communes import SUBJECTS
from eligibility.model import Attribute, Condition, Law, Type
from eligibility.rulefiles import load_rules, shipped_rules
from eligibility.rulefiles.conditions import ConditionReader
from eligibility.rulefiles.reader import FileReader
from eligibility.rulefiles.scope import Scope
from eligibility.sources import Problem, RuleError, Text
from eligibility.sources.yaml_tree import document

AS_OF = date(2023, 7, 5)
NUMBER = "03/2023/TT-BTTTT"
FOLDER = "03-2023-tt-btttt"
FILE = f"{FOLDER}/2023-05-30.yaml"
Place = tuple[int, int]

REGION = Attribute("region", Text("khu vực", "region"), Type.CHOICE, choices=("I", "II", "III"), nullable=True)
DIFFICULT = Attribute("specially_difficult", Text("đặc biệt khó khăn", "specially difficult"), Type.YES_NO)
SCOPE = Scope(
    SUBJECTS,
    {"commune": {"region": REGION}, "village": {"specially_difficult": DIFFICULT}},
    {"poor_share": Type.SHARE, "few": Type.COUNT, "start": Type.DATE},
    NUMBER,
)


def marked(text: str) -> tuple[str, list[Place]]:
    """The text without its marks, and where they stood."""
    places = []
    lines = dedent(text).removeprefix("\n").split("\n")
    for number, line in enumerate(lines, start=1):
        parts = line.split("▸")
        column = 1
        for part in parts[:-1]:
            column += len(part)
            places.append((number, column))
    return "\n".join(lines).replace("▸", ""), places


def at(problems: Iterable[Problem]) -> list[Place]:
    return [(problem.place.line, int(problem.place.column or 0)) for problem in problems]


def read(
    text: str, subject: str = "commune", scope: Scope = SCOPE, collects: bool = False
) -> tuple[Condition, FileReader]:
    """A condition as read from YAML, in the language of most of its keywords."""
    node = document(text, "x.yaml")
    reader = FileReader.of("x.yaml", node, {})
    return ConditionReader(reader, scope, subject, collects).read(node), reader


def condition(text: str, subject: str = "commune", lang: str = "en") -> Condition:
    node = document(text, "x.yaml")
    reader = FileReader("x.yaml", lang, {})
    found = ConditionReader(reader, SCOPE, subject).read(node)
    assert not reader.problems, [problem.text() for problem in reader.problems]
    return found


def wrong(text: str, subject: str = "commune", lang: str = "en", collects: bool = False) -> Sequence[Problem]:
    """The problems of a condition, which must stand just where the marks do."""
    clean, places = marked(text)
    node = document(clean, "x.yaml")
    reader = FileReader("x.yaml", lang, {})
    ConditionReader(reader, SCOPE, subject, collects).read(node)
    assert at(reader.problems) == places, [problem.text("en") for problem in reader.problems]
    return reader.problems


# ── whole files ──────────────────────────────────────────────────────────────────────────────────


def rule_file(rule_sets: str, head: str = "") -> str:
    """A file of the circular with these rule sets."""
    return f"instrument: {NUMBER}\nin_force: {{from: 2023-05-30}}\n{dedent(head)}rule_sets:\n{dedent(rule_sets).lstrip(chr(10))}"


def rules(*lines: str, **keys: str) -> str:
    """A file with one rule set on communes, its rules one a line."""
    defaults = {
        "id": "a", "subject": "commune", "concludes": "eligible", "hit_policy": "any",
        "otherwise": f"{{then: no, cite: {NUMBER}}}",
    }  # fmt: skip
    fields = {**defaults, **keys}
    head = "".join(f"    {key}: {value}\n" for key, value in fields.items() if value)
    body = "".join(f"      - {line}\n" for line in lines)
    return rule_file(f"  - {head.lstrip()}" + (f"    rules:\n{body}" if lines else ""))


def written(root: Path, files: dict[str, str]) -> Path:
    """A root of rules with these files and the shipped table of instruments."""
    root = root / "rules"
    files = {"instruments.yaml": (shipped_rules() / "instruments.yaml").read_text(encoding="utf-8"), **files}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def loaded(root: Path, text: str, as_of: date = AS_OF, folder: str = FOLDER, **files: str) -> Law:
    others = {name.replace("__", "/") + ".yaml": other for name, other in files.items()}
    name = f"{folder}/2023-05-30.yaml"
    return load_rules(written(root, {name: text, **others}) / folder, as_of)


def refused(root: Path, text: str, as_of: date = AS_OF, **files: str) -> Sequence[Problem]:
    """The problems of a file, which must stand just where its marks do."""
    clean, places = marked(text)
    with pytest.raises(RuleError) as found:
        loaded(root, clean, as_of, **files)
    problems = found.value.problems
    assert at(problems) == places, found.value.text("en")
    assert {problem.place.file for problem in problems} == {f"rules/{FILE}"}
    assert all(problem.text("vi") and problem.text("en") for problem in problems)
    return problems
