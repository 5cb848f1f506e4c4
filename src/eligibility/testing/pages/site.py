"""Pages: living documentation, one HTML page for each instrument, with what came of the scenarios in this run."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import attrs
from jinja2 import Environment, PackageLoader, StrictUndefined

from eligibility.model import Citation, Instrument, Law, folder_of
from eligibility.reporting import EVIDENCE, formats
from eligibility.sources import Place, Problem, Text
from eligibility.testing.coverage import LawCoverage, measure
from eligibility.testing.gherkin import Feature, FeatureError
from eligibility.testing.laws import LawCache
from eligibility.testing.pages.chapters import (
    ChapterBuilder,
    Edition,
    anchor,
    editions,
    loaded,
    period,
    relations,
    until,
)
from eligibility.testing.pages.plans import PlanSheet, plans, sheet
from eligibility.testing.pages.views import FeatureView, ScenarioView, build_views, mentioned, short
from eligibility.testing.runner import bind_features

INDEX: Final = "index.html"


@attrs.frozen
class Touch:
    """A rule that a scenario bears on: where it stands, and whether it held, failed and was undetermined there."""

    href: str
    instrument: str
    title: Text
    outcomes: tuple[bool, bool, bool]


@attrs.frozen
class Page:
    """All that the page of one instrument shows."""

    number: str
    file: str
    instrument: Instrument
    relations: Mapping[str, tuple[str, ...]]
    editions: tuple[Edition, ...]
    plans: tuple[PlanSheet, ...]
    features: tuple[FeatureView, ...]

    @property
    def passed(self) -> int:
        """The number of its scenarios that passed."""
        return sum(view.passed for view in self.features)

    @property
    def total(self) -> int:
        """The number of its scenarios."""
        return sum(view.total for view in self.features)

    @property
    def rules(self) -> int:
        """The number of its rules."""
        return sum(len(chapter.articles) for edition in self.editions for chapter in edition.chapters)


@attrs.frozen
class Site:
    """All pages, the features that belong to none of them, and the instruments that are only spoken of."""

    pages: tuple[Page, ...]
    orphans: tuple[FeatureView, ...]
    instruments: Mapping[str, Instrument]
    touches: Mapping[str, tuple[Touch, ...]]
    code: int

    @property
    def files(self) -> Mapping[str, str]:
        """The file of each instrument that has a page."""
        return {page.number: page.file for page in self.pages}

    @property
    def rules(self) -> Mapping[str, str]:
        """The link to each rule, by its full name; to the last edition where several have it."""
        return {
            f"{chapter.rule_set.name} {article.rule.id}": f"{page.file}#{article.id}"
            for page in self.pages
            for edition in page.editions
            for chapter in edition.chapters
            for article in chapter.articles
        }

    @property
    def passed(self) -> int:
        """The number of scenarios that passed."""
        return sum(page.passed for page in self.pages) + sum(view.passed for view in self.orphans)

    @property
    def total(self) -> int:
        """The number of scenarios."""
        return sum(page.total for page in self.pages) + sum(view.total for view in self.orphans)

    def as_dict(self) -> dict[str, int]:
        """The same for JSON, in numbers."""
        return {"instruments": len(self.pages), "scenarios": self.total, "passed": self.passed}

    def summary(self, lang: str) -> str:
        """The number of pages, and of scenarios that passed."""
        share = f"{self.passed}/{self.total}"
        vi, en = f"{share} kịch bản đạt", f"{share} scenarios passed"
        return Text(f"{len(self.pages)} văn bản, {vi}", f"{len(self.pages)} instruments, {en}").in_(lang)


def build(features: Sequence[Feature], laws: LawCache) -> Site:
    """Run the features, and gather the contents of the pages. Raises `FeatureError` where a step makes no sense."""
    coverage = measure(bind_features(features), laws)
    views = build_views(features, coverage.results)
    files = _files(coverage, laws)
    homes = {view.id: _home(view, files, coverage) for view in views}
    answers = {
        name: (plan.plan.number, answer) for plan in laws.plans.values() for name, answer in plan.law.answers.items()
    }
    builder = ChapterBuilder(views, {view: files.get(number or "", INDEX) for view, number in homes.items()}, answers)
    instruments = {number: instrument for law in loaded(laws) for number, instrument in law.instruments.items()}
    bound = _editions(coverage, laws, builder, instruments)
    sheets = plans(laws)
    pages = tuple(
        Page(
            number,
            file,
            instruments.get(number) or Instrument(number, Text(number, number), Text("", "")),
            relations(number, instruments),
            bound.get(number, ()),
            tuple(sheet(plan) for plan in sheets.get(number, ())),
            tuple(view for view in views if homes[view.id] == number),
        )
        for number, file in files.items()
    )
    orphans = tuple(view for view in views if homes[view.id] is None)
    return Site(pages, orphans, instruments, _touches(views, coverage, files), _code(coverage))


def _code(coverage: LawCoverage) -> int:
    """The exit code: 0 all passed, 1 a scenario failed, 3 a step makes no sense."""
    if any(result.problems for result in coverage.results):
        return 3
    return 0 if all(result.passed for result in coverage.results) else 1


def _files(coverage: LawCoverage, laws: LawCache) -> dict[str, str]:
    """The page of each instrument that has rules or is a plan."""
    numbers = {covered.name.rpartition(" ")[0] for covered in coverage.rule_sets}
    return {number: f"{folder_of(number)}.html" for number in sorted({*numbers, *plans(laws)})}


def _home(view: FeatureView, files: Mapping[str, str], coverage: LawCoverage) -> str | None:
    """The instrument to whose page a feature belongs.

    It is that of its folder, else the first to which its steps refer, else the first whose rules it bears on.
    """
    page = f"{view.feature.path.parent.name}.html"
    of_folder = next((number for number, file in files.items() if file == page), None)
    positions = {row.position for scenario in view.scenarios for row in scenario.rows}
    touched = (
        number
        for covered in coverage.rule_sets
        for number in files
        if covered.name.startswith(f"{number} ") and any(positions & set(rule.scenarios) for rule in covered.rules)
    )
    return of_folder or mentioned(view.feature, files) or next(touched, None)


def _editions(
    coverage: LawCoverage, laws: LawCache, builder: ChapterBuilder, instruments: Mapping[str, Instrument]
) -> dict[str, tuple[Edition, ...]]:
    """The editions of each instrument, in order of their first days."""
    numbers: dict[str, list[Edition]] = {}
    files = editions(laws, coverage)
    days = {file: _day(file) for file in files}
    for file, rule_sets in files.items():
        start = days[file]
        day = start.isoformat() if start else ""
        chapters = tuple(builder.chapter(covered, law, day) for covered, law in rule_sets)
        number = chapters[0].rule_set.instrument
        later = [first for other, first in days.items() if first and Path(other).parent == Path(file).parent]
        instrument = instruments.get(number)
        end = until(start, later, instrument.in_force.end if instrument and instrument.in_force else None)
        notes = tuple(_notes(chapters[0].law, number, laws))
        numbers.setdefault(number, []).append(Edition(file, start, end, chapters, notes))
    return {number: tuple(instrument_editions) for number, instrument_editions in numbers.items()}


def _notes(law: Law, number: str, laws: LawCache) -> Iterator[tuple[Citation, Text]]:
    """The notes of an instrument's own file, not those of the files that it uses."""
    others = {note for other in loaded(laws) if other.number != number for note in other.notes}
    return (note for note in law.notes if note not in others or note[0].instrument == number)


