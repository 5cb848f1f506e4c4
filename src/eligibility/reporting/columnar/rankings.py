"""Rankings: a plan's allocation among a whole register: told, listed, and written as columns."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from eligibility.allocation.columnar import AllocatedRegister
from eligibility.model import format_value
from eligibility.reporting import formats
from eligibility.reporting.allocations import CHANGEABLE, ON_ASSUMPTIONS, UNORDERED, called
from eligibility.reporting.columnar.results import Entry, results_at
from eligibility.reporting.decisions import nobody
from eligibility.reporting.reasons import Reasons, short_name
from eligibility.reporting.records import Json, law_record
from eligibility.reporting.streams import csv_lines, json_text
from eligibility.reporting.titles import Titles
from eligibility.sources import Text

SHOWN: Final = 20
"""So many of those awarded are shown with their reasons; the rest by their number, or with --all."""
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
        "CHƯA BIẾT có đủ chỉ tiêu tối thiểu hay không", "NOT YET KNOWN whether the lower end of the quota is reached"
    ),
}


def ranking(found: AllocatedRegister, form: str, lang: str, everyone: bool, out: Path | None) -> Iterator[str]:
    """What is printed of an allocation; its columns are written to a file where one is asked for."""
    if out is not None:
        entries = (Entry(name, title) for name, title in STATUSES.items())
        rank = Entry("rank", Text("hạng", "rank"), null=Text("không xếp hạng", "not ranked"))
        with results_at(out, [Entry("code", Text("mã", "code")), *entries, rank]) as results:
            results.add(found.frame())
    if form == "csv" and out is None:
        frame = found.frame()
        words = {True: format_value(True), False: format_value(False)}
        told = ([words[cell] if isinstance(cell, bool) else cell for cell in row] for row in frame.iter_rows())
        yield from csv_lines(frame.columns, told)
    if form == "json":
        yield json_text(_record(found, lang)) + "\n"
    if form == "table":
        yield from (f"{line}\n" for line in _lines(found, lang, everyone))


def _record(found: AllocatedRegister, lang: str) -> dict[str, Json]:
    counts: dict[str, Json] = {**found.counts}
    codes = found.register.codes
    awarded: list[Json] = [
        {"subject": codes[row], "rank": int(found.ranks[row]) or None} for row in found.order.tolist()
    ]
    sample = found.register.sample
    return {
        "plan": found.loaded.plan.number,
        "title": found.loaded.plan.title.in_(lang),
        **law_record(found.loaded.law),
        "engine": "columnar",
        "quota": {"at_least": found.loaded.plan.quota.at_least, "at_most": found.loaded.plan.quota.at_most},
        "counts": counts,
        "shortfall": found.shortfall,
        "unordered": found.unordered,
        "changeable": found.changeable,
        "rests_on_assumptions": found.on_assumptions,
        "awarded": awarded,
        "entered_twice": [codes[at] for at in sample.positions],
    }


def _lines(found: AllocatedRegister, lang: str, everyone: bool) -> Iterator[str]:
    plan, titles = found.loaded.plan, Titles(found.loaded.law, lang)
    day, quota = formats.day(found.loaded.law.as_of, lang), f"{plan.quota.at_least}–{plan.quota.at_most}"
    yield f"{plan.number} · {plan.title.in_(lang)}"
    yield "  " + titles.say(f"Ngày xét {day} · chỉ tiêu {quota}", f"As of {day} · quota {quota}")
    size, twice = (formats.number(n, lang) for n in (len(found), len(found.register.sample.positions)))
    yield "  " + titles.say(
        f"{size} đối tượng xét theo cột; {twice} được xét lại bằng cả hai bộ máy, kết quả như nhau",
        f"Subjects decided as columns: {size}; decided again by both engines, with the same result: {twice}",
    )
    yield ""
    counts = found.counts
    told = " · ".join(f"{formats.number(counts[name], lang)} {title.in_(lang)}" for name, title in STATUSES.items())
    yield titles.say("KẾT QUẢ: ", "RESULT: ") + told
    yield from (f"  ! {line}" for line in _warnings(found, titles))
    yield f"  {CHANGEABLE[found.changeable].in_(lang)}"
    yield from _awarded(found, titles, everyone)


def _warnings(found: AllocatedRegister, titles: Titles) -> Iterator[str]:
    if found.on_assumptions:
        yield ON_ASSUMPTIONS.in_(titles.lang)
    if found.shortfall:
        yield _FALLS_SHORT[found.shortfall].in_(titles.lang)
    if found.unordered:
        yield UNORDERED.in_(titles.lang)
    if not found.loaded.choices.chosen_by:
        yield nobody(titles)


def _awarded(found: AllocatedRegister, titles: Titles, everyone: bool) -> Iterator[str]:
    """Those awarded in their order, each with its reason."""
    order = found.order.tolist()
    if not order:
        return
    yield ""
    yield titles.say("ĐƯỢC CHỌN", "AWARDED")
    placings = [found.explain(found.register.codes[row]) for row in order[: None if everyone else SHOWN]]
    shown = [placing for placing in placings if placing is not None]
    reasons = Reasons(titles, found.loaded.plan.subject, {one.subject: short_name(one) for one in shown})
    for placing in shown:
        yield f"  {called(placing, titles)}"
        yield f"    {reasons.text(placing)}"
    if len(order) > len(shown):
        more = formats.number(len(order) - len(shown), titles.lang)
        yield titles.say(f"  … và {more} nữa (--all)", f"  … and {more} more (--all)")
