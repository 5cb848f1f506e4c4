"""`eligibility test` and `eligibility docs`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from eligibility.cli.options import needs, shared
from eligibility.cli.output import Output, show


@click.command("test")
@click.argument("features", nargs=-1)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Chỉ kịch bản có nhãn này. Run scenarios with TAG.")
@click.option("--without-tag", "without", multiple=True, metavar="TAG", help="Trừ nhãn này. Skip scenarios with TAG.")
@click.option("--coverage", is_flag=True, help="Kịch bản thử đến đâu của luật. Report rule coverage.")
@click.option("--mutate", is_flag=True, help="Đổi luật từng chỗ xem có bị phát hiện. Mutation-test the rules.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Số tiến trình. Number of processes."
)
@click.option("--sample", type=click.IntRange(1), help="Chỉ thử từng này thay đổi. Test at most this many mutants.")
@shared("table", "json", "junit")
def test(features: tuple[str, ...], output: Output, **options: Any) -> int:  # noqa: ANN401 - as the options above say
    """Chạy kịch bản, mặc định thư mục features · Run feature files; default: the folder features."""
    with needs("testing"):
        from eligibility.testing import commands
    paths = features or ("features",)
    if options["coverage"]:
        return commands.coverage(paths, output.form, output.lang, show)
    if options["mutate"]:
        with click.progressbar(length=1, file=sys.stderr, label=output.say("thay đổi", "mutants")) as bar:
            report = commands.mutation(paths, options["jobs"], options["sample"], bar)
        return commands.tell_mutation(report, output.form, output.lang, show)
    return commands.scenarios(paths, options["tags"], options["without"], output.form, output.lang, show)


@click.command("docs")
@click.argument("features", nargs=-1)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    required=True,
    help="Thư mục ghi các trang. Folder to write the pages to.",
)
@shared("table", "json")
def docs(features: tuple[str, ...], out: Path, output: Output) -> int:
    """Viết mỗi văn bản một trang HTML, quy tắc cạnh kịch bản · Write one HTML page for each instrument."""
    with needs("testing"):
        from eligibility.testing import commands
        from eligibility.testing.pages import site  # noqa: F401 - to report at once what is missing
    return commands.docs(features or ("features",), out, output.form, output.lang, show)