def _day(file: str) -> date | None:
    """The day in the name of a rule file."""
    try:
        return date.fromisoformat(Path(file).stem)
    except ValueError:
        return None


def _touches(
    views: Iterable[FeatureView], coverage: LawCoverage, files: Mapping[str, str]
) -> dict[str, tuple[Touch, ...]]:
    """The rules that each scenario bears on, by the scenario's id."""
    scenarios = [scenario for view in views for scenario in view.scenarios]
    return {scenario.id: tuple(_of_scenario(scenario, coverage, files)) for scenario in scenarios}


def _of_scenario(scenario: ScenarioView, coverage: LawCoverage, files: Mapping[str, str]) -> Iterator[Touch]:
    positions = {row.position for row in scenario.rows}
    for covered in coverage.rule_sets:
        number, _, name = covered.name.rpartition(" ")
        day = _day(covered.place.file)
        for rule in covered.rules:
            holds, fails, unknown = (bool(positions & set(marks)) for marks in rule.marks)
            if holds or fails or unknown:
                href = f"{files[number]}#{anchor(name, rule.id, day.isoformat() if day else '')}"
                yield Touch(href, number, rule.title, (holds, fails, unknown))


# ── writing ──────────────────────────────────────────────────────────────────────────────────────


def environment() -> Environment:
    """The templates, with the words and forms that they need; everything is escaped."""
    templates = Environment(
        loader=PackageLoader("eligibility.testing.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["short"] = short
    templates.filters["folder_file"] = lambda file: short(Place(file))
    templates.globals.update(
        EVIDENCE=EVIDENCE,
        INDEX=INDEX,
        period=period,
        day=lambda day: Text.of(lambda lang: formats.day(day, lang)),
        number=lambda value: Text.of(lambda lang: formats.number(value, lang)),
    )
    return templates


def render(site: Site) -> Iterator[tuple[str, str]]:
    """Each file with its text, the index last."""
    templates = environment()
    for page in site.pages:
        yield page.file, templates.get_template("page.html").render(site=site, page=page)
    yield INDEX, templates.get_template("index.html").render(site=site)


def write(site: Site, folder: Path) -> tuple[Path, ...]:
    """Write all pages into a folder; each appears whole or not at all. Raises `FeatureError` where one cannot be."""
    texts = tuple(render(site))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_written(folder / name, text) for name, text in texts)
    except OSError as error:
        why = error.strerror or ""
        what = Text(f"không ghi được trang ({why})", f"the pages cannot be written ({why})")
        raise FeatureError([Problem(Place(folder.as_posix()), what)]) from None


def _written(path: Path, text: str) -> Path:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path
