"""`eligibility explain`."""

from __future__ import annotations

from datetime import date

import click

from eligibility.cli.decide import as_columns
from eligibility.cli.options import as_lines, as_of, located, needing, register_at, shared
from eligibility.cli.output import (
    DONE,
    FINDINGS,
    Output,
    show,
)


@click.command()
@click.argument("rules")
@click.argument("facts")
@as_of(required=True)
@click.option("--subject", required=True, metavar="CODE", help="Mã hoặc tên đối tượng. Code or name of the subject.")
@click.option("--why-not", is_flag=True, help="Điều gì phải khác đi. What would have to be different.")
@shared("table", "json")
def explain(rules: str, facts: str, as_of: date, subject: str, why_not: bool, output: Output) -> int:
    """Giải thích kết luận về một đối tượng · Explain the decisions on one subject."""
    from eligibility.deciding import Registered, find, one, registered
    from eligibility.reporting import account_lines, account_record, json_text, terminal
    from eligibility.rulefiles import load_rules

    law = load_rules(rules, as_of)
    found: Registered | str
    if as_columns(located(facts)[0], None, None):
        with needing("columnar"):
            from eligibility.deciding.columnar import opened
        found = one(law, *opened(law, facts, located(facts)[1]).find(subject))
    else:
        found = find(registered(law, register_at(facts, law)), subject)
    if isinstance(found, str):
        near = output.say(f"; có phải là {found}?", f"; did you mean {found}?") if found else ""
        raise click.UsageError(output.say(f"không có đối tượng “{subject}”", f"there is no subject “{subject}”") + near)
    if output.form == "json":
        show((json_text(account_record(found, output.lang, why_not)), "\n"))
    else:
        show(as_lines(account_lines(found, output.lang, why_not, terminal())))
    return FINDINGS if any(decision.conflict for decision in found.decisions.values()) else DONE
