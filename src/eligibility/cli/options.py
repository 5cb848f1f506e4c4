"""Options, arguments and paths that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eligibility.cli.output import Output, is_input, result_files, run_command

if TYPE_CHECKING:
    from eligibility.model import Law
    from eligibility.registers import Register

Command = Callable[..., int]


def _day(_context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    """Parse a date, ISO or Vietnamese."""
    if text is None:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    raise click.BadParameter(f"{text!r}: YYYY-MM-DD · DD/MM/YYYY", param=option)


def shared(*formats: str) -> Callable[[Command], Command]:
    """The options that every command has. They reach it as one `Output`; errors are reported in its format."""
    form = click.option(
        "--format", "form", type=click.Choice(formats), default="table", help="Dạng in ra. Output format."
    )
    lang = click.option(
        "--lang", type=click.Choice(["vi", "en"]), help="Ngôn ngữ, mặc định theo máy. Language; default: the locale's."
    )
    errors = click.option(
        "--errors",
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        metavar="FILE",
        help="Ghi mọi lỗi vào tệp, tệp trống nếu không có. Write all errors to FILE, empty if there are none.",
    )

    def add(command: Command) -> Command:
        @wraps(command)
        def run(form: str, lang: str | None, errors: Path | None, **arguments: Any) -> int:  # noqa: ANN401
            from eligibility.reporting import locale_lang

            output = Output(form, lang or locale_lang(), errors)
            inputs = [value for name, value in arguments.items() if name != "out"]
            for name, path in (("--errors", errors), *(("--out", file) for file in result_files(arguments.get("out")))):
                if path and is_input(path, inputs):
                    vi, en = f"“{path}” là tệp được đọc; hãy chọn tệp khác", f"“{path}” is read; choose another file"
                    raise click.BadParameter(output.say(vi, en), param_hint=name)
            return run_command(output, lambda: command(**arguments, output=output))

        return form(lang(errors(run)))

    return add


def as_of(*, required: bool) -> Callable[[Command], Command]:
    """The option of the as-of date."""
    default = "" if required else " (mặc định: ngày của kế hoạch. Default: the plan's)"
    text = f"Ngày xét. Date as of which everything is decided{default}."
    return click.option("--as-of", callback=_day, metavar="DATE", required=required, help=text)


everyone = click.option("--all", "everyone", is_flag=True, help="Nêu mọi tên. Show every name.")


def engine(*engines: str) -> Callable[[Command], Command]:
    """The options of the engine and of the file for the columns that it writes."""
    engine = click.option(
        "--engine",
        type=click.Choice(engines),
        help="Từng đối tượng bằng hai bộ máy, hoặc cả danh bạ theo cột; mặc định theo cỡ danh bạ. "
        "One by one by two engines, or the whole register as columns; default: by the register's size.",
    )
    out = click.option(
        "--out", metavar="FILE", help="Ghi kết quả theo cột vào tệp .parquet hoặc .csv. Write the results as columns."
    )
    return lambda command: engine(out(command))


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Report how to install a package that the command needs, where it is missing."""
    from eligibility.sources import Unavailable

    try:
        yield
    except ImportError as error:
        raise Unavailable(f"thiếu {error.name} / {error.name} is missing: pip install 'eligibility[{extra}]'") from None


def rules_path(name: str) -> Path:
    """A path, or else the folder of the shipped instrument of this number."""
    from eligibility.model import folder_of
    from eligibility.rulefiles import shipped_rules

    shipped = shipped_rules() / folder_of(name)
    return shipped if not Path(name).exists() and shipped.is_dir() else Path(name)


def register_at(facts: str, law: Law) -> Register:
    """The register at a path, or the one of this name beside the shipped rules."""
    from eligibility.registers import read_register

    return read_register(facts, law, locate(facts)[1])


def locate(facts: str) -> tuple[Path, Path | None]:
    """The path of a register, and the folder of the shipped rules where it lies beside them."""
    from eligibility.rulefiles import shipped_rules

    root = shipped_rules()
    shipped = not Path(facts).exists() and (root / facts).exists()
    return (root / facts, root) if shipped else (Path(facts), None)


def with_newlines(lines: Iterable[str]) -> Iterable[str]:
    """The lines, each ended by a newline."""
    return (f"{line}\n" for line in lines)
