"""Features: Gherkin files as scenarios, or every reason why one of them would not run as it reads.

pytest-bdd loses scenarios in silence: of two with one name the first never runs, and a step in lower case is read as
description. What it would lose is refused here first.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
from gherkin.dialect import Dialect
from gherkin.errors import CompositeParserException, ParserError
from gherkin.parser import Parser
from gherkin.token_scanner import TokenScanner

from eligibility.errors import Place, Problem, Problems, RuleError
from eligibility.texts import Text, folded, nearest, normal

_LANGUAGE = re.compile(r"\s*#\s*language\s*:\s*([A-Za-z-]+)\s*\Z")
_HEADED = re.compile(r"([^\W\d_][\w ]{0,40}?)\s*:(?!\S)")
_PARAMETER = re.compile(r"<([^<>]+)>")


class FeatureError(Problems):
    """A feature file that cannot be run as it reads."""


Table = tuple[tuple[str, ...], ...]


@attrs.frozen
class Step:
    """One step: what it is (given, when, then), its text, and its table where it has one."""

    type: str
    keyword: str
    text: str
    table: Table
    place: Place


@attrs.frozen
class Scenario:
    """One scenario, or one row of an outline, with the steps of its background before its own."""

    feature: str
    rule: str
    name: str
    row: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    tags: frozenset[str]
    language: str
    place: Place

    @property
    def title(self) -> str:
        """Its name, with the values of the row."""
        return self.name if not self.row else f"{self.name} [{' · '.join(value for _, value in self.row)}]"


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
    from eligibility.documents import decoded

    try:
        return decoded(path.read_bytes(), path.as_posix()).replace("\r\n", "\n")
    except RuleError as error:
        raise FeatureError(error.problems) from None
    except OSError:
        what = Text("không đọc được tệp", "the file cannot be read")
        raise FeatureError([Problem(Place(path.as_posix()), what)]) from None


def read_feature(path: Path) -> Feature:
    """The feature in a file, checked."""
    return feature_of(feature_text(path), path)


def feature_of(text: str, path: Path) -> Feature:
    """The feature in a text."""
    shown = path.as_posix()
    language = _language(text, shown)
    try:
        document: Any = Parser().parse(TokenScanner(text))
    except (ParserError, CompositeParserException) as error:
        raise FeatureError(_unparsed(error, text, shown, language)) from None
    feature = document.get("feature")
    if not feature:
        what = Text("tệp không có tính năng nào", "the file holds no feature")
        raise FeatureError([Problem(Place(shown, 1), what)])
    reader = _Reader(shown, language, feature["name"])
    scenarios = tuple(reader.children(feature["children"], feature["tags"]))
    reader.repeated(scenarios)
    if not scenarios and not reader.problems:
        reader.wrong(feature["location"], "tính năng không có kịch bản nào", "the feature has no scenario")
    if reader.problems:
        raise FeatureError(sorted(reader.problems, key=lambda problem: problem.place.line))
    return Feature(path, feature["name"], language, normal(feature.get("description", "")), scenarios)


def _language(text: str, shown: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    found = _LANGUAGE.match(first)
    if not found or not Dialect.for_name(found[1]):
        what = Text("thiếu dòng đầu tiên “# language: vi”", "the first line “# language: vi” is missing")
        raise FeatureError([Problem(Place(shown, 1), what, Text("# language: vi", "# language: en"))])
    return found[1]


def _unparsed(error: Any, text: str, shown: str, language: str) -> list[Problem]:
    lines = text.splitlines()
    words = _headings(language)
    problems = []
    for one in getattr(error, "errors", [error]):
        line = int(one.location.get("line", 1))
        content = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        headed = _HEADED.match(content)
        near = nearest_keyword(headed[1], language) if headed else None
        what = Text(f"không hiểu dòng “{content[:80]}”", f"the line “{content[:80]}” is not understood")
        problems.append(Problem(Place(shown, line), what, Text(words, words), near))
    return problems


def _headings(language: str) -> str:
    return ", ".join(f"{word}:" for word in _heading_words(language))


def _heading_words(language: str) -> list[str]:
    dialect = Dialect.for_name(language)
    assert dialect is not None
    groups = (
        dialect.feature_keywords,
        dialect.background_keywords,
        dialect.rule_keywords,
        dialect.scenario_keywords,
        dialect.scenario_outline_keywords,
        dialect.examples_keywords,
    )
    return [word for group in groups for word in group]


_MISTAKEN = {"vi": {"vi du": "Dữ liệu", "cac vi du": "Dữ liệu", "bang": "Dữ liệu"}}


def nearest_keyword(word: str, language: str) -> str | None:
    """The keyword that somebody meant by this heading."""
    found = _MISTAKEN.get(language, {}).get(folded(word)) or nearest(word, _heading_words(language))
    return f"{found}:" if found else None


@attrs.define
class _Reader:
    shown: str
    language: str
    feature: str
    problems: list[Problem] = attrs.field(factory=list)

    def wrong(self, location: Any, vi: str, en: str, near: str | None = None) -> None:
        self.problems.append(Problem(Place(self.shown, int(location["line"])), Text(vi, en), None, near))

    def children(
        self, children: Any, tags: Any, rule: str = "", background: tuple[Any, ...] = ()
    ) -> Iterator[Scenario]:
        """The scenarios of a feature or of a rule."""
        inherited = frozenset(tag["name"].removeprefix("@") for tag in tags)
        for child in children:
            if "background" in child:
                background = (*background, *child["background"]["steps"])
                self.described(child["background"])
            elif "rule" in child:
                inner = child["rule"]
                yield from self.children(inner["children"], [*tags, *inner["tags"]], inner["name"], background)
            else:
                yield from self.scenario(child["scenario"], inherited, rule, background)

    def scenario(
        self, found: Any, inherited: frozenset[str], rule: str, background: tuple[Any, ...]
    ) -> Iterator[Scenario]:
        self.described(found)
        if not found["steps"]:
            name = found["name"]
            self.wrong(found["location"], f"kịch bản “{name}” không có bước nào", f"the scenario “{name}” has no step")
        if not found["name"]:
            self.wrong(found["location"], "kịch bản không có tên", "the scenario has no name")
        tags = inherited | {tag["name"].removeprefix("@") for tag in found["tags"]}
        steps = (*background, *found["steps"])
        outline = any(_PARAMETER.search(step["text"]) for step in found["steps"]) or found["examples"]
        if not outline:
            yield self._one(found, rule, tags, steps, (), found["location"])
            return
        rows = list(self.rows(found))
        if not rows:
            self.wrong(found["location"], "khung kịch bản không có dữ liệu", "the outline has no examples", "Dữ liệu:" if self.language == "vi" else "Examples:")
        for row, more, location in rows:
            yield self._one(found, rule, tags | more, steps, row, location)

    def rows(self, found: Any) -> Iterator[tuple[tuple[tuple[str, str], ...], frozenset[str], Any]]:
        """The rows of an outline's examples; a parameter without a column is a problem."""
        used = {name for step in found["steps"] for name in _parameters(step)}
        for examples in found["examples"]:
            self.described(examples)
            head = examples.get("tableHeader")
            names = [cell["value"] for cell in head["cells"]] if head else []
            for name in sorted(used - set(names)):
                self.wrong(examples["location"], f"dữ liệu không có cột “{name}”", f"the examples have no column “{name}”", nearest(name, names))
            for name in names:
                if name not in used or names.count(name) > 1:
                    self.wrong(examples["location"], f"cột “{name}” không dùng đến hoặc lặp lại", f"the column “{name}” is not used, or repeats", nearest(name, used))
            tags = frozenset(tag["name"].removeprefix("@") for tag in examples["tags"])
            for row in examples.get("tableBody", ()):
                values = [cell["value"] for cell in row["cells"]]
                yield tuple(zip(names, values, strict=False)), tags, row["location"]

    def _one(
        self,
        found: Any,
        rule: str,
        tags: frozenset[str] | set[str],
        steps: tuple[Any, ...],
        row: tuple[tuple[str, str], ...],
        location: Any,
    ) -> Scenario:
        place = Place(self.shown, int(location["line"]))
        return Scenario(
            self.feature, rule, found["name"], row, tuple(self._steps(steps, dict(row))), frozenset(tags), self.language, place
        )

    def _steps(self, steps: tuple[Any, ...], row: dict[str, str]) -> Iterator[Step]:
        kind = "given"
        for step in steps:
            word = step["keywordType"]
            kind = {"Context": "given", "Action": "when", "Outcome": "then"}.get(word, kind)
            table = tuple(
                tuple(_filled(cell["value"], row) for cell in line["cells"])
                for line in step.get("dataTable", {}).get("rows", ())
            )
            place = Place(self.shown, int(step["location"]["line"]))
            yield Step(kind, step["keyword"].strip(), _filled(step["text"], row), table, place)

    def described(self, found: Any) -> None:
        """What is read as description but looks like a step or a keyword."""
        line = int(found["location"]["line"])
        dialect = Dialect.for_name(self.language)
        assert dialect is not None
        steps = [
            word.strip()
            for group in (dialect.given_keywords, dialect.when_keywords, dialect.then_keywords, dialect.and_keywords, dialect.but_keywords)
            for word in group
            if word.strip() != "*"
        ]
        for offset, text in enumerate(found.get("description", "").splitlines(), start=1):
            content = text.strip()
            place = {"line": line + offset}
            word = next((word for word in steps if folded(content).startswith(folded(word) + " ")), None)
            headed = _HEADED.match(content)
            if word:
                self.wrong(place, f"bước “{content}” bị đọc thành lời mô tả", f"the step “{content}” is read as description", word)
            elif headed:
                self.wrong(place, f"từ khóa lạ “{headed[1]}:”", f"unknown keyword “{headed[1]}:”", nearest_keyword(headed[1], self.language))

    def repeated(self, scenarios: Sequence[Scenario]) -> None:
        """Two scenarios of one name: only the last would run."""
        seen: dict[str, Scenario] = {}
        for scenario in scenarios:
            first = seen.setdefault(scenario.name, scenario)
            if first is not scenario and not _one_outline(first, scenario):
                self.wrong(
                    {"line": scenario.place.line},
                    f"hai kịch bản cùng tên “{scenario.name}” (dòng {first.place.line})",
                    f"two scenarios are called “{scenario.name}” (line {first.place.line})",
                )


def _one_outline(one: Scenario, other: Scenario) -> bool:
    return bool(one.row and other.row) and [s.place for s in one.steps] == [s.place for s in other.steps]


def _parameters(step: Any) -> Iterator[str]:
    yield from _PARAMETER.findall(step["text"])
    for row in step.get("dataTable", {}).get("rows", ()):
        for cell in row["cells"]:
            yield from _PARAMETER.findall(cell["value"])


def _filled(text: str, row: dict[str, str]) -> str:
    return _PARAMETER.sub(lambda found: row.get(found[1], found[0]), text)
