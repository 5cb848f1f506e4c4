"""The command line: decide, explain, allocate, check, test, docs. Whatever is heavy is imported inside the commands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import wraps
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from eligibility.endings import (
    DONE,
    FINDINGS,
    INTERRUPTED,
    TYPED,
    WRONG,
    Output,
    answered,
    bug,
    complain,
    is_read,
    note,
    results_of,
    show,
    unwritten,
)

if TYPE_CHECKING:
    from eligibility.plans import LoadedPlan
    from eligibility.registers import Register
    from eligibility.rulesets import Law
    from eligibility.texts import Text

LARGE: Final = 16_000_000
"""From so many bytes of tables on, a register is decided as columns."""
LONG: Final = 500_000
"""From so many subjects on it may take more than two seconds."""


def _day(_context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    """The date that an option gives, as machines or Vietnamese people write it."""
    if text is None:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    raise click.BadParameter(f"{text!r}: YYYY-MM-DD · DD/MM/YYYY", param=option)


def _version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Print the version where it is asked for."""
    from importlib.metadata import PackageNotFoundError, version

    if asked:
        with suppress(PackageNotFoundError):  # run from its sources, it has none
            click.echo(f"eligibility {version('eligibility')}")
        context.exit()


def _shared(*formats: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The options that every command has; they reach it as one `Output`, and what goes wrong is said in its form."""
    shown = click.option(
        "--format", "form", type=click.Choice(formats), default="table", help="Dạng in ra. Form of the output."
    )
    lang = click.option(
        "--lang", type=click.Choice(["vi", "en"]), help="Ngôn ngữ, mặc định theo máy. Language of texts."
    )
    errors = click.option(
        "--errors",
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        metavar="FILE",
        help="Ghi mọi lỗi vào tệp, tệp trống nếu không có. Write all errors to a file, an empty one if there are none.",
    )

    def add(command: Callable[..., int]) -> Callable[..., int]:
        @wraps(command)
        def answering(form: str, lang: str | None, errors: Path | None, **given: Any) -> int:  # noqa: ANN401
            from eligibility.reporting.forms import locale_lang

            output = Output(form, lang or locale_lang(), errors)
            read = [value for name, value in given.items() if name != "out"]
            for name, path in (("--errors", errors), *(("--out", one) for one in results_of(given.get("out")))):
                if path and is_read(Path(path), read):
                    vi, en = f"“{path}” là tệp được đọc; hãy chọn tệp khác", f"“{path}” is read; choose another file"
                    raise click.BadParameter(output.say(vi, en), param_hint=name)
            passed = (click.ClickException, click.Abort, click.exceptions.Exit)
            return answered(output, lambda: command(**given, output=output), passed)

        return shown(lang(errors(answering)))

    return add


def _as_of(*, required: bool) -> Callable[[Callable[..., int]], Callable[..., int]]:
    more = "" if required else " (mặc định: ngày của kế hoạch. Default: the plan's)"
    text = f"Ngày xét. Date for which everything is decided{more}."
    return click.option("--as-of", callback=_day, metavar="DATE", required=required, help=text)


_everyone = click.option("--all", "everyone", is_flag=True, help="Nêu mọi tên. Show every name.")


def _engine(*engines: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The options of what can be done one by one or with a whole register at once."""
    engine = click.option(
        "--engine",
        type=click.Choice(engines),
        help="Từng đối tượng bằng hai bộ máy, hoặc cả danh bạ theo cột; mặc định theo cỡ danh bạ. "
        "One by one by two engines, or the whole register as columns; by default as its size suggests.",
    )
    out = click.option(
        "--out", metavar="FILE", help="Ghi kết quả theo cột vào tệp .parquet hoặc .csv. Write the results as columns."
    )
    return lambda command: engine(out(command))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Phiên bản. Version."
)
def program() -> None:
    """Xét đối tượng đủ điều kiện theo văn bản pháp luật, có giải thích. Decide who is eligible by law, and say why.

    RULES: tệp quy tắc, thư mục của văn bản, hoặc số hiệu. A rule file, an instrument's folder, or its number.

    FACTS: tệp CSV, JSON Lines, hoặc thư mục (communes.csv, villages.csv). A table, or a folder of them.
    """


