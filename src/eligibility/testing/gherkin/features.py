"""Features: Gherkin files as scenarios, or every reason why one of them would not run as it reads.

pytest-bdd loses scenarios in silence: of two with one name the first never runs, and a step in lower case is read as
description. What it would lose is refused here first.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
from gherkin.errors import CompositeParserException, ParserError
from gherkin.parser import Parser
from gherkin.token_scanner import TokenScanner

from eligibility.sources import Place, Problem, Problems, RuleError, Text, closest, normalized
from eligibility.testing.gherkin.keywords import Keywords, language_of

_PARAMETER = re.compile(r"<([^<>]+)>")

Node = Any
"""A node of gherkin's tree: a mapping whose values are text, numbers and nodes."""


class FeatureError(Problems):
    """A feature file that cannot be run as it reads."""


Table = tuple[tuple[str, ...], ...]
Row = tuple[tuple[str, str], ...]


@attrs.frozen
class Step:
    """One step: what it is (given, when, then), its text, and its table where it has one."""

    type: str
    keyword: str
    text: str
    table: Table
    place: Place

    @property
    def sentence(self) -> str:
        """The step as the file writes it."""
        return f"{self.keyword} {self.text}".strip()


@attrs.frozen
class Scenario:
    """One scenario, or one row of an outline, with the steps of its background before its own."""

    feature: str
    rule: str
    name: str
    row: Row
    steps: tuple[Step, ...]
    tags: frozenset[str]
    language: str
    place: Place

    @property
    def title(self) -> str:
        """Its name, with the values of the row."""
        return self.name if not self.row else f"{self.name} [{' · '.join(value for _, value in self.row)}]"

    @property
    def lang(self) -> str:
        """The language of messages on it: `vi`, or `en` for a feature in any other language."""
        return "vi" if self.language == "vi" else "en"


@attrs.frozen
class Feature:
    """A feature file."""

    path: Path
    name: str
    language: str
    description: str
    scenarios: tuple[Scenario, ...]


def feature_files(paths: Sequence[str | Path]) -> Iterator[Path]:
    """The feature files among these paths and below these folders, in order of name."""
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(path.rglob("*.feature"))
        elif path.suffix == ".feature" and path.is_file():
            yield path
        else:
            what = Text("không có tệp hay thư mục kịch bản này", "there is no such feature file or folder")
            raise FeatureError([Problem(Place(path.as_posix()), what)])


def read_features(paths: Sequence[str | Path]) -> tuple[Feature, ...]:
    """All features of these files and folders. Raises `FeatureError` with everything that is wrong in any of them."""
    problems: list[Problem] = []
    found: list[Feature] = []
    for path in feature_files(paths):
        try:
            found.append(read_feature(path))
        except FeatureError as error:
            problems += error.problems
    if problems:
        raise FeatureError(problems)
    return tuple(found)


def feature_text(path: Path) -> str:
    """The text of a feature file: composed, without a byte-order mark, with plain line ends."""
    from eligibility.sources import decode_utf8

    try:
        return decode_utf8(path.read_bytes(), path.as_posix()).replace("\r\n", "\n")
    except RuleError as error:
        raise FeatureError(error.problems) from None
    except OSError:
        what = Text("không đọc được tệp", "the file cannot be read")
        raise FeatureError([Problem(Place(path.as_posix()), what)]) from None


def read_feature(path: Path) -> Feature:
    """The feature in a file, checked."""
    return feature_of(feature_text(path), path)


def feature_of(text: str, path: Path) -> Feature:
    """The feature in a text. Raises `FeatureError` with everything that would not run as it reads."""
    shown = path.as_posix()
    language = language_of(text)
    if language is None:
        what = Text("thiếu dòng đầu tiên “# language: vi”", "the first line “# language: vi” is missing")
        raise FeatureError([Problem(Place(shown, 1), what, Text("# language: vi", "# language: en"))])
    keywords = Keywords.of(language)
    try:
        document: Node = Parser().parse(TokenScanner(text))
    except (ParserError, CompositeParserException) as error:
        raise FeatureError(_unparsed(error, text, shown, keywords)) from None
    feature = document.get("feature")
    if feature is None:
        what = Text("tệp không có tính năng nào", "the file holds no feature")
        raise FeatureError([Problem(Place(shown, 1), what)])
    reader = _Reader(shown, keywords, feature["name"])
    scenarios = reader.read(feature)
    if reader.problems:
        raise FeatureError(reader.problems)
    return Feature(path, feature["name"], language, normalized(feature.get("description", "")), scenarios)


def _unparsed(error: Any, text: str, shown: str, keywords: Keywords) -> list[Problem]:  # noqa: ANN401 - gherkin's
    lines = text.splitlines()
    problems = []
    for one in getattr(error, "errors", [error]):
        line = int(one.location.get("line", 1))
        content = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        headed = keywords.heading(content)
        near = headed[1] if headed else keywords.step(content)
        what = Text(f"không hiểu dòng “{content[:80]}”", f"the line “{content[:80]}” is not understood")
        if not content:
            what = Text("tệp dừng lại quá sớm", "the file ends too early")
        problems.append(Problem(Place(shown, line), what, keywords.own, near))
    return problems


