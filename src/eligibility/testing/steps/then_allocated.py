"""Then, of an allocation: the phrases that expect who is awarded, who waits, why, and on which assumptions."""

from collections.abc import Callable, Sequence

from eligibility.model import Allocation, DeadlineOutcome, DeadlineSeen, Placement
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
    entries = getattr(context.allocated(), context.chosen(word, _LISTS))
    return [(entry.subject, entry.names[:1]) if isinstance(entry, Placement) else (entry, ()) for entry in entries]


def _text(entries: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    return "; ".join(" ".join((code, *names)) for code, names in entries) or "–"


@phrase("then", "danh sách {list} lần lượt là", "the {list} list in order is")
def listed(context: ScenarioContext, table: Table, list: str) -> None:  # noqa: A002 - as officers read it
    """A list of the allocation contains exactly these codes or names, one a row, in this order."""
    entries = _list(context, list)
    words = [row[0] for row in table]
    if any(len(row) != 1 for row in table):
        raise context.wrong("bảng này có một cột: mã hoặc tên", "this table has one column: the code or the name")
    same_length = len(entries) == len(words)
    if not same_length or not all(is_called(word, *entry) for word, entry in zip(words, entries, strict=True)):
        raise Expected("; ".join(words), _text(entries), _account(context, context.allocated()))


@phrase("then", "danh sách {list} trống", "the {list} list is empty")
def empty(context: ScenarioContext, _: Table, list: str) -> None:  # noqa: A002
    """A list of the allocation is empty."""
    entries = _list(context, list)
    if entries:
        raise Expected(f"{list}: 0", _text(entries), _account(context, context.allocated()))


@phrase("then", "danh sách {list} có {count} {kind}", "the {list} list has {count} {kind}")
def size(context: ScenarioContext, _: Table, list: str, count: str, kind: str) -> None:  # noqa: A002
    """A list of the allocation contains so many."""
    entries = _list(context, list)
    context.check_kind(kind, context.names.law.vocabulary[context.plan().plan.subject])
    if len(entries) != context.number(count):
        raise Expected(f"{list}: {count}", f"{len(entries)}: {_text(entries[:10])}")


@phrase("then", 'danh sách {list} có "{name}"', 'the {list} list has "{name}"')
def among(context: ScenarioContext, _: Table, list: str, name: str) -> None:  # noqa: A002
    """A list of the allocation contains this subject."""
    entries = _list(context, list)
    if not any(is_called(name, *entry) for entry in entries):
        raise Expected(name, _text(entries), _account(context, context.allocated()))


def _account(context: ScenarioContext, allocation: Allocation) -> str:
    """The first placings with their reasons."""
    return "\n".join(f"{placing.subject}: {_reasons(context, placing)}" for placing in [*allocation.placings()][:20])


def _reasons(context: ScenarioContext, placing: Placement) -> str:
    from eligibility.reporting import Reasons

    return Reasons.of(context.allocated(), context.language).text(placing)


@phrase("then", 'lý do của "{name}" có "{text}"', 'the reason of "{name}" says "{text}"')
def reasoned(context: ScenarioContext, _: Table, name: str, text: str) -> None:
    """The reason for the place of a subject contains this text."""
    reasons = _reasons(context, context.placing(name))
    if text not in reasons:
        raise Expected(text, reasons)


_MARKS = {"dựa trên": True, "không dựa trên": False, "rests on": True, "does not rest on": False}


@phrase("then", '"{name}" {outcome} giả định', '"{name}" {outcome} an assumption')
def assumed(context: ScenarioContext, _: Table, name: str, outcome: str) -> None:
    """A subject's place rests on something assumed, or not (“dựa trên”, “không dựa trên”)."""
    assumed = context.placing(name).assumed
    if assumed is not context.chosen(outcome, _MARKS):
        raise Expected(f"{name}: {outcome}", context.words_of(assumed, _MARKS))


_RESULTS: Sequence[tuple[str, str, Callable[[Allocation], bool]]] = (
    ("đủ chỉ tiêu", "fills the quota", lambda result: result.shortfall is None),
    ("thiếu chỉ tiêu", "falls short of the quota", lambda result: result.shortfall == "shortfall"),
    ("chưa biết có đủ chỉ tiêu", "may or may not fill the quota", lambda result: result.shortfall == "not yet known"),
    ("có thể đổi", "is changeable", lambda result: result.changeable == "yes"),
    ("không thể đổi", "is not changeable", lambda result: result.changeable == "no"),
    (
        "chưa chứng minh được là không đổi",
        "is not proved unchangeable",
        lambda result: result.changeable == "not proved",
    ),
    ("đã được thông qua", "is adopted", lambda result: result.adopted),
    ("chưa được ai thông qua", "is not adopted by anybody", lambda result: not result.adopted),
    ("chưa có thứ tự ưu tiên", "has no order", lambda result: result.unordered),
    ("dựa trên giả định", "rests on assumptions", lambda result: result.on_assumptions),
    ("không dựa trên giả định", "does not rest on assumptions", lambda result: not result.on_assumptions),
)
_RESULT = {vi: holds for vi, _, holds in _RESULTS} | {en: holds for _, en, holds in _RESULTS}


@phrase("then", "kết quả phân bổ {outcome}", "the allocation {outcome}")
def result(context: ScenarioContext, _: Table, outcome: str) -> None:
    """The allocation fills the quota or not, is changeable or not, rests on assumptions or not, is adopted or not."""
    allocation = context.allocated()
    if not context.chosen(outcome, _RESULT)(allocation):
        results = [context.say(vi, en) for vi, en, holds in _RESULTS if holds(allocation)]
        raise Expected(outcome, "; ".join(results), _account(context, allocation))


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
    """The point at this place (its code or name) met every deadline of the plan, missed one, or nobody knows yet."""
    deadlines = [_deadline(context, deadline, point).met for deadline in context.allocated().deadlines]
    met = False if False in deadlines else None if None in deadlines else True
    if met is not context.chosen(outcome, _DEADLINES):
        raise Expected(f"{point}: {outcome}", context.words_of(met, _DEADLINES))


def _deadline(context: ScenarioContext, deadline: DeadlineSeen, point: str) -> DeadlineOutcome:
    matches = [outcome for outcome in deadline.points if is_called(point, outcome.subject, outcome.subject.split("/"))]
    if len(matches) != 1:
        raise context.wrong(f"không có một điểm hỗ trợ ở “{point}”", f"not exactly one support point in “{point}”")
    return matches[0]


@phrase("then", 'giả định "{id}" áp dụng cho {count} {kind}', 'the assumption "{id}" is made for {count} {kind}')
def assumed_of(context: ScenarioContext, _: Table, id: str, count: str, kind: str) -> None:  # noqa: A002 - as the plan calls it
    """An assumption gave facts to so many subjects."""
    context.kind(kind)
    changes = {assumed.assumption.id: len(assumed.changes) for assumed in context.allocated().assumed}
    if id not in changes:
        raise context.wrong(f"không có giả định “{id}”", f"no assumption “{id}”", next(iter(changes), None))
    if changes[id] != context.number(count):
        raise Expected(count, str(changes[id]))