@program.command()
@click.argument("rules")
@click.argument("facts")
@_as_of(required=True)
@_engine("double", "columnar", "spark")
@click.option("--master", metavar="URL", help="Cụm Spark, mặc định local[*]. Spark's master, by default local[*].")
@_everyone
@_shared("table", "json", "csv")
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
    from eligibility.loading import load_rules

    if engine == "spark" and not out:
        raise click.UsageError(output.say("--engine spark cần --out DIR", "--engine spark needs --out DIR"))
    if master and engine != "spark":
        raise click.UsageError(output.say("--master chỉ dùng với --engine spark", "--master is for --engine spark"))
    law = load_rules(rules, as_of)
    if engine == "spark" and out:
        return _decide_on_spark(law, facts, out, master or "local[*]", output)
    if _as_columns(_located(facts)[0], engine, out):
        return _decide_whole(law, facts, Path(out) if out else None, everyone, output)
    return _decide_each(law, facts, everyone, output)


def _decide_each(law: Law, facts: str, everyone: bool, output: Output) -> int:
    """Decide the subjects one by one."""
    from eligibility.reporting import streams
    from eligibility.reporting.columns import terminal
    from eligibility.reporting.coverage import lists_of
    from eligibility.reporting.exchange import DECISION_COLUMNS, decision_row
    from eligibility.reporting.subjects import registered

    register, tally = _register(facts, law), streams.Tally()
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
        show(_lines(chain(streams.decisions_text(law, stream, tally, output.lang, terminal()), told)))
    return FINDINGS if tally.conflicts else DONE


def _decide_whole(law: Law, facts: str, out: Path | None, everyone: bool, output: Output) -> int:
    """Decide the whole register as columns."""
    with _needing("columnar"):
        from eligibility.reporting import wholes
    from eligibility.reporting import streams
    from eligibility.reporting.columns import terminal

    whole = wholes.opened(law, facts, _located(facts)[1])
    seen = sys.stderr if sys.stderr and sys.stderr.isatty() and whole.rows >= LONG else StringIO()
    with click.progressbar(length=whole.rows, file=seen, label=output.say("đã xét", "decided")) as bar:
        show(wholes.printed(whole, output.form, output.lang, out, bar.update))
    lines = streams.lists_text(law, whole.lists(), output.lang, everyone, terminal())
    if output.form == "table":
        show(_lines(lines))
    elif output.form == "csv":
        complain(lines)
    return FINDINGS if whole.tally.conflicts else DONE


def _decide_on_spark(law: Law, facts: str, out: str, master: str, output: Output) -> int:
    """Decide the topmost subjects of the register on Spark."""
    from eligibility.engines.clusters import decide_on_spark
    from eligibility.reporting import streams

    seen = sys.stderr if sys.stderr and sys.stderr.isatty() else StringIO()

    def begins(what: Text) -> None:
        click.echo(what.in_(output.lang), file=seen)

    subject = streams.subject_of(law)
    found = decide_on_spark(law, subject, facts, out, master, begins)
    names = {rule_set.concludes.name: rule_set.name for rule_set in law.of(subject)}
    values = {names[attribute]: counts for attribute, (counts, _) in found.items()}
    tally = streams.Tally(values, sum(conflicts for _, conflicts in found.values()))
    show(streams.tally_text(law, tally, "spark", output.form, output.lang))
    return FINDINGS if tally.conflicts else DONE


def _as_columns(path: Path, engine: str | None, out: str | None) -> bool:
    """Whether a register is decided as columns: where somebody asks for it, or where its size suggests it."""
    if out or engine:
        return bool(out) or engine == "columnar"
    files = [*path.iterdir()] if path.is_dir() else [path] if path.is_file() else []
    suffixes = [file.suffix.lower() for file in files]
    sizes = [file.stat().st_size for file, suffix in zip(files, suffixes, strict=True) if suffix == ".csv"]
    return any(suffix in TYPED for suffix in suffixes) or sum(sizes) >= LARGE


