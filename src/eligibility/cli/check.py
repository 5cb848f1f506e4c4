"""`eligibility check`."""

from __future__ import annotations

import click

from eligibility.cli.options import rules_path, shared
from eligibility.cli.output import DONE, WRONG, Output, show, write_errors


@click.command()
@click.argument("rules", nargs=-1, required=True)
@shared("table", "json", "csv")
def check(rules: tuple[str, ...], output: Output) -> int:
    """Kiểm tra tệp quy tắc, kế hoạch, thư mục · Check rule files, plans, folders."""
    from eligibility.reporting import FAULT_COLUMNS, csv_lines, problem_record
    from eligibility.rulefiles import check_files
    from eligibility.sources import RuleError

    problems = check_files([rules_path(name) for name in rules])
    if problems and output.form == "csv":
        write_errors(problems, output)
        records = (problem_record(problem, output.lang) for problem in problems)
        show(csv_lines(FAULT_COLUMNS, (tuple(record.values()) for record in records)))
        return WRONG
    if problems:
        raise RuleError(problems)
    clean = {"json": '{"problems": []}\n', "csv": "", "table": output.say("không có lỗi\n", "no errors\n")}
    show((clean[output.form],))
    return DONE
