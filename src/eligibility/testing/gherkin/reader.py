"""Reader: the scenarios in gherkin's tree of a file, and every reason why one would not run as it reads."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs

from eligibility.sources import Place, Problem, Text, closest
from eligibility.testing.gherkin.keywords import Keywords
from eligibility.testing.gherkin.scenarios import Row, Scenario, Step

_PARAMETER: Final = re.compile(r"<([^<>]+)>")
Node = Any
"""A node of gherkin's tree: a mapping whose values are text, numbers and nodes."""


@attrs.define
class FeatureReader:
    """Reads the tree of one file and notes every problem."""

    file: str
    keywords: Keywords
    feature: str
    problems: list[Problem] = attrs.field(factory=list)

    def wrong(self, line: int, vi: str, en: str, near: str | None = None) -> None:
        """Note a problem."""
        self.problems.append(Problem(Place(self.file, line), Text(vi, en), None, near))

    def read(self, feature: Node) -> tuple[Scenario, ...]:
        """The scenarios of a feature."""
        self.check_description(feature, prose=True)
        scenarios = tuple(self.children(feature["children"], _tags(feature)))
        self.check_names(scenarios)
        if not scenarios and not self.problems:
            self.wrong(_line(feature), "tính năng không có kịch bản nào", "the feature has no scenario")
        return scenarios

    def children(
        self, children: Sequence[Node], tags: frozenset[str], rule: str = "", background: tuple[Node, ...] = ()
    ) -> Iterator[Scenario]:
        """The scenarios of a feature or of a rule."""
        for child in children:
            if "background" in child:
                background = (*background, *self.background(child["background"]))
            elif "rule" in child:
                inner = child["rule"]
                self.check_description(inner, prose=True)
                yield from self.children(inner["children"], tags | _tags(inner), inner["name"], background)
            else:
                yield from self.scenario(child["scenario"], tags, rule, background)

    def background(self, node: Node) -> Sequence[Node]:
        """The steps of a background, which has no rows to fill in."""
        self.check_description(node)
        for step in node["steps"]:
            self.check_block(step)
            for name in _parameters(step):
                vi, en = f"bối cảnh không có dữ liệu cho <{name}>", f"a background has no rows for <{name}>"
                self.wrong(_line(step), vi, en)
        steps: Sequence[Node] = node["steps"]
        return steps

    def scenario(self, node: Node, tags: frozenset[str], rule: str, background: tuple[Node, ...]) -> Iterator[Scenario]:
        """A scenario, or one for each row of an outline."""
        self.check_description(node)
        name, line = node["name"], _line(node)
        if not name:
            self.wrong(line, "kịch bản không có tên", "the scenario has no name")
        if not node["steps"]:
            self.wrong(line, f"kịch bản “{name}” không có bước nào", f"the scenario “{name}” has no step")
        for step in node["steps"]:
            self.check_block(step)
        steps = (*background, *node["steps"])
        for row, row_tags, row_line in self.cases(node):
            filled = tuple(self.steps(steps, dict(row)))
            all_tags, place = tags | _tags(node) | row_tags, Place(self.file, row_line)
            yield Scenario(self.feature, rule, name, row, filled, all_tags, self.keywords.language, place)

    def check_block(self, step: Node) -> None:
        """Note a step with a block of text, which nothing would read."""
        if "docString" in step:
            self.wrong(_line(step), "bước không dùng đoạn văn bản", "a step takes no block of text")

    def cases(self, node: Node) -> Iterator[tuple[Row, frozenset[str], int]]:
        """The rows of an outline; of a plain scenario one, with nothing to fill in."""
        used = {name: None for step in node["steps"] for name in _parameters(step)}
        if not used and not node["examples"]:
            yield (), frozenset(), _line(node)
            return
        rows = [row for examples in node["examples"] for row in self.rows(examples, list(used))]
        if not rows:
            vi, en = "khung kịch bản không có dữ liệu", "the outline has no examples"
            self.wrong(_line(node), vi, en, self.keywords.examples)
        seen: dict[Row, int] = {}
        for row, tags, line in rows:
            first = seen.setdefault(row, line)
            if first != line:
                self.wrong(line, f"dòng này lặp lại dòng {first}", f"this row repeats line {first}")
            yield row, tags, line

    def rows(self, examples: Node, used: Sequence[str]) -> Iterator[tuple[Row, frozenset[str], int]]:
        """The rows of one table of an outline; a parameter without a column is a problem, and a column without one."""
        self.check_description(examples)
        head = examples.get("tableHeader")
        names = [cell["value"] for cell in head["cells"]] if head else []
        for name in used:
            if name not in names:
                vi, en = f"dữ liệu không có cột “{name}”", f"the examples have no column “{name}”"
                self.wrong(_line(examples), vi, en, closest(name, names))
        for name in dict.fromkeys(names):
            if name not in used:
                vi, en = f"cột “{name}” không dùng đến", f"the column “{name}” is not used"
                self.wrong(_line(examples), vi, en, closest(name, used))
            elif names.count(name) > 1:
                self.wrong(_line(examples), f"cột “{name}” lặp lại", f"the column “{name}” repeats")
        for row in examples.get("tableBody", ()):
            values = (cell["value"] for cell in row["cells"])
            yield tuple(zip(names, values, strict=True)), _tags(examples), _line(row)

    def steps(self, steps: tuple[Node, ...], row: dict[str, str]) -> Iterator[Step]:
        """The steps with the values of a row filled in; *and* and *but* are what the step before was."""
        kind = "given"
        for step in steps:
            kind = {"Context": "given", "Action": "when", "Outcome": "then"}.get(step["keywordType"], kind)
            lines = step.get("dataTable", {}).get("rows", ())
            table = tuple(tuple(_filled(cell["value"], row) for cell in line["cells"]) for line in lines)
            yield Step(kind, step["keyword"].strip(), _filled(step["text"], row), table, Place(self.file, _line(step)))

    def check_description(self, node: Node, prose: bool = False) -> None:
        """Note description that looks like a step or a keyword; in prose other words may be followed by a colon."""
        for line, content in self._description(node):
            word, headed = self.keywords.step(content), self.keywords.heading(content)
            if word:
                vi, en = f"bước “{content}” bị đọc thành lời mô tả", f"the step “{content}” is read as description"
                self.wrong(line, vi, en, word)
            elif headed and (headed[1] or not prose):
                self.wrong(line, f"từ khóa lạ “{headed[0]}:”", f"unknown keyword “{headed[0]}:”", headed[1])
            elif content.startswith("|"):
                self.wrong(line, "bảng bị đọc thành lời mô tả", "the table is read as description")

    def _description(self, node: Node) -> Iterator[tuple[int, str]]:
        """The lines of a description that are not blank, with their numbers.

        gherkin leaves out the blank lines before it, so the numbers are those after the heading at the least.
        """
        for offset, text in enumerate(node.get("description", "").splitlines(), start=1):
            if text.strip():
                yield _line(node) + offset, text.strip()

    def check_names(self, scenarios: Sequence[Scenario]) -> None:
        """Note two scenarios of one name, of which pytest-bdd would run only the last."""
        seen: dict[str, Scenario] = {}
        for scenario in scenarios:
            first = seen.setdefault(scenario.name, scenario)
            if not _same_outline(first, scenario):
                vi = f"hai kịch bản cùng tên “{scenario.name}” (dòng {first.place.line})"
                en = f"two scenarios are called “{scenario.name}” (line {first.place.line})"
                self.wrong(scenario.place.line, vi, en)


def _same_outline(scenario: Scenario, other: Scenario) -> bool:
    """True for the same scenario, and for two rows of one outline."""
    if scenario is other:
        return True
    places = [[step.place for step in each.steps] for each in (scenario, other)]
    return bool(scenario.row and other.row) and places[0] == places[1]


def _line(node: Node) -> int:
    return int(node["location"]["line"])


def _tags(node: Node) -> frozenset[str]:
    return frozenset(tag["name"].removeprefix("@") for tag in node["tags"])


def _parameters(step: Node) -> Iterator[str]:
    yield from _PARAMETER.findall(step["text"])
    for row in step.get("dataTable", {}).get("rows", ()):
        for cell in row["cells"]:
            yield from _PARAMETER.findall(cell["value"])


def _filled(text: str, row: dict[str, str]) -> str:
    return _PARAMETER.sub(lambda match: row.get(match[1], match[0]), text)
