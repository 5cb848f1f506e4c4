"""`eligibility explain`."""

from __future__ import annotations

from datetime import date

import click

from eligibility.cli.decide import as_columns
from eligibility.cli.options import as_of, locate, needs, register_at, shared, with_newlines
from eligibility.cli.output import DONE, FINDINGS, Output, show


@click.command()
@click.argument("rules")
@click.argument("facts")
@as_of(required=True)
@click.option("--subject", required=True, metavar="CODE", help="Mã hoặc tên đối tượng. Code or name of the subject.")
@click.option("--why-not", is_flag=True, help="Điều gì phải khác đi. Show which facts would have to differ.")
@shared("table", "json")
def explain(rules: str, facts: str, as_of: date, subject: str, why_not: bool, output: Output) -> int:
    """Giải thích kết luận về một đối tượng · Explain the decisions on one subject."""
    from eligibility.deciding import DecidedSubject, counterfactuals_of, decided_subject, decided_subjects, find_subject
    from eligibility.reporting import account_lines, account_record, json_text, terminal
    from eligibility.rulefiles import load_rules

    law = load_rules(rules, as_of)
    result: DecidedSubject | str
    path, root = locate(facts)
    if as_columns(path, None, None):
        with needs("columnar"):
            from eligibility.deciding.columnar import open_chunks
        result = decided_subject(law, *open_chunks(law, facts, root).find(subject))
    else:
        result = find_subject(decided_subjects(law, register_at(facts, law)), subject)
    if isinstance(result, str):
        near = output.say(f"; có phải là {result}?", f"; did you mean {result}?") if result else ""
        raise click.UsageError(output.say(f"không có đối tượng “{subject}”", f"there is no subject “{subject}”") + near)
    if output.form == "json":
        ways = counterfactuals_of(result, result.decisions.values(), why_not)
        show((json_text(account_record(result, ways, output.lang)), "\n"))
    else:
        ways = counterfactuals_of(result, result.decisions.final, why_not)
        show(with_newlines(account_lines(result, ways, output.lang, terminal())))
    return FINDINGS if any(decision.conflict for decision in result.decisions.values()) else DONE
