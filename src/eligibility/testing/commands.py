"""Commands: what `eligibility test` does, apart from its options."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from eligibility.errors import Place, Problem
from eligibility.reporting.exchange import Json
from eligibility.reporting.streams import json_text
from eligibility.testing import reports
from eligibility.testing.coverage import measure
from eligibility.testing.features import FeatureError, read_features
from eligibility.testing.laws import Laws
from eligibility.testing.mutation import MutationReport, mutate
from eligibility.testing.running import ready
from eligibility.testing.sessions import Result, run_session
from eligibility.testing.survivors import read_survivors, survivors_near
from eligibility.texts import Text

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
            show(f"{line}\n" for line in reports.result_lines(result, lang))

    session = run_session(paths, tags, without, form == "junit", heard)
    if not session.results:
        what = Text("không có kịch bản nào để chạy", "there is no scenario to run")
        raise FeatureError([Problem(Place(", ".join(map(str, paths))), what)])
    if form == "json":
        show((json_text(reports.session_record(session, lang)), "\n"))
    elif form == "junit":
        show((session.junit, "\n"))
    else:
        show((reports.summary(session, lang), "\n"))
    return session.code


def docs(paths: Sequence[str], out: Path, form: str, lang: str, show: Print) -> int:
    """Write the living documentation: one page for each instrument. The exit code comes back."""
    from eligibility.testing.pages import build, write

    site = build(read_features(paths), Laws())
    written: list[Json] = [path.as_posix() for path in write(site, out)]
    if form == "json":
        show((json_text({"files": written, **site.as_dict()}), "\n"))
    else:
        show((*(f"{path}\n" for path in written), f"{site.summary(lang)}\n"))
    return site.code


def coverage(paths: Sequence[str], form: str, lang: str, show: Print) -> int:
    """Show what the scenarios touch of the law."""
    found = measure(ready(read_features(paths)), Laws())
    if form == "json":
        show((json_text(found.as_dict()), "\n"))
    else:
        width = shutil.get_terminal_size((100, 24)).columns
        show(f"{line}\n" for line in reports.coverage_lines(found, lang, width))
    return 0 if all(verdict.passed for verdict in found.verdicts) else 1


def mutation(paths: Sequence[str], jobs: int, sample: int | None, bar: Progress) -> MutationReport:
    """Change the law one thing at a time."""
    near = survivors_near(paths)
    accepted = read_survivors(near) if near else ()

    def heard(done: int, every: int) -> None:
        bar.length = every
        bar.update(1 if done <= every else 0)

    return mutate(ready(read_features(paths)), None, accepted, jobs, sample, heard)


def tell_mutation(report: MutationReport, form: str, lang: str, show: Print) -> int:
    """Show what the scenarios did not notice. The exit code comes back."""
    if form == "json":
        show((json_text(report.as_dict()), "\n"))
    else:
        show(f"{line}\n" for line in reports.mutation_lines(report, lang))
    return 1 if report.findings else 0
