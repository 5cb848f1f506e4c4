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
from eligibility.cli.output import Output, Unwritten, answered, complain, report, show
from eligibility.sources import NOWHERE, FactError, Problem, Text

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
def hushed(monkeypatch):
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


def test_result_nobody_reads_to_its_end_is_done(monkeypatch, hushed):
    monkeypatch.setattr(sys, "stdout", Stream(BrokenPipeError()))
    assert answered(OUTPUT, shown) == 0
    assert hushed == [1]


def test_result_that_cannot_be_written_is_said(monkeypatch, capsys, hushed):
    monkeypatch.setattr(sys, "stdout", Stream(FULL))
    assert answered(OUTPUT, shown) == 3
    assert capsys.readouterr().err.endswith("the output could not be written: No space left on device\n")
    assert hushed == [1]


def test_result_without_a_stream_is_said(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(Unwritten, match="Bad file descriptor"):
        show(("x",))
    assert answered(OUTPUT, raising(Unwritten("why"))) == 3
    assert "of this program" not in capsys.readouterr().err


@pytest.mark.parametrize(("error", "said"), [(BrokenPipeError(), ""), (FULL, "could not be written")])
def test_problems_as_json_keep_their_exit_code(monkeypatch, capsys, hushed, error, said):
    monkeypatch.setattr(sys, "stdout", Stream(error))
    assert report(PROBLEMS, OUTPUT._replace(form="json")) == 3
    assert said in capsys.readouterr().err
    assert hushed == [1]


def test_problems_keep_their_exit_code_where_nobody_hears_them(monkeypatch, hushed):
    monkeypatch.setattr(sys, "stderr", Stream(BrokenPipeError(), 2))
    assert answered(OUTPUT, raising(FactError(PROBLEMS))) == 3
    assert hushed == [2]
    monkeypatch.setattr(sys, "stderr", None)
    complain(("x",))
    assert hushed == [2]


def test_what_the_command_line_itself_says_is_passed_on():
    with pytest.raises(click.UsageError):
        answered(OUTPUT, raising(click.UsageError("x")), (click.ClickException,))


@pytest.mark.parametrize(("error", "code"), [(SystemExit(1), 0), (FULL, 3)])
def test_help_that_nobody_reads_or_that_cannot_be_written(monkeypatch, hushed, error, code):
    def failing(**_):
        raise error

    monkeypatch.setattr(cli.program, "main", failing)
    monkeypatch.setattr(sys, "stdout", Stream(error))
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert (stopped.value.code, hushed) == (code, [1] if code else [])


@pytest.mark.parametrize("out", ["a.csv", "a.parquet"])
def test_results_do_not_overwrite_what_is_read_by_the_dictionary_beside_them(tmp_path, out):
    register = tmp_path / "a.columns.csv"
    register.write_text("code\n00001\n")
    words = ["decide", "03/2023/TT-BTTTT", str(register), "--as-of", "2023-07-05", "--out", str(tmp_path / out)]
    result = CliRunner().invoke(cli.program, [*words, "--lang", "en"])
    assert (result.exit_code, "a.columns.csv” is read" in result.stderr) == (2, True)
    assert register.read_text() == "code\n00001\n"
    assert output.results_of("pages") == (Path("pages"),)
