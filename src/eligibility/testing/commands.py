"""Commands: features run, measured, mutated or made pages of, and the report printed; each returns its exit code."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from eligibility.reporting import Json, json_text
from eligibility.sources import Place, Problem, Text
from eligibility.testing import reports
from eligibility.testing.coverage import measure
from eligibility.testing.gherkin import FeatureError, read_features
from eligibility.testing.laws import LawCache
from eligibility.testing.mutation import MutationReport, mutate, read_survivors, survivors_near
from eligibility.testing.runner import ScenarioResult, bind_features, run_features

Print = Callable[[Iterable[str]], None]


class Progress(Protocol):
    """A progress bar."""

    length: Any

    def update(self, n_steps: int) -> None:
        """Advance by so many steps."""


def scenarios(
    paths: Sequence[str], tags: Sequence[str], without: Sequence[str], form: str, lang: str, show: Print
) -> int:
    """Run the scenarios; in a table each is printed as it ends. Raises `FeatureError` if there is none to run."""

    def print_result(result: ScenarioResult) -> None:
        if form == "table":
            show(f"{line}\n" for line in reports.result_lines(result, lang))

    session = run_features(paths, tags, without, print_result)
    if not session.results:
        what = Text("không có kịch bản nào để chạy", "there is no scenario to run")
        raise FeatureError([Problem(Place(", ".join(map(str, paths))), what)])
    match form:
        case "json":
            show((json_text(reports.session_record(session, lang)), "\n"))
        case "junit":
            show((reports.junit(session), "\n"))
        case _:
            show((reports.summary(session, lang), "\n"))
    return session.code


def docs(paths: Sequence[str], out: Path, form: str, lang: str, show: Print) -> int:
    """Write the living documentation: one page for each instrument."""
    from eligibility.testing.pages import build, write

    site = build(read_features(paths), LawCache())
    files: list[Json] = [path.as_posix() for path in write(site, out)]
    if form == "json":
        show((json_text({"files": files, **site.as_dict()}), "\n"))
    else:
        show((*(f"{path}\n" for path in files), f"{site.summary(lang)}\n"))
    return site.code


def coverage(paths: Sequence[str], form: str, lang: str, show: Print) -> int:
    """Report what the scenarios touch of the law."""
    law_coverage = measure(bind_features(read_features(paths)), LawCache())
    if form == "json":
        show((json_text(law_coverage.as_dict()), "\n"))
    else:
        width = shutil.get_terminal_size((100, 24)).columns
        show(f"{line}\n" for line in reports.coverage_lines(law_coverage, lang, width))
    return 0 if all(result.passed for result in law_coverage.results) else 1


def mutation(paths: Sequence[str], jobs: int, sample: int | None, bar: Progress) -> MutationReport:
    """Run the scenarios against the law with one thing changed at a time."""
    path = survivors_near(paths)

    def advance(_: int, total: int) -> None:
        bar.length = total
        bar.update(1)

    return mutate(
        bind_features(read_features(paths)), None, read_survivors(path) if path else (), jobs, sample, advance
    )


def tell_mutation(report: MutationReport, form: str, lang: str, show: Print) -> int:
    """Report what the scenarios did not notice."""
    if form == "json":
        show((json_text(report.as_dict()), "\n"))
    else:
        show(f"{line}\n" for line in reports.mutation_lines(report, lang))
    return 1 if report.findings else 0
