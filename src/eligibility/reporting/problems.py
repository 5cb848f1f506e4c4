"""Problems of rules or facts: a screenful of lines, a file of all of them, or JSON."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from eligibility.reporting import formats
from eligibility.reporting.records import Json
from eligibility.sources import NOWHERE, EligibilityError, EngineDisagreement, Problem, Problems, Text

SCREENFUL = 20
"""So many problems are shown on a terminal."""


def problems_of(error: EligibilityError) -> tuple[Problem, ...]:
    """The problems that an error contains, or the error as a problem."""
    if isinstance(error, Problems):
        return error.problems
    if isinstance(error, EngineDisagreement):
        return (_disagreement(error),)
    return (Problem(NOWHERE, Text(str(error), str(error))),)


def _disagreement(error: EngineDisagreement) -> Problem:
    fired, traced = ", ".join(error.fired) or "∅", ", ".join(error.traced) or "∅"
    facts = "; ".join(f"{name} = {value}" for name, value in error.facts.items())
    vi = (
        f"hai bộ máy kết luận khác nhau về {error.subject}: durable_rules áp dụng {fired}, tracing áp dụng {traced}; "
        f"không có gì được quyết định; hãy gửi các dữ kiện này cho người bảo trì: {facts}"
    )
    en = (
        f"the two engines disagree about {error.subject}: durable_rules fired {fired}, tracing found {traced}; "
        f"nothing is decided; please send these facts to the maintainers: {facts}"
    )
    return Problem(NOWHERE, Text(vi, en))


def screenful(problems: Sequence[Problem], lang: str, written_to: Path | None = None) -> Iterator[str]:
    """The first problems, one a line, then how many more there are and where all of them were written."""
    yield from (problem.text(lang) for problem in problems[:SCREENFUL])
    more = len(problems) - SCREENFUL
    if more > 0:
        count = formats.number(more, lang)
        hint = Text(" (--errors TỆP ghi ra tất cả)", " (--errors FILE writes all of them)").in_(lang)
        yield Text(f"… và {count} lỗi nữa", f"… and {count} more").in_(lang) + ("" if written_to else hint)
    if written_to:
        total = formats.number(len(problems), lang)
        yield Text(f"cả {total} lỗi ở {written_to}", f"all {total} are in {written_to}").in_(lang)


def problem_record(problem: Problem, lang: str) -> dict[str, Json]:
    """A problem for JSON or CSV."""
    return {
        "file": problem.place.file or None,
        "line": problem.place.line or None,
        "column": problem.place.column or None,
        "what": problem.what.in_(lang),
        "expected": problem.expected.in_(lang) if problem.expected else None,
        "suggestion": problem.suggestion,
    }


FAULT_COLUMNS = ("file", "line", "column", "what", "expected", "suggestion")
"""The headings of problems in CSV."""
