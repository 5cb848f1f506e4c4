"""Endings: streams that nobody reads or that take no more, and the exit code all the same."""

import errno
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from eligibility import cli
from eligibility.cli import output
from eligibility.cli.output import Output, OutputNotWritten, print_errors, report, run_command, show
from eligibility.sources import NOWHERE, FactError, Problem, Text

pytestmark = pytest.mark.slow

OUTPUT = Output("table", "en", None)
PROBLEMS = (Problem(NOWHERE, Text("sai", "wrong")),)
FULL = OSError(errno.ENOSPC, "No space left on device")


class Stream:
    """A stream that fails; what it was is known by its number."""

    def __init__(self, error, number=1):
        self.error, self.number = error, number

    def fileno(self):
        return self.number

    def write(self, _text):
        raise self.error

    def writelines(self, _lines):
        raise self.error


@pytest.fixture
def discarded(monkeypatch):
    """The numbers of the streams that lead nowhere from now on."""
    numbers = []
    monkeypatch.setattr(output, "os", SimpleNamespace(**{**vars(os), "dup2": lambda _, number: numbers.append(number)}))
    return numbers


def shown():
    show(("x",))
    return 0


def raising(error):
    def command():
        raise error

    return command


def test_result_nobody_reads_to_its_end_is_done(monkeypatch, discarded):
    monkeypatch.setattr(sys, "stdout", Stream(BrokenPipeError()))
    assert run_command(OUTPUT, shown) == 0
    assert discarded == [1]


def test_result_that_cannot_be_written_is_said(monkeypatch, capsys, discarded):
    monkeypatch.setattr(sys, "stdout", Stream(FULL))
    assert run_command(OUTPUT, shown) == 3
    assert capsys.readouterr().err.endswith("the output could not be written: No space left on device\n")
    assert discarded == [1]


def test_result_without_a_stream_is_said(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OutputNotWritten, match="Bad file descriptor"):
        show(("x",))
    assert run_command(OUTPUT, raising(OutputNotWritten("why"))) == 3
    assert "of this program" not in capsys.readouterr().err


@pytest.mark.parametrize(("error", "said"), [(BrokenPipeError(), ""), (FULL, "could not be written")])
def test_problems_as_json_keep_their_exit_code(monkeypatch, capsys, discarded, error, said):
    monkeypatch.setattr(sys, "stdout", Stream(error))
    assert report(PROBLEMS, OUTPUT._replace(form="json")) == 3
    assert said in capsys.readouterr().err
    assert discarded == [1]


def test_problems_keep_their_exit_code_on_a_closed_stream(monkeypatch, discarded):
    monkeypatch.setattr(sys, "stderr", Stream(BrokenPipeError(), 2))
    assert run_command(OUTPUT, raising(FactError(PROBLEMS))) == 3
    assert discarded == [2]
    monkeypatch.setattr(sys, "stderr", None)
    print_errors(("x",))
    assert discarded == [2]


def test_error_of_click_is_passed_on():
    with pytest.raises(click.UsageError):
        run_command(OUTPUT, raising(click.UsageError("x")))


@pytest.mark.parametrize(("error", "code"), [(SystemExit(1), 0), (FULL, 3)])
def test_help_that_nobody_reads_or_that_cannot_be_written(monkeypatch, discarded, error, code):
    def failing(**_):
        raise error

    monkeypatch.setattr(cli.program, "main", failing)
    monkeypatch.setattr(sys, "stdout", Stream(error))
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert (stopped.value.code, discarded) == (code, [1] if code else [])


@pytest.mark.parametrize("out", ["a.csv", "a.parquet"])
def test_list_of_columns_does_not_overwrite_an_input(tmp_path, out):
    register = tmp_path / "a.columns.csv"
    register.write_text("code\n00001\n")
    words = ["decide", "03/2023/TT-BTTTT", str(register), "--as-of", "2023-07-05", "--out", str(tmp_path / out)]
    result = CliRunner().invoke(cli.program, [*words, "--lang", "en"])
    assert (result.exit_code, "a.columns.csv” is read" in result.stderr) == (2, True)
    assert register.read_text() == "code\n00001\n"
    assert output.result_files("pages") == (Path("pages"),)
