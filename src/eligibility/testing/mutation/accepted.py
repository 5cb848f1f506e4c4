"""Accepted mutants: those that no scenario need notice, each with the reason why that is accepted."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from eligibility.sources import Entries, Node, Place, Problem, RuleError, Scalar, Text, closest, read_document
from eligibility.testing.gherkin import FeatureError

NAME = "survivors.yaml"
"""The name of the list of accepted survivors, a file among the features."""
_FORM = Text("{mã đột biến: {vi: lý do, en: reason}}", "{id of the mutant: {vi: lý do, en: reason}}")


@attrs.frozen
class AcceptedMutant:
    """A mutant, or all mutants of a rule, that may survive, and why."""

    id: str
    reason: Text
    place: Place


def survivors_near(paths: Sequence[str | Path]) -> Path | None:
    """The list in one of these folders, or at most two folders above."""
    for path in (Path(path).absolute() for path in paths):
        for folder in (path, *path.parents)[:3]:
            if (folder / NAME).is_file():
                return folder / NAME
    return None


def read_survivors(path: Path) -> tuple[AcceptedMutant, ...]:
    """The accepted survivors in a file. Raises `FeatureError` with everything that is wrong in it."""
    try:
        node = read_document(path, path.as_posix())
    except RuleError as error:
        raise FeatureError(error.problems) from None
    problems: list[Problem] = []
    accepted = tuple(_accepted(node, problems))
    if problems:
        raise FeatureError(problems)
    return accepted


def _accepted(node: Node, problems: list[Problem]) -> Iterator[AcceptedMutant]:
    if not isinstance(node, Entries):
        problems.append(_wrong(node))
        return
    for key, value in node.entries:
        reason = _reason(value)
        if reason is None:
            problems.append(_wrong(value))
        else:
            yield AcceptedMutant(key.text, reason, key.place)


def _reason(node: Node) -> Text | None:
    """A reason in both languages."""
    if not isinstance(node, Entries):
        return None
    texts = {key.text: value.text for key, value in node.entries if isinstance(value, Scalar)}
    return Text(texts["vi"], texts["en"]) if texts.keys() == {"vi", "en"} and all(texts.values()) else None


def _wrong(node: Node) -> Problem:
    return Problem(node.place, Text("không phải lý do của một đột biến", "this is not the reason of a mutant"), _FORM)


def unknown(accepted: AcceptedMutant, ids: Sequence[str]) -> Problem:
    """The problem of an entry that names no mutant."""
    what = Text(f"không có đột biến “{accepted.id}”", f"there is no mutant “{accepted.id}”")
    return Problem(accepted.place, what, None, closest(accepted.id, ids))


def no_longer(accepted: AcceptedMutant) -> Problem:
    """The problem of an entry whose mutant a scenario notices."""
    what = Text(f"đột biến “{accepted.id}” không còn sống sót", f"the mutant “{accepted.id}” does not survive any more")
    return Problem(accepted.place, what)
