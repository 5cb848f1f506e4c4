"""`eligibility decide`."""

from __future__ import annotations

import sys
from datetime import date
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import click

from eligibility.cli.options import as_of, engine, everyone, locate, needs, register_at, shared, with_newlines
from eligibility.cli.output import DONE, FINDINGS, Output, print_errors, show

if TYPE_CHECKING:
    from eligibility.model import Law
    from eligibility.sources import Text

LARGE: Final = 16_000_000
"""A register whose tables have at least this many bytes is decided as columns."""
LONG: Final = 500_000
"""From this many subjects on a progress bar is shown: they may take more than two seconds."""


@click.command()
@click.argument("rules")
@click.argument("facts")
@as_of(required=True)
@engine("double", "columnar", "spark")
@click.option("--master", metavar="URL", help="Cụm Spark, mặc định local[*]. Spark master; default: local[*].")
@everyone
@shared("table", "json", "csv")
def decide(  # noqa: PLR0913, PLR0917 - as many as there are options
    rules: str,
    facts: str,
    as_of: date,
    engine: str | None,
    out: str | None,
    master: str | None,
    everyone: bool,
    output: Output,
) -> int:
    """Xét mọi đối tượng của danh bạ · Decide every subject of a register."""
    from eligibility.rulefiles import load_rules

    if engine == "spark" and not out:
        raise click.UsageError(output.say("--engine spark cần --out DIR", "--engine spark needs --out DIR"))
    if master and engine != "spark":
        raise click.UsageError(output.say("--master chỉ dùng với --engine spark", "--master is for --engine spark"))
    law = load_rules(rules, as_of)
    if engine == "spark" and out:
        return _decide_on_spark(law, facts, out, master or "local[*]", everyone, output)
    if as_columns(locate(facts)[0], engine, out):
        return _decide_as_columns(law, facts, Path(out) if out else None, everyone, output)
    return _decide_each(law, facts, everyone, output)


def _decide_each(law: Law, facts: str, everyone: bool, output: Output) -> int:
    """Decide the subjects one by one."""
    from eligibility.deciding import Tally, decided_subjects
    from eligibility.registers import lists_of
    from eligibility.reporting import DECISION_COLUMNS, decision_row, streams, terminal

    register, tally = register_at(facts, law), Tally()
    stream, lists = tally.of(decided_subjects(law, register)), lists_of(register)
    if output.form == "json":
        show(streams.decisions_json(law, stream, output.lang, lists))
    elif output.form == "csv":
        rows = (decision_row(decision) for subject in stream for decision in subject.decisions.values())
        show(streams.csv_lines(DECISION_COLUMNS, rows))
        incomplete = [annex for annex in lists if annex.missing or annex.ambiguous]
        print_errors(streams.lists_text(law, incomplete, output.lang, everyone, terminal()))
    else:
        decisions = streams.decisions_text(law, stream, tally, output.lang, terminal())
        show(with_newlines(chain(decisions, streams.lists_text(law, lists, output.lang, everyone, terminal()))))
    return FINDINGS if tally.conflicts else DONE


def _decide_as_columns(law: Law, facts: str, out: Path | None, everyone: bool, output: Output) -> int:
    """Decide the whole register as columns."""
    with needs("columnar"):
        from eligibility.deciding.columnar import open_chunks
        from eligibility.registers.columnar import CHUNK
        from eligibility.reporting.columnar import registers
    from eligibility.reporting import streams, terminal

    chunked = open_chunks(law, facts, locate(facts)[1])
    stream = _progress_stream() if chunked.rows >= LONG else StringIO()
    with click.progressbar(length=chunked.rows, file=stream, label=output.say("đã xét", "decided")) as bar:
        chunks = chunked.chunks(CHUNK, bar.update)
        show(registers.printed(chunked, chunks, output.form, output.lang, out))
    lines = streams.lists_text(law, chunked.lists(), output.lang, everyone, terminal())
    if output.form == "table":
        show(with_newlines(lines))
    elif output.form == "csv":
        print_errors(lines)
    return FINDINGS if chunked.tally.conflicts else DONE


def _decide_on_spark(law: Law, facts: str, out: str, master: str, everyone: bool, output: Output) -> int:
    """Decide the register on Spark."""
    from eligibility.reporting import streams, terminal
    from eligibility.spark import decide_on_spark

    def report_stage(stage: Text) -> None:
        click.echo(stage.in_(output.lang), file=_progress_stream())

    results = decide_on_spark(law, facts, out, master, report_stage)
    show(streams.tally_text(law, results.tally, "spark", output.form, output.lang))
    lines = streams.lists_text(law, results.lists, output.lang, everyone, terminal())
    if output.form == "table":
        show(with_newlines(lines))
    elif output.form == "csv":
        print_errors(lines)
    return FINDINGS if results.tally.conflicts else DONE


def _progress_stream() -> TextIO:
    """The terminal; where there is none, progress is not shown."""
    return sys.stderr if sys.stderr and sys.stderr.isatty() else StringIO()


def as_columns(path: Path, engine: str | None, out: str | None) -> bool:
    """True where a register is decided as columns: by `--engine` or `--out`, or because of its format or size."""
    from eligibility.registers import TYPED

    if out or engine:
        return bool(out) or engine == "columnar"
    files = [*path.iterdir()] if path.is_dir() else [path] if path.is_file() else []
    suffixes = [file.suffix.lower() for file in files]
    sizes = [file.stat().st_size for file, suffix in zip(files, suffixes, strict=True) if suffix == ".csv"]
    return any(suffix in TYPED for suffix in suffixes) or sum(sizes) >= LARGE
