"""Plans: the planner's choices and assumptions, on which an allocation rests beside the law, and its deadlines."""

from collections.abc import Iterator

from eligibility.allocation import Grounds, RowsBehind
from eligibility.model import (
    Allocation,
    Assumed,
    Comparison,
    CounterExample,
    DeadlineSeen,
    Found,
    Key,
    Missing,
    MoreMembers,
    NoMoreMembers,
    Value,
)
from eligibility.reporting import formats
from eligibility.reporting.annexes import NAMED
from eligibility.reporting.counterfactuals import members_text
from eligibility.reporting.formats import lowered
from eligibility.reporting.placement_reasons import Reasons
from eligibility.reporting.titles import APPLIES, Titles
from eligibility.sources import Text

SUPPOSED = 2
"""Of so many subjects the facts supposed are shown."""


def choice_lines(allocation: Allocation, reasons: Reasons) -> Iterator[str]:
    """The order, limits and answers, said to be the planner's."""
    titles, choices = reasons.titles, allocation.choices
    if not (choices.order or choices.limits or allocation.answers):
        return
    by = titles.signed(choices.chosen_by if allocation.adopted else None, choices.chosen_on)
    yield f"{titles.say('LỰA CHỌN CỦA NGƯỜI LẬP KẾ HOẠCH, không phải luật', 'PLANNER’S CHOICES, not law')} — {by}"
    for number, key in enumerate(choices.order, start=1):
        yield f"  {number}. {_key(key, reasons)} — {key.reason.in_(titles.lang)}"
    for limit in choices.limits:
        why = f" — {limit.reason.in_(titles.lang)}" if limit.reason else ""
        yield f"  · {titles.say('giới hạn', 'limit')}: {reasons.limit(limit)}{why}"
    for name, answer in allocation.answers:
        rule, holds = titles.rule(name).title.in_(titles.lang), APPLIES[answer.holds].in_(titles.lang)
        yield f"  · {titles.say('trả lời', 'answer')}: “{rule}” → {holds} — {answer.reason.in_(titles.lang)}"


def _key(key: Key, reasons: Reasons) -> str:
    """A key, and the values of it that come first."""
    titles = reasons.titles
    if key.sequence:
        then = titles.say(" rồi ", ", then ")
        values = [titles.value(reasons.subject, key.attribute, value) for value in key.sequence]
        return f"{reasons.key(key)}: {then.join(values)}"
    first = titles.say("cao trước", "high first") if key.descending else titles.say("thấp trước", "low first")
    return f"{reasons.key(key)}, {first}"


def assumed_lines(allocation: Allocation, titles: Titles, grounds: Grounds) -> Iterator[str]:
    """The assumptions used, the number of their subjects, and their counts beside the published totals."""
    yield titles.say("GIẢ ĐỊNH ĐÃ DÙNG, chỉ nơi chưa biết", "ASSUMED, only where unknown")
    for assumed in allocation.assumed:
        yield from _assumed(assumed, titles)
        yield from (_rows_behind(behind, titles) for behind in grounds.behind[assumed.assumption.id])


def _rows_behind(behind: RowsBehind, titles: Titles) -> str:
    """The number of rows of an annex that satisfy an assumption, and the names of those that no longer exist."""
    rows, gone = len(behind.rows), len(behind.gone)
    names = f": {', '.join(row.names[-1] for row in behind.gone)}" if gone else ""
    text = Text(
        f"{rows} dòng thỏa điều kiện này, {gone} tên không còn",
        f"{rows} rows satisfy this condition, {gone} names no longer exist",
    )
    return f"     {behind.match.listing.owner}: {text.in_(titles.lang)}{names}"


