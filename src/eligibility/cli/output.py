"""Endings: how a command ends: its result written whole, or what went wrong said once, and its exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

if TYPE_CHECKING:
    from eligibility.sources import Problem

DONE: Final = 0
FINDINGS: Final = 1
WRONG: Final = 3
INTERRUPTED: Final = 130
"""Exit codes; 2 is click's own for misuse."""

TYPED: Final = (".parquet", ".arrow", ".ipc", ".feather")
"""How the names of tables end whose columns have types."""
_READ: Final = (".csv", ".jsonl", ".ndjson", ".yaml", ".yml", ".feature", *TYPED)
"""How the names of files end that are read from a folder."""


class Output(NamedTuple):
    """How results and errors are shown."""

    form: str
    lang: str
    errors: Path | None

    def say(self, vi: str, en: str) -> str:
        """One of two texts, by the language."""
        return en if self.lang == "en" else vi


class Unwritten(Exception):
    """The output could not be written, and why."""


def show(chunks: Iterable[str]) -> None:
    """Write a result to the standard output once all of it is there. Raises `Unwritten`."""
    from eligibility.reporting import write_whole

    if sys.stdout is None:  # it was closed before we began
        raise Unwritten(os.strerror(errno.EBADF))
    try:
        write_whole(chunks, sys.stdout)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unwritten(error.strerror) from None


def complain(lines: Iterable[str]) -> None:
    """Say something on the standard error, where anybody can still hear it."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.writelines(f"{line}\n" for line in lines)
        sys.stderr.flush()
    except OSError:
        hush(sys.stderr)


def hush(stream: TextIO) -> None:
    """Nobody reads this stream any more: what is still buffered goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def answered(output: Output, command: Callable[[], int], passed: tuple[type[Exception], ...] = ()) -> int:
    """Run a command; whatever goes wrong is said in words, and its exit code comes back.

    The exceptions to be passed on are those of the command line itself.
    """
    from eligibility.reporting import problems_of
    from eligibility.sources import EligibilityError

    try:
        code = command()
    except EligibilityError as error:
        return report(problems_of(error), output)
    except BrokenPipeError:  # the reader has seen enough
        hush(sys.stdout)
        code = DONE
    except Unwritten as error:
        return unwritten(str(error))
    except passed:
        raise
    except Exception as error:  # noqa: BLE001 - a person at a terminal reads one line, not our stack
        return report((bug(error),), output)
    if code != WRONG:
        note((), output)
    return code


def report(problems: tuple[Problem, ...], output: Output) -> int:
    """The problems: a screenful on standard error, or JSON; all of them in a file where one was named."""
    from eligibility.reporting import json_text, problem_record
    from eligibility.reporting.problems import screenful

    written = note(problems, output)
    if output.form != "json":
        complain(screenful(problems, output.lang, output.errors if written else None))
        return WRONG
    try:
        show((json_text({"problems": [problem_record(one, output.lang) for one in problems]}), "\n"))
    except BrokenPipeError:
        hush(sys.stdout)
    except Unwritten as error:
        unwritten(str(error))
    return WRONG


def note(problems: Iterable[Problem], output: Output) -> bool:
    """Write all problems to the file that was named for them, an empty one where there are none; whether it was."""
    if output.errors is None:
        return False
    text = "".join(f"{problem.text(output.lang)}\n" for problem in problems)
    try:
        output.errors.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        complain((f"{output.errors}: {error.strerror}",))
        return False
    return True


def unwritten(why: str) -> int:
    """Say that the output could not be written; the exit code comes back."""
    complain((f"không ghi được kết quả / the output could not be written: {why}",))
    if sys.stdout is not None:
        hush(sys.stdout)
    return WRONG


def bug(error: Exception) -> Problem:
    """An error of ours in one line: what, and where in our code."""
    from traceback import extract_tb

    from eligibility.sources import NOWHERE, Problem, Text

    last = extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"
    both = f"lỗi của chương trình / an error of this program: {what}"
    return Problem(NOWHERE, Text(both, both))


def is_read(file: Path, given: Iterable[object]) -> bool:
    """Whether a command that is given these words reads a file: one of them, or what lies in a folder of them."""
    from eligibility.rulefiles import shipped_rules

    words = [word for one in given for word in (one if isinstance(one, tuple) else (one,)) if isinstance(word, str)]
    if any(os.path.exists(word) and file.exists() and file.samefile(word) for word in words):  # noqa: PTH110 - no name fails
        return True
    paths = [*(Path(word) for word in words if os.path.exists(word)), shipped_rules()]  # noqa: PTH110
    roots = [path.parent for path in paths if (path.parent / "instruments.yaml").is_file()]
    folders = [path.resolve() for path in (*paths, *roots) if path.is_dir()]
    return file.suffix.lower() in _READ and any(file.resolve().is_relative_to(folder) for folder in folders)


def results_of(out: object) -> tuple[Path, ...]:
    """The files that a command writes its results to: those named, and what their columns mean, which stands beside.

    >>> [path.as_posix() for path in results_of("out/results.parquet")], results_of(None)
    (['out/results.parquet', 'out/results.columns.csv'], ())
    """
    path = Path(str(out))
    beside = (path.with_suffix(".columns.csv"),) if path.suffix.lower() in (".csv", ".parquet") else ()
    return (path, *beside) if out else ()
