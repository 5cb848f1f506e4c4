"""The command line: decide, explain, allocate, check, test, docs. Slow imports happen inside the commands."""

from __future__ import annotations

import sys
from contextlib import suppress
from io import StringIO

import click

from eligibility.cli.allocate import allocate
from eligibility.cli.check import check
from eligibility.cli.decide import decide
from eligibility.cli.explain import explain
from eligibility.cli.output import DONE, INTERRUPTED, WRONG, internal_error, print_errors, report_unwritten
from eligibility.cli.test import docs, test


def _print_version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    from importlib.metadata import PackageNotFoundError, version

    if asked:
        with suppress(PackageNotFoundError):  # run from its sources, it has none
            click.echo(f"eligibility {version('eligibility')}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Phiên bản. Version."
)
def program() -> None:
    """Xét đối tượng đủ điều kiện theo văn bản pháp luật, có giải thích. Decide eligibility by law, with explanations.

    RULES: tệp quy tắc, thư mục của văn bản, hoặc số hiệu. A rule file, an instrument's folder, or its number.

    FACTS: tệp CSV, JSON Lines, hoặc thư mục (communes.csv, villages.csv). A table, or a folder of tables.
    """


for _command in (decide, explain, allocate, check, test, docs):
    program.add_command(_command)


def main() -> None:
    """Run the command line; never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = program.main(prog_name="eligibility", standalone_mode=False)
    except click.ClickException as error:
        message = StringIO()
        error.show(file=message)
        print_errors(message.getvalue().splitlines())
        code = error.exit_code
    except click.Abort:
        code = INTERRUPTED
    except SystemExit:  # raised by click when the reader of its help has left
        code = DONE
    except OSError as error:  # its help again
        code = report_unwritten(str(error.strerror))
    except Exception as error:  # noqa: BLE001 - a person at a terminal reads one line, not our stack
        print_errors((internal_error(error).text(),))
        code = WRONG
    sys.exit(code)
