"""Rankings: a plan's allocation among a whole register as text, JSON, CSV and a file of columns."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from eligibility.allocation.columnar import AllocatedRegister
from eligibility.model import format_value
from eligibility.reporting import formats
from eligibility.reporting.allocations import CHANGEABLE, ON_ASSUMPTIONS, UNORDERED, called, more_line
from eligibility.reporting.columnar.results import Entry, results_at
from eligibility.reporting.placement_reasons import Reasons, short_name
from eligibility.reporting.records import Json, fields, json_record, law_record
from eligibility.reporting.streams import csv_lines, json_text
from eligibility.reporting.titles import Titles
from eligibility.sources import Text

SHOWN: Final = 20
"""So many of the awarded are shown with their reasons; the rest by their number, or with --all."""
STATUSES: Final = {
    "awarded": Text("được chọn", "awarded"),
    "waitlist": Text("chờ", "waiting"),
    "limited": Text("trong đó vướng giới hạn", "of these, held back by a limit"),
    "excluded": Text("không đủ điều kiện", "not eligible"),
    "undetermined": Text("chưa xác định", "undetermined"),
    "outside": Text("ngoài phạm vi", "out of scope"),
}
_FALLS_SHORT: Final = {
    "shortfall": Text("THIẾU so với chỉ tiêu tối thiểu", "SHORTFALL against the lower end of the quota"),
    "not yet known": Text(
        "CHƯA BIẾT có đủ chỉ tiêu tối thiểu hay không", "UNKNOWN whether the lower end of the quota is reached"
    ),
}


def ranking(allocated: AllocatedRegister, form: str, lang: str, everyone: bool, out: Path | None) -> Iterator[str]:
    """The output for an allocation; its columns are written to a file where one is asked for."""
    if out is not None:
        entries = (Entry(name, title) for name, title in STATUSES.items())
        rank = Entry("rank", Text("hạng", "rank"), null=Text("không xếp hạng", "not ranked"))
        with results_at(out, [Entry("code", Text("mã", "code")), *entries, rank]) as results:
            results.add(allocated.frame())
    if form == "csv" and out is None:
        frame = allocated.frame()
        words = {True: format_value(True), False: format_value(False)}
        rows = ([words[cell] if isinstance(cell, bool) else cell for cell in row] for row in frame.iter_rows())
        yield from csv_lines(frame.columns, rows)
    if form == "json":
        yield json_text(_record(allocated, lang)) + "\n"
    if form == "table":
        yield from (f"{line}\n" for line in _lines(allocated, lang, everyone))


def _record(allocated: AllocatedRegister, lang: str) -> dict[str, Json]:
    codes, plan = allocated.register.codes, allocated.loaded.plan
    order = allocated.order.tolist()
    return json_record(
        plan=plan.number,
        title=plan.title.in_(lang),
        **law_record(allocated.loaded.law),
        engine="columnar",
        quota=fields(plan.quota, "at_least", "at_most"),
        counts=allocated.counts,
        **fields(allocated, "shortfall", "unordered", "changeable"),
        rests_on_assumptions=allocated.on_assumptions,
        awarded=[{"subject": codes[row], "rank": int(allocated.ranks[row]) or None} for row in order],
        entered_twice=[codes[row] for row in allocated.register.sample.positions],
    )


def _lines(allocated: AllocatedRegister, lang: str, everyone: bool) -> Iterator[str]:
    plan, titles = allocated.loaded.plan, Titles(allocated.loaded.law, lang)
    day, quota = formats.day(allocated.loaded.law.as_of, lang), f"{plan.quota.at_least}–{plan.quota.at_most}"
    yield f"{plan.number} · {plan.title.in_(lang)}"
    yield "  " + titles.say(f"Ngày xét {day} · chỉ tiêu {quota}", f"As of {day} · quota {quota}")
    sizes = (len(allocated), len(allocated.register.sample.positions))
    size, twice = (formats.number(number, lang) for number in sizes)
    yield "  " + titles.say(
        f"{size} đối tượng xét theo cột; {twice} được xét lại bằng cả hai bộ máy, kết quả như nhau",
        f"Subjects decided as columns: {size}; decided again by both engines, with the same result: {twice}",
    )
    yield ""
    counts = (f"{formats.number(allocated.counts[name], lang)} {title.in_(lang)}" for name, title in STATUSES.items())
    yield titles.say("KẾT QUẢ: ", "RESULT: ") + " · ".join(counts)
    yield from (f"  ! {line}" for line in _warnings(allocated, titles))
    yield f"  {CHANGEABLE[allocated.changeable].in_(lang)}"
    yield from _awarded(allocated, titles, everyone)


def _warnings(allocated: AllocatedRegister, titles: Titles) -> Iterator[str]:
    if allocated.on_assumptions:
        yield ON_ASSUMPTIONS.in_(titles.lang)
    if allocated.shortfall:
        yield _FALLS_SHORT[allocated.shortfall].in_(titles.lang)
    if allocated.unordered:
        yield UNORDERED.in_(titles.lang)
    if not allocated.loaded.choices.chosen_by:
        yield titles.signed(None, None)


def _awarded(allocated: AllocatedRegister, titles: Titles, everyone: bool) -> Iterator[str]:
    """The awarded in their order, each with its reason."""
    order = allocated.order.tolist()
    if not order:
        return
    yield ""
    yield titles.say("ĐƯỢC CHỌN", "AWARDED")
    explained = (allocated.explain(allocated.register.codes[row]) for row in order[: None if everyone else SHOWN])
    placings = [placing for placing in explained if placing is not None]
    names = {placing.subject: short_name(placing) for placing in placings}
    reasons = Reasons(titles, allocated.loaded.plan.subject, names)
    for placing in placings:
        yield f"  {called(placing, titles)}"
        yield f"    {reasons.text(placing)}"
    yield from more_line(len(order) - len(placings), titles)
