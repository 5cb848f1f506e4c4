"""Reports: what a run of scenarios, the coverage of the law and its mutation look like to people and to programs."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from eligibility.reporting import Json, json_text
from eligibility.sources import Place, Problem, Text
from eligibility.testing.coverage import LawCoverage, measure
from eligibility.testing.gherkin import FeatureError, read_features
from eligibility.testing.laws import LawCache
from eligibility.testing.mutation import MutationReport, mutate, read_survivors, survivors_near
from eligibility.testing.runner import Result, Session, bind_features, run_session

MARKS = {"passed": "✓", "failed": "✗", "error": "!"}
"""How the outcome of a scenario is shown."""


def result_lines(result: Result, lang: str) -> Iterator[str]:
    """One scenario in one line; what went wrong below it."""
    scenario = result.scenario
    yield f"{MARKS[result.outcome]} {scenario.feature} › {scenario.title}"
    if result.outcome == "passed":
        return
    yield f"    {scenario.place.file}:{result.line}: {result.step}"
    if result.outcome == "failed":
        yield ("    cần: " if lang == "vi" else "    expected: ") + result.expected
        yield ("    được: " if lang == "vi" else "    found: ") + result.found
        yield from (f"      {line}" for line in result.why.splitlines())
    elif result.problems:
        yield from (f"    {problem.text(lang)}" for problem in result.problems)
    else:
        yield from (f"    {line}" for line in result.why.splitlines()[-3:])


def summary(session: Session, lang: str) -> str:
    """How many passed, failed and made no sense."""
    counts = {outcome: sum(result.outcome == outcome for result in session.results) for outcome in MARKS}
    if lang == "vi":
        said = f"{counts['passed']} kịch bản đạt, {counts['failed']} không đạt"
        return said + (f", {counts['error']} lỗi" if counts["error"] else "")
    said = f"{counts['passed']} scenarios passed, {counts['failed']} failed"
    return said + (f", {counts['error']} in error" if counts["error"] else "")


def session_record(session: Session, lang: str) -> dict[str, Any]:
    """A run as JSON."""
    return {
        "scenarios": [_record(result, lang) for result in session.results],
        **{outcome: sum(result.outcome == outcome for result in session.results) for outcome in MARKS},
    }


def _record(result: Result, lang: str) -> dict[str, Any]:
    scenario = result.scenario
    record: dict[str, Any] = {
        "file": scenario.place.file,
        "line": scenario.place.line,
        "feature": scenario.feature,
        "rule": scenario.rule,
        "scenario": scenario.name,
        "row": dict(scenario.row),
        "tags": sorted(scenario.tags),
        "outcome": result.outcome,
    }
    if result.outcome != "passed":
        record |= {"step": result.step, "step_line": result.line, "why": result.why}
        record |= {"expected": result.expected, "found": result.found}
        record["problems"] = [problem.text(lang) for problem in result.problems]
    return record


def table_lines(rows: Iterable[tuple[str, ...]], width: int) -> Iterator[str]:
    """Rows in aligned columns, the last one cut where the terminal ends."""
    every = [tuple(str(cell) for cell in row) for row in rows]
    if not every:
        return
    widths = [max(len(row[at]) for row in every) for at in range(len(every[0]))]
    for row in every:
        line = "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
        yield line if len(line) <= width else line[: width - 1] + "…"


def coverage_lines(coverage: LawCoverage, lang: str, width: int) -> Iterator[str]:
    """What no scenario makes hold, fail or undetermined, and the boundaries that none touches."""
    rows = list(coverage.rows(lang))
    gaps = list(coverage.gaps(lang))
    kinds = {"rule": ("quy tắc", "rules"), "leaf": ("điều kiện", "leaves"), "boundary": ("ngưỡng", "boundaries")}
    for kind, (vi, en) in kinds.items():
        own = [row for row in rows if row[1] == kind]
        full = sum(all(row[3]) for row in own)
        said = f"{vi} được thử đủ ba phía" if lang == "vi" else f"{en} seen from all three sides"
        yield f"{full}/{len(own)} {said}"
    if gaps:
        vi = "số kịch bản: đúng · sai · chưa biết (của ngưỡng: dưới · bằng · trên)"
        yield vi if lang == "vi" else "scenarios: holds · fails · unknown (of a boundary: below · at · above)"
    yield from table_lines(((place, " · ".join(map(str, counts)), words) for place, _, words, counts in gaps), width)


def mutation_lines(report: MutationReport, lang: str) -> Iterator[str]:
    """How many mutants the scenarios notice, and those that none does."""
    tried, killed, accepted = len(report.trials), len(report.killed), len(report.accepted)
    if lang == "vi":
        yield f"{killed}/{tried} thay đổi của luật bị kịch bản phát hiện (trong {report.of}); {accepted} được chấp nhận"
    else:
        yield f"{killed}/{tried} mutants of the law are noticed by a scenario (of {report.of}); {accepted} are accepted"
    for place, what, hint in report.rows(lang):
        yield f"✗ {place}: {what}"
        yield f"    → {hint}"
    for verdict in report.failing:
        yield f"! {verdict.scenario.place}: {verdict.scenario.title}"
    yield from (f"! {problem.text(lang)}" for problem in report.problems)


Print = Callable[[Iterable[str]], None]


class Progress(Protocol):
    """A bar that shows how far the work is."""

    length: Any

    def update(self, n_steps: int) -> None:
        """So many steps more are done."""


def scenarios(
    paths: Sequence[str], tags: Sequence[str], without: Sequence[str], form: str, lang: str, show: Print
) -> int:
    """Run the scenarios; each is shown as it ends. The exit code comes back."""

    def heard(result: Result) -> None:
        if form == "table":
            show(f"{line}\n" for line in result_lines(result, lang))

    session = run_session(paths, tags, without, form == "junit", heard)
    if not session.results:
        what = Text("không có kịch bản nào để chạy", "there is no scenario to run")
        raise FeatureError([Problem(Place(", ".join(map(str, paths))), what)])
    if form == "json":
        show((json_text(session_record(session, lang)), "\n"))
    elif form == "junit":
        show((session.junit, "\n"))
    else:
        show((summary(session, lang), "\n"))
    return session.code


def docs(paths: Sequence[str], out: Path, form: str, lang: str, show: Print) -> int:
    """Write the living documentation: one page for each instrument. The exit code comes back."""
    from eligibility.testing.pages import build, write

    site = build(read_features(paths), LawCache())
    written: list[Json] = [path.as_posix() for path in write(site, out)]
    if form == "json":
        show((json_text({"files": written, **site.as_dict()}), "\n"))
    else:
        show((*(f"{path}\n" for path in written), f"{site.summary(lang)}\n"))
    return site.code


def coverage(paths: Sequence[str], form: str, lang: str, show: Print) -> int:
    """Show what the scenarios touch of the law."""
    found = measure(bind_features(read_features(paths)), LawCache())
    if form == "json":
        show((json_text(found.as_dict()), "\n"))
    else:
        width = shutil.get_terminal_size((100, 24)).columns
        show(f"{line}\n" for line in coverage_lines(found, lang, width))
    return 0 if all(verdict.passed for verdict in found.verdicts) else 1


def mutation(paths: Sequence[str], jobs: int, sample: int | None, bar: Progress) -> MutationReport:
    """Change the law one thing at a time."""
    near = survivors_near(paths)
    accepted = read_survivors(near) if near else ()

    def heard(done: int, every: int) -> None:
        bar.length = every
        bar.update(1 if done <= every else 0)

    return mutate(bind_features(read_features(paths)), None, accepted, jobs, sample, heard)


def tell_mutation(report: MutationReport, form: str, lang: str, show: Print) -> int:
    """Show what the scenarios did not notice. The exit code comes back."""
    if form == "json":
        show((json_text(report.as_dict()), "\n"))
    else:
        show(f"{line}\n" for line in mutation_lines(report, lang))
    return 1 if report.findings else 0
