"""Reports: what a run of scenarios, the coverage of the law and its mutation look like to people and to programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from eligibility.testing.sessions import Result, Session

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
