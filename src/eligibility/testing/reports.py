"""Reports: a run of scenarios, the coverage of the law and its mutation, for people and for programs."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from xml.etree import ElementTree as ET

from eligibility.testing.coverage import LawCoverage
from eligibility.testing.mutation import MutationReport
from eligibility.testing.runner import ScenarioResult, Session

MARKS: Final = {"passed": "✓", "failed": "✗", "error": "!"}
"""The marks of the outcomes of a scenario."""
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


# ── scenarios ────────────────────────────────────────────────────────────────────────────────────


def result_lines(result: ScenarioResult, lang: str) -> Iterator[str]:
    """One scenario in one line; what went wrong below it."""
    scenario = result.scenario
    yield f"{MARKS[result.outcome]} {scenario.feature} › {scenario.title}"
    if result.step is None:
        return
    yield f"    {scenario.place.file}:{result.step.place.line}: {result.step.sentence}"
    if result.failure:
        yield ("    cần: " if lang == "vi" else "    expected: ") + result.failure.expected
        yield ("    được: " if lang == "vi" else "    found: ") + result.failure.found
        yield from (f"      {line}" for line in result.why.splitlines())
    elif result.problems:
        yield from (f"    {problem.text(lang)}" for problem in result.problems)
    else:
        yield f"    {result.why}"


def _counts(session: Session) -> dict[str, int]:
    outcomes = [result.outcome for result in session.results]
    return {outcome: outcomes.count(outcome) for outcome in MARKS}


def summary(session: Session, lang: str) -> str:
    """The numbers of scenarios that passed, failed and made no sense."""
    counts = _counts(session)
    if lang == "vi":
        line = f"{counts['passed']} kịch bản đạt, {counts['failed']} không đạt"
        return line + (f", {counts['error']} lỗi" if counts["error"] else "")
    line = f"{counts['passed']} scenarios passed, {counts['failed']} failed"
    return line + (f", {counts['error']} in error" if counts["error"] else "")


def session_record(session: Session, lang: str) -> dict[str, Any]:
    """A run as JSON."""
    return {"scenarios": [_record(result, lang) for result in session.results], **_counts(session)}


def _record(result: ScenarioResult, lang: str) -> dict[str, Any]:
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
    if result.step is not None:
        failure = result.failure
        record |= {"step": result.step.sentence, "step_line": result.step.place.line, "why": result.why}
        record |= {"expected": failure.expected if failure else "", "found": failure.found if failure else ""}
        record["problems"] = [problem.text(lang) for problem in result.problems]
    return record


def junit(session: Session) -> str:
    """A run in the form of JUnit: a test case for each scenario, a failure in each that did not pass."""
    failures = sum(not result.passed for result in session.results)
    seconds = sum(result.seconds for result in session.results)
    counts = {"tests": str(len(session.results)), "failures": str(failures), "errors": "0", "skipped": "0"}
    suites = ET.Element("testsuites", {"name": "eligibility"})
    suite = ET.SubElement(suites, "testsuite", {"name": "eligibility", **counts, "time": f"{seconds:.3f}"})
    for result in session.results:
        scenario = result.scenario
        names = {"classname": _xml(scenario.place.file), "name": _xml(scenario.title)}
        case = ET.SubElement(suite, "testcase", {**names, "time": f"{result.seconds:.3f}"})
        if not result.passed:
            _, *lines = result_lines(result, scenario.lang)
            ET.SubElement(case, "failure", {"message": _xml(str(result.error))}).text = _xml("\n".join(lines))
    return f'<?xml version="1.0" encoding="utf-8"?>{ET.tostring(suites, encoding="unicode")}'


def _xml(text: str) -> str:
    """The text with the characters that XML does not allow replaced by their numbers."""
    return _NOT_XML.sub(lambda match: f"#x{ord(match[0]):02X}", text)


# ── coverage and mutation ────────────────────────────────────────────────────────────────────────


def table_lines(rows: Iterable[tuple[str, ...]], width: int) -> Iterator[str]:
    """Rows in aligned columns, lines cut at `width` characters."""
    lines = [tuple(map(str, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for row in lines:
        line = "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
        yield line if len(line) <= width else line[: width - 1] + "…"


def coverage_lines(coverage: LawCoverage, lang: str, width: int) -> Iterator[str]:
    """Totals, then what no scenario makes hold, fail or undetermined, and the boundaries that none touches."""
    rows = list(coverage.rows(lang))
    gaps = list(coverage.gaps(lang))
    kinds = {"rule": ("quy tắc", "rules"), "leaf": ("điều kiện", "leaves"), "boundary": ("ngưỡng", "boundaries")}
    for kind, (vi, en) in kinds.items():
        counts = [row[3] for row in rows if row[1] == kind]
        words = f"{vi} được thử đủ ba phía" if lang == "vi" else f"{en} seen from all three sides"
        yield f"{sum(map(all, counts))}/{len(counts)} {words}"
    if gaps:
        vi = "số kịch bản: đúng · sai · chưa biết (của ngưỡng: dưới · bằng · trên)"
        yield vi if lang == "vi" else "scenarios: holds · fails · unknown (of a boundary: below · at · above)"
    yield from table_lines(((place, " · ".join(map(str, counts)), words) for place, _, words, counts in gaps), width)


def mutation_lines(report: MutationReport, lang: str) -> Iterator[str]:
    """The number of mutants that the scenarios notice, and those that none does."""
    tried, killed, accepted = len(report.results), len(report.killed), len(report.accepted)
    if lang == "vi":
        yield f"{killed}/{tried} thay đổi của luật bị kịch bản phát hiện (trong {report.of}); {accepted} được chấp nhận"
    else:
        yield f"{killed}/{tried} mutants of the law are noticed by a scenario (of {report.of}); {accepted} are accepted"
    for place, what, hint in report.rows(lang):
        yield f"✗ {place}: {what}"
        yield f"    → {hint}"
    for result in report.failing:
        yield f"! {result.scenario.place}: {result.scenario.title}"
    yield from (f"! {problem.text(lang)}" for problem in report.problems)
