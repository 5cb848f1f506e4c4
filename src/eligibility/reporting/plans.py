"""Premises: what an allocation rests on that no law says, the planner's choices and assumptions, and its deadlines."""

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
from eligibility.reporting.decisions import nobody
from eligibility.reporting.formats import lowered
from eligibility.reporting.reasons import Reasons
from eligibility.reporting.titles import Titles
from eligibility.sources import Text

SUPPOSED = 2
"""Of so many subjects the facts supposed are shown."""


def choice_lines(allocation: Allocation, reasons: Reasons) -> Iterator[str]:
    """The order, limits and answers, said to be the planner's."""
    titles, choices = reasons.titles, allocation.choices
    if not (choices.order or choices.limits or allocation.answers):
        return
    on = f", {formats.day(choices.chosen_on, titles.lang)}" if choices.chosen_on else ""
    by = f"{choices.chosen_by}{on}" if allocation.adopted else nobody(titles)
    yield f"{titles.say('LỰA CHỌN CỦA NGƯỜI LẬP KẾ HOẠCH, không phải luật', 'PLANNER’S CHOICES, not law')} — {by}"
    for at, key in enumerate(choices.order, start=1):
        yield f"  {at}. {_key(key, reasons)} — {key.reason.in_(titles.lang)}"
    for limit in choices.limits:
        why = f" — {limit.reason.in_(titles.lang)}" if limit.reason else ""
        yield f"  · {titles.say('giới hạn', 'limit')}: {reasons.limit(limit)}{why}"
    for name, answer in allocation.answers:
        holds = titles.say("áp dụng", "applies") if answer.holds else titles.say("không áp dụng", "does not apply")
        asked = titles.say("trả lời", "answer")
        yield f"  · {asked}: {_rule(name, titles)} → {holds} — {answer.reason.in_(titles.lang)}"


def _rule(name: str, titles: Titles) -> str:
    owner, _, rule_id = name.rpartition(" ")
    rule_set = next(known for known in titles.law.rule_sets if known.name == owner)
    return f"“{rule_set.rules[rule_set.index[rule_id]].title.in_(titles.lang)}”"


def _key(key: Key, reasons: Reasons) -> str:
    """A key and which of its values come first."""
    titles = reasons.titles
    if key.sequence:
        then = titles.say(" rồi ", ", then ")
        shown = [titles.value(reasons.subject, key.attribute, value) for value in key.sequence]
        return f"{reasons.key(key)}: {then.join(shown)}"
    first = titles.say("cao trước", "high first") if key.descending else titles.say("thấp trước", "low first")
    return f"{reasons.key(key)}, {first}"


def assumed_lines(allocation: Allocation, titles: Titles, grounds: Grounds) -> Iterator[str]:
    """What was taken for granted, of how many, and how the count compares with what was published."""
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
        f"{rows} rows meet this condition, {gone} names no longer exist",
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
    yield from (f"     {_comparison(assumed, one, titles)}" for one in assumed.comparisons)


def _comparison(assumed: Assumed, found: Comparison, titles: Titles) -> str:
    compare = assumed.assumption.compare
    assert compare is not None
    attribute, value, instrument = compare
    shown = f"{titles.title(assumed.assumption.subject, attribute)} = {formats.value(value, None, titles.lang)}"
    counted = formats.number(found.counted, titles.lang)
    head = f"{found.area}: {counted} {titles.say('có', 'with')} {shown}; {instrument}"
    if found.total is None:
        return f"{head} {titles.say('không công bố tổng số', 'published no total')}"
    published = formats.number(found.total.count, titles.lang)
    apart = found.counted - found.total.count
    differs = titles.say(f"lệch {apart:+d}", f"off by {apart:+d}") if apart else titles.say("khớp", "the same")
    return f"{head} {titles.say('công bố', 'published')} {published} → {differs}"


def witness_text(witness: CounterExample, reasons: Reasons) -> str:
    """An example of how the unknown facts could change who is awarded."""
    titles = reasons.titles
    facts: dict[str, list[str]] = {}
    for missing, found in witness.facts:
        facts.setdefault(reasons.name(missing.subject), []).append(_supposed(missing, found, reasons))
    shown = [f"{who} ({', '.join(group)})" for who, group in facts.items()]
    supposed = "; ".join(shown[:SUPPOSED]) + (f"; … +{len(shown) - SUPPOSED}" if len(shown) > SUPPOSED else "")
    comes = ", ".join(reasons.name(subject) for subject in witness.entering) or "—"
    goes = ", ".join(reasons.name(subject) for subject in witness.leaving) or "—"
    return titles.say(f"; ví dụ vào {comes}, ra {goes}, nếu {supposed}", f"; say {comes} in, {goes} out, if {supposed}")


def _supposed(missing: Missing, found: Found, reasons: Reasons) -> str:
    """A fact supposed of one subject."""
    titles = reasons.titles
    if isinstance(found, MoreMembers | NoMoreMembers):
        return members_text(missing, found, titles)
    title = lowered(titles.title(reasons.subject, missing.attribute))
    return f"{title}: {titles.value(reasons.subject, missing.attribute, found)}"


def deadline_lines(seen: DeadlineSeen, titles: Titles) -> Iterator[str]:
    """A deadline, and which points met it where points are given."""
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