@program.command()
@click.argument("rules")
@click.argument("facts")
@_as_of(required=True)
@click.option("--subject", required=True, metavar="CODE", help="Mã hoặc tên đối tượng. Code or name of the subject.")
@click.option("--why-not", is_flag=True, help="Điều gì phải khác đi. What would have to be different.")
@_shared("table", "json")
def explain(rules: str, facts: str, as_of: date, subject: str, why_not: bool, output: Output) -> int:
    """Giải thích kết luận về một đối tượng · Explain the decisions on one subject."""
    from eligibility.loading import load_rules
    from eligibility.reporting import subjects
    from eligibility.reporting.columns import terminal
    from eligibility.reporting.streams import json_text

    law = load_rules(rules, as_of)
    found: subjects.Registered | str
    if _as_columns(_located(facts)[0], None, None):
        with _needing("columnar"):
            from eligibility.reporting import wholes
        found = subjects.one(law, *wholes.opened(law, facts, _located(facts)[1]).find(subject))
    else:
        found = subjects.find(subjects.registered(law, _register(facts, law)), subject)
    if isinstance(found, str):
        near = output.say(f"; có phải là {found}?", f"; did you mean {found}?") if found else ""
        raise click.UsageError(output.say(f"không có đối tượng “{subject}”", f"there is no subject “{subject}”") + near)
    if output.form == "json":
        show((json_text(subjects.account_record(found, output.lang, why_not)), "\n"))
    else:
        show(_lines(subjects.account_lines(found, output.lang, why_not, terminal())))
    return FINDINGS if any(decision.conflict for decision in found.decisions.values()) else DONE


@program.command()
@click.argument("plan")
@click.argument("facts", required=False)
@_as_of(required=False)
@click.option("--assume", is_flag=True, help="Dùng giả định cạnh kế hoạch. Use the assumptions beside the plan.")
@_engine("double", "columnar")
@_everyone
@_shared("table", "json", "csv")
def allocate(
    plan: str,
    facts: str | None,
    as_of: date | None,
    assume: bool,
    everyone: bool,
    output: Output,
    **how: Any,  # noqa: ANN401 - as `_engine` says
) -> int:
    """Phân bổ chỉ tiêu của kế hoạch PLAN · Allocate a plan's quota."""
    from eligibility.loading import load_plan

    loaded = load_plan(plan, as_of, assume)
    # The plan's own register never leaves the folder of rules.
    path, root = (facts, _located(facts)[1]) if facts else (loaded.plan.register, Path(loaded.root))
    if not _as_columns(_located(facts)[0] if facts else Path(loaded.root) / path, **how):
        return _allocate_each(loaded, path, root, everyone, output)
    with _needing("columnar"):
        from eligibility.reporting import rankings
    found = rankings.ranked(loaded, path, root)
    show(rankings.ranking(found, output.form, output.lang, everyone, Path(how["out"]) if how["out"] else None))
    return FINDINGS if found.findings else DONE


def _allocate_each(loaded: LoadedPlan, path: str, root: Path | None, everyone: bool, output: Output) -> int:
    """Allocate with a reason for every subject."""
    from eligibility import allocation
    from eligibility.registers import read_register
    from eligibility.reporting import allocations
    from eligibility.reporting.awards import allocation_lines
    from eligibility.reporting.columns import terminal
    from eligibility.reporting.streams import csv_lines, json_text

    register = read_register(path, loaded.law, root)
    found = allocation.allocate(loaded, register.of(loaded.plan.subject), register.of("point"))
    if output.form == "json":
        show((json_text(allocations.allocation_record(found, register, output.lang)), "\n"))
    elif output.form == "csv":
        show(csv_lines(allocations.PLACING_COLUMNS, allocations.placing_rows(found, output.lang)))
    else:
        show(_lines(allocation_lines(found, register, output.lang, terminal(), everyone)))
    return FINDINGS if found.findings else DONE


@program.command()
@click.argument("rules", nargs=-1, required=True)
@_shared("table", "json", "csv")
def check(rules: tuple[str, ...], output: Output) -> int:
    """Kiểm tra tệp quy tắc, kế hoạch, thư mục · Check rule files, plans, folders."""
    from eligibility.errors import RuleError
    from eligibility.loading import check_files
    from eligibility.reporting import faults
    from eligibility.reporting.streams import csv_lines

    problems = check_files([_found(name) for name in rules])
    if problems and output.form == "csv":
        note(problems, output)
        records = (faults.problem_record(problem, output.lang) for problem in problems)
        show(csv_lines(faults.FAULT_COLUMNS, (tuple(record.values()) for record in records)))
        return WRONG
    if problems:
        raise RuleError(problems)
    clean = {"json": '{"problems": []}\n', "csv": "", "table": output.say("không có lỗi\n", "no errors\n")}
    show((clean[output.form],))
    return DONE


