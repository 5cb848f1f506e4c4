"""Features: Gherkin files as scenarios, or every reason why one of them would not run as it reads.

pytest-bdd loses scenarios in silence: of two with one name the first never runs, and a step in lower case is read as
description. What it would lose is refused here first.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gherkin.errors import CompositeParserException, ParserError
from gherkin.parser import Parser
from gherkin.token_scanner import TokenScanner

from eligibility.sources import Place, Problem, RuleError, Text, decode_utf8, normalized
from eligibility.testing.gherkin.keywords import Keywords, language_of
from eligibility.testing.gherkin.reader import FeatureReader, Node
from eligibility.testing.gherkin.scenarios import Feature, FeatureError


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
    features: list[Feature] = []
    for path in feature_files(paths):
        try:
            features.append(read_feature(path))
        except FeatureError as error:
            problems += error.problems
    if problems:
        raise FeatureError(problems)
    return tuple(features)


def feature_text(path: Path) -> str:
    """The text of a feature file: composed, without a byte-order mark, with plain line ends."""
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
    file = path.as_posix()
    language = language_of(text)
    if language is None:
        what = Text("thiếu dòng đầu tiên “# language: vi”", "the first line “# language: vi” is missing")
        raise FeatureError([Problem(Place(file, 1), what, Text("# language: vi", "# language: en"))])
    keywords = Keywords.of(language)
    try:
        document: Node = Parser().parse(TokenScanner(text))
    except (ParserError, CompositeParserException) as error:
        raise FeatureError(_unparsed(error, text, file, keywords)) from None
    feature = document.get("feature")
    if feature is None:
        what = Text("tệp không có tính năng nào", "the file contains no feature")
        raise FeatureError([Problem(Place(file, 1), what)])
    reader = FeatureReader(file, keywords, feature["name"])
    scenarios = reader.read(feature)
    if reader.problems:
        raise FeatureError(reader.problems)
    return Feature(path, feature["name"], language, normalized(feature.get("description", "")), scenarios)


def _unparsed(error: Any, text: str, file: str, keywords: Keywords) -> list[Problem]:  # noqa: ANN401 - gherkin's
    lines = text.splitlines()
    problems = []
    for each in getattr(error, "errors", [error]):
        line = int(each.location.get("line", 1))
        content = lines[line - 1].strip() if 0 < line <= len(lines) else ""
        headed = keywords.heading(content)
        near = headed[1] if headed else keywords.step(content)
        what = Text(f"không hiểu dòng “{content[:80]}”", f"the line “{content[:80]}” is not understood")
        if not content:
            what = Text("tệp dừng lại quá sớm", "the file ends too early")
        problems.append(Problem(Place(file, line), what, keywords.expected, near))
    return problems
