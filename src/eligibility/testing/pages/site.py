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
from eligibility.testing.pages.chapters import Edition, Scribe, anchor, editions, loaded, period, relations, until
from eligibility.testing.pages.plans import PlanSheet, plans, sheet
from eligibility.testing.pages.stories import Story, ToldFeature, mentioned, short, tell
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
    relations: tuple[tuple[Text, tuple[str, ...]], ...]
    editions: tuple[Edition, ...]
    plans: tuple[PlanSheet, ...]
    features: tuple[ToldFeature, ...]

    @property
    def passed(self) -> int:
        """How many of its scenarios passed."""
        return sum(told.passed for told in self.features)

    @property
    def total(self) -> int:
        """How many scenarios it has."""
        return sum(told.total for told in self.features)

    @property
    def rules(self) -> int:
        """How many rules it has."""
        return sum(len(chapter.articles) for edition in self.editions for chapter in edition.chapters)


@attrs.frozen
class Site:
    """All pages, the features that belong to none of them, and the instruments that are only spoken of."""

    pages: tuple[Page, ...]
    orphans: tuple[ToldFeature, ...]
    instruments: Mapping[str, Instrument]
    touches: Mapping[str, tuple[Touch, ...]]
    code: int

    @property
    def files(self) -> Mapping[str, str]:
        """The file of each instrument that has a page."""
        return {page.number: page.file for page in self.pages}

    @property
    def rules(self) -> Mapping[str, str]:
        """Where each rule stands, by its full name; of one that several editions have, the last."""
        return {
            f"{chapter.rule_set.name} {article.rule.id}": f"{page.file}#{article.id}"
            for page in self.pages
            for edition in page.editions
            for chapter in edition.chapters
            for article in chapter.articles
        }

    @property
    def passed(self) -> int:
        """How many scenarios passed."""
        return sum(page.passed for page in self.pages) + sum(told.passed for told in self.orphans)

    @property
    def total(self) -> int:
        """How many scenarios there are."""
        return sum(page.total for page in self.pages) + sum(told.total for told in self.orphans)

    def as_dict(self) -> dict[str, int]:
        """The same for JSON, in numbers."""
        return {"instruments": len(self.pages), "scenarios": self.total, "passed": self.passed}

    def summary(self, lang: str) -> str:
        """How many pages there are, and how many scenarios passed."""
        found = f"{self.passed}/{self.total}"
        vi, en = f"{found} kịch bản đạt", f"{found} scenarios passed"
        return Text(f"{len(self.pages)} văn bản, {vi}", f"{len(self.pages)} instruments, {en}").in_(lang)


def build(features: Sequence[Feature], laws: LawCache) -> Site:
    """Run the features, and gather what the pages show. Raises `FeatureError` where a step makes no sense."""
    coverage = measure(bind_features(features), laws)
    told = tell(features, coverage.verdicts)
    files = _files(coverage, laws)
    homes = {one.id: _home(one, files, coverage) for one in told}
    at = {feature: files.get(number or "", INDEX) for feature, number in homes.items()}
    answered = ((plan.plan.number, plan.law.answers) for plan in laws.plans.values())
    answers = {name: (number, answer) for number, given in answered for name, answer in given.items()}
    scribe = Scribe(told, at, answers)
    instruments = {number: one for law in loaded(laws) for number, one in law.instruments.items()}
    bound = _editions(coverage, laws, scribe, instruments)
    sheets = plans(laws)
    pages = tuple(
        Page(
            number,
            file,
            instruments.get(number) or Instrument(number, Text(number, number), Text("", "")),
            tuple(relations(number, instruments)),
            bound.get(number, ()),
            tuple(sheet(plan) for plan in sheets.get(number, ())),
            tuple(one for one in told if homes[one.id] == number),
        )
        for number, file in files.items()
    )
    orphans = tuple(one for one in told if homes[one.id] is None)
    return Site(pages, orphans, instruments, _touches(told, coverage, files), _code(coverage))


def _code(coverage: LawCoverage) -> int:
    """The exit code: 0 all passed, 1 a scenario failed, 3 a step makes no sense."""
    if any(verdict.problems for verdict in coverage.verdicts):
        return 3
    return 0 if all(verdict.passed for verdict in coverage.verdicts) else 1