@program.command("test")
@click.argument("features", nargs=-1)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Chỉ kịch bản có nhãn này. Only these tags.")
@click.option("--without-tag", "without", multiple=True, metavar="TAG", help="Trừ nhãn này. Not these tags.")
@click.option("--coverage", is_flag=True, help="Kịch bản thử đến đâu của luật. What they touch of the law.")
@click.option("--mutate", is_flag=True, help="Đổi luật từng chỗ xem có bị phát hiện. Change the law, see who notices.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Số tiến trình. Processes.")
@click.option("--sample", type=click.IntRange(1), help="Chỉ thử từng này thay đổi. So many changes only.")
@_shared("table", "json", "junit")
def test(features: tuple[str, ...], output: Output, **options: Any) -> int:  # noqa: ANN401 - as the options above say
    """Chạy kịch bản, mặc định thư mục features · Run feature files, by default those below features."""
    with _needing("testing"):
        from eligibility.testing import commands
    paths = features or ("features",)
    if options["coverage"]:
        return commands.coverage(paths, output.form, output.lang, show)
    if options["mutate"]:
        with click.progressbar(length=1, file=sys.stderr, label=output.say("thay đổi", "mutants")) as bar:
            report = commands.mutation(paths, options["jobs"], options["sample"], bar)
        return commands.tell_mutation(report, output.form, output.lang, show)
    return commands.scenarios(paths, options["tags"], options["without"], output.form, output.lang, show)


@program.command("docs")
@click.argument("features", nargs=-1)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    required=True,
    help="Thư mục ghi các trang. Folder to write the pages to.",
)
@_shared("table", "json")
def docs(features: tuple[str, ...], out: Path, output: Output) -> int:
    """Viết mỗi văn bản một trang HTML, quy tắc cạnh kịch bản · Write one HTML page for each instrument."""
    with _needing("testing"):
        from eligibility.testing import commands, pages  # noqa: F401 - to say at once what is missing
    return commands.docs(features or ("features",), out, output.form, output.lang, show)


@contextmanager
def _needing(extra: str) -> Iterator[None]:
    """Where what a command needs is not installed, say how it would be."""
    from eligibility.errors import Unavailable

    try:
        yield
    except ImportError as error:
        raise Unavailable(f"thiếu {error.name} / {error.name} is missing: pip install 'eligibility[{extra}]'") from None


def _found(name: str) -> Path:
    """A path, or else the folder of the shipped instrument of this number."""
    from eligibility.loading import shipped_rules
    from eligibility.rulesets import folder_of

    shipped = shipped_rules() / folder_of(name)
    return shipped if not Path(name).exists() and shipped.is_dir() else Path(name)


def _register(facts: str, law: Law) -> Register:
    """The register at a path, or the one of this name beside the shipped rules."""
    from eligibility.registers import read_register

    return read_register(facts, law, _located(facts)[1])


def _located(facts: str) -> tuple[Path, Path | None]:
    """Where a register is: a path, or one of this name beside the shipped rules, and then these."""
    from eligibility.loading import shipped_rules

    root = shipped_rules()
    shipped = not Path(facts).exists() and (root / facts).exists()
    return (root / facts, root) if shipped else (Path(facts), None)


def _lines(lines: Iterable[str]) -> Iterable[str]:
    return (f"{line}\n" for line in lines)


def main() -> None:
    """Run the command line; never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = program.main(prog_name="eligibility", standalone_mode=False)
    except click.ClickException as error:
        said = StringIO()
        error.show(file=said)
        complain(said.getvalue().splitlines())
        code = error.exit_code
    except click.Abort:
        code = INTERRUPTED
    except SystemExit:  # with which click ends where nobody reads its help any more
        code = DONE
    except OSError as error:  # its help again
        code = unwritten(str(error.strerror))
    except Exception as error:  # noqa: BLE001 - a person at a terminal reads one line, not our stack
        complain((bug(error).text(),))
        code = WRONG
    sys.exit(code)
