"""`eligibility allocate`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eligibility.cli.decide import as_columns
from eligibility.cli.options import as_of, engine, everyone, locate, needs, shared, with_newlines
from eligibility.cli.output import DONE, FINDINGS, Output, show

if TYPE_CHECKING:
    from eligibility.model import LoadedPlan


@click.command()
@click.argument("plan")
@click.argument("facts", required=False)
@as_of(required=False)
@click.option("--assume", is_flag=True, help="Dùng giả định cạnh kế hoạch. Use the assumptions beside the plan.")
@engine("double", "columnar")
@everyone
@shared("table", "json", "csv")
def allocate(
    plan: str,
    facts: str | None,
    as_of: date | None,
    assume: bool,
    everyone: bool,
    output: Output,
    **options: Any,  # noqa: ANN401 - as `engine` adds them
) -> int:
    """Phân bổ chỉ tiêu của kế hoạch PLAN · Allocate a plan's quota."""
    from eligibility.rulefiles import load_plan

    loaded = load_plan(plan, as_of, assume)
    # The plan's own register never leaves the folder of rules.
    path, root = (facts, locate(facts)[1]) if facts else (loaded.plan.register, Path(loaded.root))
    if not as_columns(locate(facts)[0] if facts else Path(loaded.root) / path, **options):
        return _allocate_each(loaded, path, root, everyone, output)
    with needs("columnar"):
        from eligibility.allocation.columnar import allocate_at
        from eligibility.reporting.columnar import rankings
    allocated, out = allocate_at(loaded, path, root), options["out"]
    show(rankings.ranking(allocated, output.form, output.lang, everyone, Path(out) if out else None))
    return FINDINGS if allocated.findings else DONE


def _allocate_each(loaded: LoadedPlan, path: str, root: Path | None, everyone: bool, output: Output) -> int:
    """Allocate with a reason for every subject."""
    from eligibility.allocation import allocate as allocate_each, grounds_of
    from eligibility.communes import DELIVERED
    from eligibility.registers import read_register
    from eligibility.reporting import allocation_lines, allocation_records, csv_lines, json_text, terminal

    register = read_register(path, loaded.law, root)
    allocation = allocate_each(loaded, register.of(loaded.plan.subject), register.of(DELIVERED))
    if output.form == "json":
        show(
            (
                json_text(
                    allocation_records.allocation_record(allocation, grounds_of(allocation, register), output.lang)
                ),
                "\n",
            )
        )
    elif output.form == "csv":
        show(csv_lines(allocation_records.PLACING_COLUMNS, allocation_records.placing_rows(allocation, output.lang)))
    else:
        grounds = grounds_of(allocation, register)
        show(with_newlines(allocation_lines(allocation, grounds, output.lang, terminal(), everyone)))
    return FINDINGS if allocation.findings else DONE