@attrs.define
class _Reader:
    """Reads the tree of one file and notes every trap."""

    shown: str
    keywords: Keywords
    feature: str
    problems: list[Problem] = attrs.field(factory=list)

    def wrong(self, line: int, vi: str, en: str, near: str | None = None) -> None:
        self.problems.append(Problem(Place(self.shown, line), Text(vi, en), None, near))

    def read(self, feature: Node) -> tuple[Scenario, ...]:
        """The scenarios of a feature."""
        self.described(feature, prose=True)
        scenarios = tuple(self.children(feature["children"], _tags(feature)))
        self.repeated(scenarios)
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
                self.described(inner, prose=True)
                yield from self.children(inner["children"], tags | _tags(inner), inner["name"], background)
            else:
                yield from self.scenario(child["scenario"], tags, rule, background)

    def background(self, found: Node) -> Sequence[Node]:
        """The steps of a background, which has no rows to fill in."""
        self.described(found)
        for step in found["steps"]:
            self.blockless(step)
            for name in _parameters(step):
                vi, en = f"bối cảnh không có dữ liệu cho <{name}>", f"a background has no rows for <{name}>"
                self.wrong(_line(step), vi, en)
        steps: Sequence[Node] = found["steps"]
        return steps

    def scenario(
        self, found: Node, tags: frozenset[str], rule: str, background: tuple[Node, ...]
    ) -> Iterator[Scenario]:
        """A scenario, or one for each row of an outline."""
        self.described(found)
        name, line = found["name"], _line(found)
        if not name:
            self.wrong(line, "kịch bản không có tên", "the scenario has no name")
        if not found["steps"]:
            self.wrong(line, f"kịch bản “{name}” không có bước nào", f"the scenario “{name}” has no step")
        for step in found["steps"]:
            self.blockless(step)
        steps = (*background, *found["steps"])
        for row, more, at in self.cases(found):
            place = Place(self.shown, at)
            filled = tuple(self.steps(steps, dict(row)))
            own = tags | _tags(found) | more
            yield Scenario(self.feature, rule, name, row, filled, own, self.keywords.language, place)

    def blockless(self, step: Node) -> None:
        """A step with a block of text, which nothing would read."""
        if "docString" in step:
            self.wrong(_line(step), "bước không dùng đoạn văn bản", "a step takes no block of text")

    def cases(self, found: Node) -> Iterator[tuple[Row, frozenset[str], int]]:
        """The rows of an outline; of a plain scenario one, with nothing to fill in."""
        used = {name: None for step in found["steps"] for name in _parameters(step)}
        if not used and not found["examples"]:
            yield (), frozenset(), _line(found)
            return
        rows = [row for examples in found["examples"] for row in self.rows(examples, list(used))]
        if not rows:
            vi, en = "khung kịch bản không có dữ liệu", "the outline has no examples"
            self.wrong(_line(found), vi, en, self.keywords.examples)
        seen: dict[Row, int] = {}
        for row, tags, line in rows:
            first = seen.setdefault(row, line)
            if first != line:
                self.wrong(line, f"dòng này lặp lại dòng {first}", f"this row repeats line {first}")
            yield row, tags, line

    def rows(self, examples: Node, used: Sequence[str]) -> Iterator[tuple[Row, frozenset[str], int]]:
        """The rows of one table of an outline; a parameter without a column is a problem, and a column without one."""
        self.described(examples)
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
            yield Step(kind, step["keyword"].strip(), _filled(step["text"], row), table, Place(self.shown, _line(step)))

    def described(self, found: Node, prose: bool = False) -> None:
        """What is read as description but looks like a step or a keyword; in prose other words may have a colon."""
        for line, content in self.description(found):
            word, headed = self.keywords.step(content), self.keywords.heading(content)
            if word:
                vi, en = f"bước “{content}” bị đọc thành lời mô tả", f"the step “{content}” is read as description"
                self.wrong(line, vi, en, word)
            elif headed and (headed[1] or not prose):
                self.wrong(line, f"từ khóa lạ “{headed[0]}:”", f"unknown keyword “{headed[0]}:”", headed[1])
            elif content.startswith("|"):
                self.wrong(line, "bảng bị đọc thành lời mô tả", "the table is read as description")

    def description(self, found: Node) -> Iterator[tuple[int, str]]:
        """The lines of a description that say something, with where they stand.

        gherkin leaves out the blank lines before it, so the place is that of the first line after the heading at least.
        """
        for offset, text in enumerate(found.get("description", "").splitlines(), start=1):
            if text.strip():
                yield _line(found) + offset, text.strip()

    def repeated(self, scenarios: Sequence[Scenario]) -> None:
        """Two scenarios of one name: only the last would run."""
        seen: dict[str, Scenario] = {}
        for scenario in scenarios:
            first = seen.setdefault(scenario.name, scenario)
            if not _one_outline(first, scenario):
                vi = f"hai kịch bản cùng tên “{scenario.name}” (dòng {first.place.line})"
                en = f"two scenarios are called “{scenario.name}” (line {first.place.line})"
                self.wrong(scenario.place.line, vi, en)


def _one_outline(one: Scenario, other: Scenario) -> bool:
    """Whether two are the same scenario, or rows of one outline."""
    if one is other:
        return True
    return bool(one.row and other.row) and [s.place for s in one.steps] == [s.place for s in other.steps]


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
    return _PARAMETER.sub(lambda found: row.get(found[1], found[0]), text)
