"""`eligibility decide`."""

from __future__ import annotations

import sys
from datetime import date
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from eligibility.cli.options import as_lines, as_of, engine, everyone, located, needing, register_at, shared
from eligibility.cli.output import (
    DONE,
    FINDINGS,
    TYPED,
    Output,
    complain,
    show,
)

if TYPE_CHECKING:
    from eligibility.model import Law
    from eligibility.sources import Text

LARGE: Final = 16_000_000
"""From so many bytes of tables on, a register is decided as columns."""
LONG: Final = 500_000
"""From so many subjects on it may take more than two seconds."""


@click.command()
@click.argument("rules")
@click.argument("facts")
@as_of(required=True)
@engine("double", "columnar", "spark")
@click.option("--master", metavar="URL", help="Cụm Spark, mặc định local[*]. Spark's master, by default local[*].")
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
        return _decide_on_spark(law, facts, out, master or "local[*]", output)
    if as_columns(located(facts)[0], engine, out):
        return _decide_whole(law, facts, Path(out) if out else None, everyone, output)
    return _decide_each(law, facts, everyone, output)


def _decide_each(law: Law, facts: str, everyone: bool, output: Output) -> int:
    """Decide the subjects one by one."""
    from eligibility.deciding import Tally, registered
    from eligibility.registers import lists_of
    from eligibility.reporting import DECISION_COLUMNS, decision_row, streams, terminal

    register, tally = register_at(facts, law), Tally()
    stream, lists = tally.of(registered(law, register)), lists_of(register)
    if output.form == "json":
        show(streams.decisions_json(law, stream, output.lang, lists))
    elif output.form == "csv":
        rows = (decision_row(one) for found in stream for one in found.decisions.values())
        show(streams.csv_lines(DECISION_COLUMNS, rows))
        unmet = [held for held in lists if held.missing or held.ambiguous]
        complain(streams.lists_text(law, unmet, output.lang, everyone, terminal()))
    else:
        told = streams.lists_text(law, lists, output.lang, everyone, terminal())
        show(as_lines(chain(streams.decisions_text(law, stream, tally, output.lang, terminal()), told)))
    return FINDINGS if tally.conflicts else DONE


def _decide_whole(law: Law, facts: str, out: Path | None, everyone: bool, output: Output) -> int:
    """Decide the whole register as columns."""
    with needing("columnar"):
        from eligibility.deciding.columnar import opened
        from eligibility.reporting.columnar import registers
    from eligibility.reporting import streams, terminal

    whole = opened(law, facts, located(facts)[1])
    seen = sys.stderr if sys.stderr and sys.stderr.isatty() and whole.rows >= LONG else StringIO()
    with click.progressbar(length=whole.rows, file=seen, label=output.say("đã xét", "decided")) as bar:
        show(registers.printed(whole, output.form, output.lang, out, bar.update))
    lines = streams.lists_text(law, whole.lists(), output.lang, everyone, terminal())
    if output.form == "table":
        show(as_lines(lines))
    elif output.form == "csv":
        complain(lines)
    return FINDINGS if whole.tally.conflicts else DONE


def _decide_on_spark(law: Law, facts: str, out: str, master: str, output: Output) -> int:
    """Decide the topmost subjects of the register on Spark."""
    from eligibility.deciding import Tally, subject_of
    from eligibility.reporting import streams
    from eligibility.spark import decide_on_spark

    seen = sys.stderr if sys.stderr and sys.stderr.isatty() else StringIO()

    def begins(what: Text) -> None:
        click.echo(what.in_(output.lang), file=seen)

    subject = subject_of(law)
    found = decide_on_spark(law, subject, facts, out, master, begins)
    names = {rule_set.concludes.name: rule_set.name for rule_set in law.of(subject)}
    values = {names[attribute]: counts for attribute, (counts, _) in found.items()}
    tally = Tally(values, sum(conflicts for _, conflicts in found.values()))
    show(streams.tally_text(law, tally, "spark", output.form, output.lang))
    return FINDINGS if tally.conflicts else DONE


def as_columns(path: Path, engine: str | None, out: str | None) -> bool:
    """Whether a register is decided as columns: where somebody asks for it, or where its size suggests it."""
    if out or engine:
        return bool(out) or engine == "columnar"
    files = [*path.iterdir()] if path.is_dir() else [path] if path.is_file() else []
    suffixes = [file.suffix.lower() for file in files]
    sizes = [file.stat().st_size for file, suffix in zip(files, suffixes, strict=True) if suffix == ".csv"]
    return any(suffix in TYPED for suffix in suffixes) or sum(sizes) >= LARGE
