"""The end of a command: its result is written whole or its errors are reported, and its exit code is returned."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

import click

if TYPE_CHECKING:
    from eligibility.sources import Problem

DONE: Final = 0
FINDINGS: Final = 1
WRONG: Final = 3
INTERRUPTED: Final = 130
"""Exit codes; 2 is click's own for misuse."""


class Output(NamedTuple):
    """The format and language of results and errors, and the file that receives all errors."""

    form: str
    lang: str
    errors: Path | None

    def say(self, vi: str, en: str) -> str:
        """The text in the language of the output."""
        return en if self.lang == "en" else vi


class OutputNotWritten(Exception):
    """The output could not be written; the message is the reason."""


def show(chunks: Iterable[str]) -> None:
    """Write a result to the standard output once all of it is there. Raises `OutputNotWritten`."""
    from eligibility.reporting import write_whole

    if sys.stdout is None:  # closed before the program started
        raise OutputNotWritten(os.strerror(errno.EBADF))
    try:
        write_whole(chunks, sys.stdout)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputNotWritten(error.strerror) from None


def print_errors(lines: Iterable[str]) -> None:
    """Print lines on the standard error, if it is still open."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.writelines(f"{line}\n" for line in lines)
        sys.stderr.flush()
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Redirect a closed stream to the null device so that flushing cannot fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def run_command(output: Output, command: Callable[[], int]) -> int:
    """Run a command, report any error in words, and return the exit code. What click itself raises is passed on."""
    from eligibility.reporting import problems_of
    from eligibility.sources import EligibilityError

    try:
        code = command()
    except EligibilityError as error:
        return report(problems_of(error), output)
    except BrokenPipeError:  # the reader has seen enough
        discard(sys.stdout)
        code = DONE
    except OutputNotWritten as error:
        return report_unwritten(str(error))
    except (click.ClickException, click.Abort, click.exceptions.Exit):
        raise
    except Exception as error:  # noqa: BLE001 - a person at a terminal reads one line, not our stack
        return report((internal_error(error),), output)
    if code != WRONG:
        write_errors((), output)
    return code


def report(problems: tuple[Problem, ...], output: Output) -> int:
    """Print a screenful of problems on standard error, or all as JSON, and return the exit code."""
    from eligibility.reporting import json_text, problem_record, screenful

    written = write_errors(problems, output)
    if output.form != "json":
        print_errors(screenful(problems, output.lang, output.errors if written else None))
        return WRONG
    try:
        show((json_text({"problems": [problem_record(problem, output.lang) for problem in problems]}), "\n"))
    except BrokenPipeError:
        discard(sys.stdout)
    except OutputNotWritten as error:
        report_unwritten(str(error))
    return WRONG


def write_errors(problems: Iterable[Problem], output: Output) -> bool:
    """Write all problems to the file of `--errors`, an empty one where there are none. True where it was written."""
    if output.errors is None:
        return False
    text = "".join(f"{problem.text(output.lang)}\n" for problem in problems)
    try:
        output.errors.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        print_errors((f"{output.errors}: {error.strerror}",))
        return False
    return True


def report_unwritten(reason: str) -> int:
    """Report that the output could not be written, and return the exit code."""
    print_errors((f"không ghi được kết quả / the output could not be written: {reason}",))
    if sys.stdout is not None:
        discard(sys.stdout)
    return WRONG


def internal_error(error: Exception) -> Problem:
    """An error of this program in one line: what, and where in the code."""
    from traceback import extract_tb

    from eligibility.sources import NOWHERE, Problem, Text

    last = extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"
    both = f"lỗi của chương trình / an error of this program: {what}"
    return Problem(NOWHERE, Text(both, both))


def is_input(file: Path, arguments: Iterable[object]) -> bool:
    """True where a command with these arguments reads the file: it is one of them, or lies in a folder of them."""
    from eligibility.registers import SUFFIXES
    from eligibility.rulefiles import shipped_rules

    values = (value for argument in arguments for value in (argument if isinstance(argument, tuple) else (argument,)))
    words = [value for value in values if isinstance(value, str) and os.path.exists(value)]  # noqa: PTH110 - no name fails
    if any(file.exists() and file.samefile(word) for word in words):
        return True
    paths = [*(Path(word) for word in words), shipped_rules()]
    roots = [path.parent for path in paths if (path.parent / "instruments.yaml").is_file()]
    folders = [path.resolve() for path in (*paths, *roots) if path.is_dir()]
    read = (*SUFFIXES, ".yaml", ".yml", ".feature")
    return file.suffix.lower() in read and any(file.resolve().is_relative_to(folder) for folder in folders)


def result_files(out: object) -> tuple[Path, ...]:
    """The files that a command writes its results to: the file of `--out`, and the list of its columns beside it.

    >>> [path.as_posix() for path in result_files("out/results.parquet")], result_files(None)
    (['out/results.parquet', 'out/results.columns.csv'], ())
    """
    path = Path(str(out))
    beside = (path.with_suffix(".columns.csv"),) if path.suffix.lower() in (".csv", ".parquet") else ()
    return (path, *beside) if out else ()
