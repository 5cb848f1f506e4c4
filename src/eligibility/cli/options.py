"""Options, arguments and paths that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eligibility.cli.output import (
    Output,
    answered,
    is_read,
    results_of,
)

if TYPE_CHECKING:
    from eligibility.model import Law
    from eligibility.registers import Register


def _day(_context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    """The date that an option gives, as machines or Vietnamese people write it."""
    if text is None:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    raise click.BadParameter(f"{text!r}: YYYY-MM-DD · DD/MM/YYYY", param=option)


def print_version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Print the version where it is asked for."""
    from importlib.metadata import PackageNotFoundError, version

    if asked:
        with suppress(PackageNotFoundError):  # run from its sources, it has none
            click.echo(f"eligibility {version('eligibility')}")
        context.exit()


def shared(*formats: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
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
            from eligibility.reporting import locale_lang

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


def as_of(*, required: bool) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The option of the as-of date."""
    more = "" if required else " (mặc định: ngày của kế hoạch. Default: the plan's)"
    text = f"Ngày xét. Date for which everything is decided{more}."
    return click.option("--as-of", callback=_day, metavar="DATE", required=required, help=text)


everyone = click.option("--all", "everyone", is_flag=True, help="Nêu mọi tên. Show every name.")


def engine(*engines: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
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


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Where what a command needs is not installed, say how it would be."""
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

    return read_register(facts, law, located(facts)[1])


def located(facts: str) -> tuple[Path, Path | None]:
    """Where a register is: a path, or one of this name beside the shipped rules, and then these."""
    from eligibility.rulefiles import shipped_rules

    root = shipped_rules()
    shipped = not Path(facts).exists() and (root / facts).exists()
    return (root / facts, root) if shipped else (Path(facts), None)


def as_lines(lines: Iterable[str]) -> Iterable[str]:
    """End each line."""
    return (f"{line}\n" for line in lines)
