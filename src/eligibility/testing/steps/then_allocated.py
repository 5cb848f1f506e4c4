"""Placements: the phrases that say who was to be awarded, who waits, and why, and what the allocation rests on."""

from collections.abc import Callable, Sequence

from eligibility.model import Allocation, DeadlineSeen, Met, Placing
from eligibility.testing.gherkin import Table
from eligibility.testing.steps.context import Expected, ScenarioContext, is_called
from eligibility.testing.steps.phrase import phrase

_LISTS = {
    "được chọn": "awarded",
    "chờ": "waitlist",
    "không đủ điều kiện": "excluded",
    "chưa xác định": "undetermined",
    "ngoài phạm vi": "outside",
    "awarded": "awarded",
    "waiting": "waitlist",
    "excluded": "excluded",
    "undetermined": "undetermined",
    "outside": "outside",
}


def _list(context: ScenarioContext, word: str) -> Sequence[tuple[str, tuple[str, ...]]]:
    """The codes and names in a list of the allocation."""
    found = getattr(context.allocated(), context.chosen(word, _LISTS))
    return [(one.subject, one.names[:1]) if isinstance(one, Placing) else (one, ()) for one in found]


def _shown(found: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    return "; ".join(" ".join((code, *names)) for code, names in found) or "–"


@phrase("then", "danh sách {list} lần lượt là", "the {list} list in order is")
def listed(context: ScenarioContext, table: Table, list: str) -> None:  # noqa: A002 - as officers read it
    """A list of the allocation holds exactly these codes or names, one a row, in this order."""
    found = _list(context, list)
    wanted = [row[0] for row in table]
    if any(len(row) != 1 for row in table):
        raise context.wrong("bảng này có một cột: mã hoặc tên", "this table has one column: the code or the name")
    fits = len(found) == len(wanted) and all(is_called(word, *one) for word, one in zip(wanted, found, strict=True))
    if not fits:
        raise Expected("; ".join(wanted), _shown(found), _account(context, context.allocated()))


@phrase("then", "danh sách {list} trống", "the {list} list is empty")
def empty(context: ScenarioContext, _: Table, list: str) -> None:  # noqa: A002
    """A list of the allocation is empty."""
    found = _list(context, list)
    if found:
        raise Expected(f"{list}: 0", _shown(found), _account(context, context.allocated()))


@phrase("then", "danh sách {list} có {count} {kind}", "the {list} list has {count} {kind}")
def size(context: ScenarioContext, _: Table, list: str, count: str, kind: str) -> None:  # noqa: A002
    """A list of the allocation holds so many."""
    found = _list(context, list)
    context.named(kind, context.names.law.vocabulary[context.plan().plan.subject])
    if len(found) != context.number(count):
        raise Expected(f"{list}: {count}", f"{len(found)}: {_shown(found[:10])}")


@phrase("then", 'danh sách {list} có "{name}"', 'the {list} list has "{name}"')
def among(context: ScenarioContext, _: Table, list: str, name: str) -> None:  # noqa: A002
    """A list of the allocation holds this subject."""
    found = _list(context, list)
    if not any(is_called(name, *one) for one in found):
        raise Expected(name, _shown(found), _account(context, context.allocated()))


def _account(context: ScenarioContext, allocation: Allocation) -> str:
    """Every placing with its reasons, for whoever wonders."""
    return "\n".join(f"{one.subject}: {_reasons(context, one)}" for one in [*allocation.placings()][:20])


def _reasons(context: ScenarioContext, placing: Placing) -> str:
    from eligibility.reporting import Reasons

    return Reasons.of(context.allocated(), context.language).text(placing)


@phrase("then", 'lý do của "{name}" có "{text}"', 'the reason of "{name}" says "{text}"')
def reasoned(context: ScenarioContext, _: Table, name: str, text: str) -> None:
    """The reason why a subject stands where it stands holds this text."""
    found = _reasons(context, context.placing(name))
    if text not in found:
        raise Expected(text, found)


_MARKS = {"dựa trên": True, "không dựa trên": False, "rests on": True, "does not rest on": False}


@phrase("then", '"{name}" {outcome} giả định', '"{name}" {outcome} an assumption')
def assumed(context: ScenarioContext, _: Table, name: str, outcome: str) -> None:
    """A subject's place rests on something assumed, or not (“dựa trên”, “không dựa trên”)."""
    wanted = context.chosen(outcome, _MARKS)
    if context.placing(name).assumed is not wanted:
        raise Expected(
            f"{name}: {outcome}", context.say(*(word for word, mark in _MARKS.items() if mark is not wanted))
        )


_RESULTS: Sequence[tuple[str, str, Callable[[Allocation], bool]]] = (
    ("đủ chỉ tiêu", "fills the quota", lambda one: one.shortfall is None),
    ("thiếu chỉ tiêu", "falls short of the quota", lambda one: one.shortfall == "shortfall"),
    ("chưa biết có đủ chỉ tiêu", "may or may not fill the quota", lambda one: one.shortfall == "not yet known"),
    ("có thể đổi", "is changeable", lambda one: one.changeable == "yes"),
    ("không thể đổi", "is not changeable", lambda one: one.changeable == "no"),
    ("chưa chứng minh được là không đổi", "is not proved unchangeable", lambda one: one.changeable == "not proved"),
    ("đã được thông qua", "is adopted", lambda one: one.adopted),
    ("chưa được ai thông qua", "is not adopted by anybody", lambda one: not one.adopted),
    ("chưa có thứ tự ưu tiên", "has no order", lambda one: one.unordered),
    ("dựa trên giả định", "rests on assumptions", lambda one: one.on_assumptions),
    ("không dựa trên giả định", "does not rest on assumptions", lambda one: not one.on_assumptions),
)
_RESULT = {vi: holds for vi, _, holds in _RESULTS} | {en: holds for _, en, holds in _RESULTS}


@phrase("then", "kết quả phân bổ {outcome}", "the allocation {outcome}")
def result(context: ScenarioContext, _: Table, outcome: str) -> None:
    """The allocation fills the quota or not, is changeable or not, rests on assumptions or not, is adopted or not."""
    allocation = context.allocated()
    if not context.chosen(outcome, _RESULT)(allocation):
        others = [context.say(vi, en) for vi, en, holds in _RESULTS if holds(allocation)]
        raise Expected(outcome, "; ".join(others), _account(context, allocation))


_DEADLINES = {
    "đúng hạn": True,
    "không đúng hạn": False,
    "chưa biết có đúng hạn": None,
    "is in time": True,
    "is not in time": False,
    "may or may not be in time": None,
}


@phrase("then", 'điểm hỗ trợ ở "{point}" {outcome}', 'the support point in "{point}" {outcome}')
def in_time(context: ScenarioContext, _: Table, point: str, outcome: str) -> None:
    """The point in this commune (its code or name) met every deadline of the plan, missed one, or nobody knows yet."""
    wanted = context.chosen(outcome, _DEADLINES)
    found = [_met(context, seen, point).met for seen in context.allocated().deadlines]
    met = False if False in found else None if None in found else True
    if met is not wanted:
        raise Expected(f"{point}: {outcome}", context.say(*(word for word, one in _DEADLINES.items() if one is met)))


def _met(context: ScenarioContext, seen: DeadlineSeen, point: str) -> Met:
    found = [met for met in seen.points if is_called(point, met.subject, met.subject.split("/"))]
    if len(found) != 1:
        raise context.wrong(f"không có một điểm hỗ trợ ở “{point}”", f"there is no one support point in “{point}”")
    return found[0]


@phrase("then", 'giả định "{id}" áp dụng cho {count} {kind}', 'the assumption "{id}" is made for {count} {kind}')
def assumed_of(context: ScenarioContext, _: Table, id: str, count: str, kind: str) -> None:  # noqa: A002 - as the plan calls it
    """An assumption gave facts to so many subjects."""
    context.kind(kind)
    known = {one.assumption.id: one for one in context.allocated().assumed}
    if id not in known:
        raise context.wrong(f"không có giả định “{id}”", f"no assumption “{id}”", next(iter(known), None))
    if len(known[id].changes) != context.number(count):
        raise Expected(count, str(len(known[id].changes)))