def _files(coverage: LawCoverage, laws: LawCache) -> dict[str, str]:
    """The page of each instrument that has rules or is a plan."""
    numbers = [_instrument(covered.name, laws) for covered in coverage.rule_sets]
    return {number: f"{folder_of(number)}.html" for number in sorted({*numbers, *plans(laws)})}


def _instrument(name: str, laws: LawCache) -> str:
    """The instrument of a rule set of this name."""
    every = (rule_set for law in loaded(laws) for rule_set in law.rule_sets)
    return next(rule_set.instrument for rule_set in every if rule_set.name == name)


def _home(told: ToldFeature, files: Mapping[str, str], coverage: LawCoverage) -> str | None:
    """The instrument whose page a feature belongs to.

    It is that of its folder, else the first that its steps speak of, else the first whose rules it bears on.
    """
    folder = f"{told.feature.path.parent.name}.html"
    own = next((number for number, file in files.items() if file == folder), None)
    positions = {row.at for story in told.stories for row in story.rows}
    touched = (
        number
        for covered in coverage.rule_sets
        for number in files
        if covered.name.startswith(f"{number} ") and any(positions & set(rule.scenarios) for rule in covered.rules)
    )
    return own or mentioned(told.feature, files) or next(touched, None)


def _editions(
    coverage: LawCoverage, laws: LawCache, scribe: Scribe, instruments: Mapping[str, Instrument]
) -> dict[str, tuple[Edition, ...]]:
    """The editions of each instrument, in order of their first days."""
    found: dict[str, list[Edition]] = {}
    files = editions(laws, coverage)
    days = {file: _day(file) for file in files}
    for file, held in files.items():
        start = days[file]
        chapters = tuple(scribe.chapter(covered, law, start.isoformat() if start else "") for covered, law in held)
        number = chapters[0].rule_set.instrument
        later = [day for other, day in days.items() if day and Path(other).parent == Path(file).parent]
        known = instruments.get(number)
        end = until(start, later, known.in_force.end if known and known.in_force else None)
        notes = tuple(_notes(chapters[0].law, number, laws))
        found.setdefault(number, []).append(Edition(file, start, end, chapters, notes))
    return {number: tuple(own) for number, own in found.items()}


def _notes(law: Law, number: str, laws: LawCache) -> Iterator[tuple[Citation, Text]]:
    """The notes of an instrument's own file: not those of the files that it uses."""
    others = {note for other in loaded(laws) if other.number != number for note in other.notes}
    for note in law.notes:
        if note not in others or note[0].instrument == number:
            yield note


def _day(file: str) -> date | None:
    """The day in the name of a rule file."""
    try:
        return date.fromisoformat(Path(file).stem)
    except ValueError:
        return None


def _touches(
    told: Iterable[ToldFeature], coverage: LawCoverage, files: Mapping[str, str]
) -> dict[str, tuple[Touch, ...]]:
    """For each scenario, by its id, the rules that it bears on."""
    return {story.id: tuple(_of_story(story, coverage, files)) for one in told for story in one.stories}


def _of_story(story: Story, coverage: LawCoverage, files: Mapping[str, str]) -> Iterator[Touch]:
    positions = {row.at for row in story.rows}
    for covered in coverage.rule_sets:
        number, _, name = covered.name.rpartition(" ")
        day = _day(covered.place.file)
        for rule in covered.rules:
            holds, fails, unknown = (bool(positions & set(marks)) for marks in rule.marks)
            if holds or fails or unknown:
                there = f"{files[number]}#{anchor(name, rule.id, day.isoformat() if day else '')}"
                yield Touch(there, number, rule.title, (holds, fails, unknown))


# ── writing ──────────────────────────────────────────────────────────────────────────────────────


def environment() -> Environment:
    """The templates, with the words and forms that they need; everything is escaped."""
    found = Environment(
        loader=PackageLoader("eligibility.testing.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["short"] = short
    found.filters["folder_file"] = lambda file: short(Place(file))
    found.globals.update(
        EVIDENCE=EVIDENCE,
        INDEX=INDEX,
        period=period,
        day=lambda day: Text.of(lambda lang: formats.day(day, lang)),
        number=lambda value: Text.of(lambda lang: formats.number(value, lang)),
    )
    return found


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