def _assumed(assumed: Assumed, titles: Titles) -> Iterator[str]:
    lang, kind = titles.lang, assumed.assumption.subject
    given: dict[str, Value] = {name: value for change in assumed.changes for name, value in change.facts}
    what = " · ".join(f"{titles.title(kind, name)}: {titles.value(kind, name, value)}" for name, value in given.items())
    count, title = formats.number(len(assumed.changes), lang), titles.kind(kind).title.in_(lang).lower()
    many = formats.plural(len(assumed.changes), title) if lang == "en" else title
    yield f"  {count} {many} — {assumed.assumption.reason.in_(lang)}"
    if what:
        yield f"     {what}"
    yield from (f"     {_comparison(assumed, comparison, titles)}" for comparison in assumed.comparisons)


def _comparison(assumed: Assumed, comparison: Comparison, titles: Titles) -> str:
    compare = assumed.assumption.compare
    assert compare is not None
    attribute, value, instrument = compare
    fact = f"{titles.title(assumed.assumption.subject, attribute)} = {formats.value(value, None, titles.lang)}"
    counted = formats.number(comparison.counted, titles.lang)
    head = f"{comparison.area}: {counted} {titles.say('có', 'with')} {fact}; {instrument}"
    if comparison.total is None:
        return f"{head} {titles.say('không công bố tổng số', 'published no total')}"
    published = formats.number(comparison.total.count, titles.lang)
    apart = comparison.counted - comparison.total.count
    differs = titles.say(f"lệch {apart:+d}", f"off by {apart:+d}") if apart else titles.say("khớp", "the same")
    return f"{head} {titles.say('công bố', 'published')} {published} → {differs}"


def witness_text(witness: CounterExample, reasons: Reasons) -> str:
    """An example of unknown facts that would change the awards."""
    titles = reasons.titles
    facts: dict[str, list[str]] = {}
    for missing, supposed in witness.facts:
        facts.setdefault(reasons.name(missing.subject), []).append(_supposed(missing, supposed, reasons))
    examples = [f"{who} ({', '.join(group)})" for who, group in facts.items()]
    given = "; ".join(examples[:SUPPOSED]) + (f"; … +{len(examples) - SUPPOSED}" if len(examples) > SUPPOSED else "")
    comes = ", ".join(reasons.name(subject) for subject in witness.entering) or "—"
    goes = ", ".join(reasons.name(subject) for subject in witness.leaving) or "—"
    return titles.say(f"; ví dụ vào {comes}, ra {goes}, nếu {given}", f"; say {comes} in, {goes} out, if {given}")


def _supposed(missing: Missing, supposed: Found, reasons: Reasons) -> str:
    """A fact supposed of one subject."""
    titles = reasons.titles
    if isinstance(supposed, MoreMembers | NoMoreMembers):
        return members_text(missing, supposed, titles)
    title = lowered(titles.title(reasons.subject, missing.attribute))
    return f"{title}: {titles.value(reasons.subject, missing.attribute, supposed)}"


def deadline_lines(seen: DeadlineSeen, titles: Titles) -> Iterator[str]:
    """A deadline, with the points that met or missed it where points are given."""
    deadline, lang = seen.deadline, titles.lang
    days = [formats.day(day, lang) if day else "…" for day in (deadline.start, deadline.end)]
    head = f"{titles.say('THỜI HẠN', 'DEADLINE')} {' – '.join(days)}"
    yield f"{head}: {deadline.title.in_(lang)} — {titles.cite(deadline.cite)}"
    if not seen.points:
        return
    groups = [
        (titles.say("đạt", "met"), [point for point in seen.points if point.met]),
        (titles.say("KHÔNG ĐẠT", "MISSED"), [point for point in seen.points if point.met is False]),
        (titles.say("chưa biết", "unknown"), [point for point in seen.points if point.met is None]),
    ]
    for word, points in groups:
        if points:
            names = "; ".join(point.subject for point in points[:NAMED])
            more = f"; … +{len(points) - NAMED}" if len(points) > NAMED else ""
            yield f"     {len(points)} {word}: {names}{more}"
