"""Sources: the dated files of a folder of rules, each with the days on which it has to be loaded to be seen whole."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import attrs

from eligibility.model import LoadedPlan, Period, Threshold, folder_of
from eligibility.rulefiles import DATED, File, LawReader, Library, is_plan, load_plan, load_rules, named_values, under
from eligibility.sources import Place, RuleError, Text
from eligibility.testing.edits import Edit, LongerPeriod, ShorterPeriod
from eligibility.testing.mutation.plans import of_plan
from eligibility.testing.mutation.rules import Mutant, of_rule_set, of_threshold, owner_of, touch_day, uses


@attrs.frozen
class RuleSource:
    """A rule file: where it lies, how it is shown, its period, and the days on which its named values change."""

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
    found: list[Mutant] = []
    for folder in folders(root, numbers):
        if is_plan(folder):
            for path in sorted(folder.glob(DATED)):
                found += of_plan(whole_plan(path), path)
        else:
            known = sources(root, folder)
            for source in known:
                found += _of_source(source)
                found += _of_period(root, source, known)
    return tuple(_told_apart(sorted(found, key=lambda mutant: mutant.place.order)))


def folders(root: Path, numbers: frozenset[str] | None) -> Iterator[Path]:
    """The folders of instruments and plans below a root."""
    names = None if numbers is None else {folder_of(number) for number in numbers}
    for folder in sorted(path for path in root.iterdir() if any(path.glob(DATED))):
        if names is None or folder.name in names:
            yield folder


def whole_plan(path: Path) -> LoadedPlan:
    """A plan with everything that lies beside it."""
    return load_plan(path, assume=(path.parent / "assume.yaml").is_file())


def sources(root: Path, folder: Path) -> tuple[RuleSource, ...]:
    """The rule files of a folder."""
    reader = LawReader(Library.at(root), None)
    opened = reader.dated(folder)
    if reader.found:
        raise RuleError(reader.found)
    return tuple(_source(file, path) for file, path in opened if file.in_force is not None)


def _source(file: File, path: Path) -> RuleSource:
    period = file.in_force
    assert period is not None
    starts = {day for day in _starts(file) if day in period}
    days = tuple(sorted({period.start, *starts}))
    return RuleSource(path, file.sheet.name, file.number, period, file.fields.at("in_force"), days)


def _starts(file: File) -> Iterator[date]:
    """The days from which rows of named values count."""
    for named in named_values(file).values():
        for row in file.sheet.items(named.fields.get("rows")):
            day = file.sheet.day(under(file.sheet, row, "from"))
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
            own = rows.setdefault(name, {})
            if threshold.place.file == source.file and threshold.place not in {row.place for row in own.values()}:
                own[day] = threshold
    for name, own in rows.items():
        if own and name in uses(law):
            yield from of_threshold(law, name, own)


# ── periods ──────────────────────────────────────────────────────────────────────────────────────


def _of_period(root: Path, source: RuleSource, known: tuple[RuleSource, ...]) -> Iterator[Mutant]:
    """A file in force a day earlier or later, or no longer, or not yet; not where that would overlap with another."""
    start, end, one = source.period.start, source.period.end, timedelta(1)
    taken = [other.period for other in known if other is not source]
    yield _moved(source, "from", start, start + one, ShorterPeriod(source.file, start), start)
    if not any(start - one in period for period in taken):
        yield _moved(source, "from", start, start - one, LongerPeriod(root, source.path, start - one), start - one)
    if end is not None:
        yield _moved(source, "until", end, end - one, ShorterPeriod(source.file, end), end)
        if not any(end + one in period for period in taken):
            yield _moved(source, "until", end, end + one, LongerPeriod(root, source.path, end + one), end + one)


def _moved(source: RuleSource, word: str, before: date, then: date, edit: Edit, day: date) -> Mutant:
    key = f"{word} {before} → {then}"
    words = {"from": "có hiệu lực từ", "until": "hết hiệu lực"}[word]
    what = Text(f"{source.number} {words} {before} thành {then}", f"{source.number} in force {key}")
    hint = Text(f"một kịch bản dùng {source.number} vào ngày {day}", f"a scenario that uses {source.number} on {day}")
    part = f"{owner_of(source.file)} in_force"
    return Mutant(part, key, source.place, what, hint, frozenset((touch_day(day),)), edit)


def _told_apart(found: list[Mutant]) -> Iterator[Mutant]:
    """The mutants with identifiers that differ, where one rule says the same thing twice."""
    seen: dict[str, int] = {}
    for mutant in found:
        seen[mutant.id] = seen.get(mutant.id, 0) + 1
        times = seen[mutant.id]
        yield mutant if times == 1 else attrs.evolve(mutant, key=f"{mutant.key} ({times})")
