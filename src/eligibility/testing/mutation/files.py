"""Mutants of files: the dated files below a root, each loaded on the days on which its named values change."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import attrs

from eligibility.model import LoadedPlan, Period, Threshold, folder_of
from eligibility.rulefiles import (
    DATED,
    Corpus,
    InstrumentFile,
    LawReader,
    is_plan,
    load_plan,
    load_rules,
    named_values,
    under,
)
from eligibility.sources import Place, RuleError, Text
from eligibility.testing.edits import LongerPeriod, ShorterPeriod
from eligibility.testing.mutation.plans import of_plan
from eligibility.testing.mutation.rules import Mutant, of_rule_set, of_threshold, owner_of, touch_day, uses
from eligibility.testing.mutation.variations import Variation


@attrs.frozen
class RuleSource:
    """A rule file: its path, its name in messages, its period, and the days on which its named values change."""

    path: Path
    file: str
    number: str
    period: Period
    place: Place
    days: tuple[date, ...]


def mutants(root: Path, numbers: frozenset[str] | None = None) -> tuple[Mutant, ...]:
    """Every mutant of the rule files and plans below a root, or of those of these numbers, in order of place.

    Raises `RuleError` where a file is wrong.
    """
    every: list[Mutant] = []
    for folder in folders(root, numbers):
        if is_plan(folder):
            for path in sorted(folder.glob(DATED)):
                every += of_plan(whole_plan(path), path)
        else:
            files = sources(root, folder)
            for source in files:
                every += _of_source(source)
                every += _of_period(root, source, files)
    return tuple(_unique(sorted(every, key=lambda mutant: mutant.place.order)))


def folders(root: Path, numbers: frozenset[str] | None) -> Iterator[Path]:
    """The folders of instruments and plans below a root."""
    names = None if numbers is None else {folder_of(number) for number in numbers}
    for folder in sorted(path for path in root.iterdir() if any(path.glob(DATED))):
        if names is None or folder.name in names:
            yield folder


def whole_plan(path: Path) -> LoadedPlan:
    """A plan with the choices and assumptions beside it."""
    return load_plan(path, assume=(path.parent / "assume.yaml").is_file())


def sources(root: Path, folder: Path) -> tuple[RuleSource, ...]:
    """The rule files of a folder."""
    reader = LawReader(Corpus.at(root), None)
    opened = reader.dated(folder)
    if reader.found:
        raise RuleError(reader.found)
    return tuple(_source(file, path) for file, path in opened if file.in_force is not None)


def _source(file: InstrumentFile, path: Path) -> RuleSource:
    period = file.in_force
    assert period is not None
    starts = {day for day in _starts(file) if day in period}
    days = tuple(sorted({period.start, *starts}))
    return RuleSource(path, file.reader.name, file.number, period, file.fields.at("in_force"), days)


def _starts(file: InstrumentFile) -> Iterator[date]:
    """The days from which rows of named values count."""
    for named in named_values(file).values():
        for row in file.reader.items(named.fields.get("rows")):
            day = file.reader.day(under(file.reader, row, "from"))
            if day is not None:
                yield day


def _of_source(source: RuleSource) -> Iterator[Mutant]:
    laws = {day: load_rules(source.path, day) for day in source.days}
    law = laws[source.days[0]]
    for rule_set in law.rule_sets:
        if rule_set.place.file == source.file:
            yield from of_rule_set(law, rule_set)
    rows: dict[str, dict[date, Threshold]] = {}
    for day, dated in laws.items():
        for name, threshold in dated.thresholds.items():
            starts = rows.setdefault(name, {})
            if threshold.place.file == source.file and threshold.place not in {row.place for row in starts.values()}:
                starts[day] = threshold
    for name, starts in rows.items():
        if starts and name in uses(law):
            yield from of_threshold(law, name, starts)


# ── periods ──────────────────────────────────────────────────────────────────────────────────────


def _of_period(root: Path, source: RuleSource, files: tuple[RuleSource, ...]) -> Iterator[Mutant]:
    """A file in force a day earlier or later at either end; not where that would overlap with another."""
    one_day = timedelta(1)
    others = [other.period for other in files if other is not source]
    for word, end, outward in (("from", source.period.start, -one_day), ("until", source.period.end, one_day)):
        if end is not None:
            yield _moved(source, word, end, end - outward, ShorterPeriod(source.file, end))
            if not any(end + outward in period for period in others):
                yield _moved(source, word, end, end + outward, LongerPeriod(root, source.path, end + outward))


def _moved(source: RuleSource, word: str, end: date, moved: date, edit: ShorterPeriod | LongerPeriod) -> Mutant:
    key = f"{word} {end} → {moved}"
    words = {"from": "có hiệu lực từ", "until": "hết hiệu lực"}[word]
    what = Text(f"{source.number} {words} {end} thành {moved}", f"{source.number} in force {key}")
    day = edit.day
    hint = Text(f"một kịch bản dùng {source.number} vào ngày {day}", f"a scenario that uses {source.number} on {day}")
    change = Variation(None, source.place, key, what, hint)
    return Mutant.of(f"{owner_of(source.file)} in_force", change, {touch_day(day)}, edit)


def _unique(every: list[Mutant]) -> Iterator[Mutant]:
    """The mutants with identifiers that differ; a number is added where one rule contains the same thing twice."""
    times: dict[str, int] = {}
    for mutant in every:
        count = times[mutant.id] = times.get(mutant.id, 0) + 1
        yield mutant if count == 1 else attrs.evolve(mutant, key=f"{mutant.key} ({count})")
