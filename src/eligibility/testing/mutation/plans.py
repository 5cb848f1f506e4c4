"""Mutants of plans: a plan, and what the planner chose and assumed, with one thing changed."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import attrs

from eligibility.model import Assumption, Deadline, Key, Limit, LoadedPlan, Plan, format_value
from eligibility.reporting import ID, ConditionFormatter, Measure
from eligibility.sources import Text
from eligibility.testing.edits import AnswerEdit, Edit, PlanDayEdit, PlanEdit
from eligibility.testing.mutation.conditions import place_of, variations
from eligibility.testing.mutation.neighbours import neighbours
from eligibility.testing.mutation.rules import Mutant, owner_of
from eligibility.testing.mutation.variations import Variation, after, in_field, in_items, replaced, swapped, with_field

T = TypeVar("T")
Part = tuple[str, Variation[T]]
"""The name of a part, and a change of it as one of the plan, of its choices or of its assumptions."""


def touch_plan(file: str) -> str:
    """The mark of a scenario that loads a plan."""
    return f"plan {file}"


def of_plan(loaded: LoadedPlan, path: Path) -> Iterator[Mutant]:
    """The mutants of a plan, of its choices, and of the assumptions with which it was loaded."""
    file = loaded.plan.place.file
    for part, change, edit in _edits(loaded, file, path):
        yield Mutant.of(f"{owner_of(file)} {part}", change, {touch_plan(file)}, edit)


def _edits(loaded: LoadedPlan, file: str, path: Path) -> Iterator[tuple[str, Variation[Any], Edit]]:
    for part, plan in _of_plan(loaded):
        yield part, plan, PlanEdit(file, plan=plan.becomes)
    for part, choices in _of_choices(loaded):
        yield part, choices, PlanEdit(file, choices=choices.becomes)
    for part, assumptions in _of_assumptions(loaded):
        yield part, assumptions, PlanEdit(file, assumptions=assumptions.becomes)
    for rule, answer in loaded.law.answers.items():
        flipped = attrs.evolve(answer, holds=not answer.holds)
        hint = Text("một kịch bản phân bổ gặp câu hỏi này", "an allocation that meets this question")
        for vi, en, other in (
            ("trả lời ngược lại", "answered otherwise", flipped),
            ("không trả lời", "not answered", None),
        ):
            what = Text(f"Câu trả lời cho {rule}: {vi}", f"Answer to {rule}: {en}")
            yield f"answers/{rule}", Variation(other, answer.place, en, what, hint), AnswerEdit(file, rule, other)
    day = loaded.law.as_of
    for other_day in _beside(day):
        what = Text(f"Ngày của kế hoạch: {day} thành {other_day}", f"Date of the plan: {day} to {other_day}")
        hint = Text(
            f"một kịch bản phân bổ có một ngày đúng {max(other_day, day)}",
            f"an allocation with a date of exactly {max(other_day, day)}",
        )
        change = Variation(None, loaded.plan.place, f"{day} → {other_day}", what, hint)
        yield "date", change, PlanDayEdit(file, path, other_day)


def _around(number: int) -> tuple[int, ...]:
    return (number + 1, number - 1) if number else (1,)


def _beside(day: date) -> tuple[date, date]:
    return day + timedelta(1), day - timedelta(1)


def _allocation(vi: str, en: str) -> Text:
    return Text(f"một kịch bản phân bổ có {vi}", f"an allocation with {en}")


# ── the plan ─────────────────────────────────────────────────────────────────────────────────────


def _of_plan(loaded: LoadedPlan) -> Iterator[Part[Plan]]:
    """Every change of the plan itself."""
    plan = loaded.plan
    yield from (("quota", change) for change in _of_quota(plan))
    if plan.per_subject is not None:
        what = Text("bỏ giới hạn mỗi đối tượng", "limit for each subject dropped")
        without_limit = attrs.evolve(plan, per_subject=None)
        hint = _allocation("đủ suất", "all places")
        yield "per_subject", Variation(without_limit, plan.per_subject.place, "dropped", what, hint)
    if plan.scope is not None:
        hint = _allocation("một đối tượng ngoài phạm vi", "a subject outside the scope")
        what, everywhere = Text("bỏ phạm vi", "scope dropped"), attrs.evolve(plan, scope=None)
        yield "scope", Variation(everywhere, place_of(plan.scope), "dropped", what, hint)
        for change in in_field(plan, "scope", variations(ConditionFormatter(loaded.law, plan.subject), plan.scope)):
            yield "scope", change.of("Phạm vi", "Scope")
    yield from (("eligible", change) for change in _of_eligible(loaded))
    for part, limits in _of_limits(plan.limits):
        yield part, limits.put(attrs.evolve(plan, limits=limits.becomes))
    for index, deadline in enumerate(plan.deadlines):
        for change in in_field(plan, "deadlines", in_items(plan.deadlines, index, _of_deadline(deadline))):
            yield f"deadlines/{deadline.id}", change


def _of_quota(plan: Plan) -> Iterator[Variation[Plan]]:
    for name in ("at_least", "at_most"):
        before: int = getattr(plan.quota, name)
        for other in _around(before):
            quota = with_field(plan.quota, name, other)
            if quota.at_least <= quota.at_most:
                what = Text(f"Số suất {name}: {before} thành {other}", f"Quota {name}: {before} to {other}")
                most = max(before, other)
                hint = _allocation(f"đúng {most} đối tượng đủ điều kiện", f"exactly {most} eligible subjects")
                changed = attrs.evolve(plan, quota=quota)
                yield Variation(changed, quota.place, f"{name} {before} → {other}", what, hint)


def _of_eligible(loaded: LoadedPlan) -> Iterator[Variation[Plan]]:
    plan = loaded.plan
    attribute = loaded.law.attribute(plan.subject, plan.attribute)
    assert attribute is not None  # the checker has seen to it
    if len(attribute.domain) > 1:
        other = after(attribute.domain, plan.value)
        key = f"is {format_value(plan.value)} → {format_value(other)}"
        what = Text(f"Đủ điều kiện: {key}", f"Eligible: {key}")
        hint = _allocation("một đối tượng đủ điều kiện", "an eligible subject")
        yield Variation(attrs.evolve(plan, value=other), plan.place, key, what, hint)


def _of_deadline(deadline: Deadline) -> Iterator[Variation[Deadline]]:
    for name, word, before in (("start", "từ", deadline.start), ("end", "đến", deadline.end)):
        for other in _beside(before) if before else ():
            assert before is not None
            key = f"{name} {before} → {other}"
            vi, en = deadline.title.vi, deadline.title.en
            what = Text(f"Thời hạn “{vi}”: {word} {before} thành {other}", f"Deadline “{en}”: {key}")
            day = (max if (name == "end") == (other > before) else min)(before, other)
            hint = _allocation(f"một điểm lắp đặt đúng ngày {day}", f"a point set up on exactly {day}")
            yield Variation(with_field(deadline, name, other), deadline.place, key, what, hint)


def _of_limits(limits: tuple[Limit, ...]) -> Iterator[Part[tuple[Limit, ...]]]:
    def hint(by: str, most: int) -> Text:
        return _allocation(f"{most} đối tượng đủ điều kiện cùng {by}", f"{most} eligible of one {by}")

    for index, limit in enumerate(limits):
        by, part = limit.by, f"limits/{limit.by}"
        for other in _around(limit.at_most):
            key = f"at_most {limit.at_most} → {other}"
            what = Text(f"Giới hạn theo {by}: {key}", f"Limit by {by}: {key}")
            changed = replaced(limits, index, attrs.evolve(limit, at_most=other))
            yield part, Variation(changed, limit.place, key, what, hint(by, max(limit.at_most, other)))
        what = Text(f"bỏ giới hạn theo {by}", f"limit by {by} dropped")
        yield part, Variation(replaced(limits, index), limit.place, "dropped", what, hint(by, limit.at_most + 1))


# ── choices ──────────────────────────────────────────────────────────────────────────────────────


def _of_choices(loaded: LoadedPlan) -> Iterator[Part[Any]]:
    """Every change of the planner's order and limits."""
    choices = loaded.choices
    for index, key in enumerate(choices.order):
        name = key.attribute if key.whole is None else f"{key.attribute}/{key.whole}"
        for change in in_field(choices, "order", _of_key(choices.order, index)):
            yield f"order/{name}", change.of(f"Khóa xếp thứ tự {name}", f"Order key {name}")
    for part, limits in _of_limits(choices.limits):
        yield part, limits.put(attrs.evolve(choices, limits=limits.becomes))


def _of_key(order: tuple[Key, ...], index: int) -> Iterator[Variation[tuple[Key, ...]]]:
    key = order[index]
    hint = _allocation("hai đối tượng chỉ khác nhau ở khóa này", "two subjects that differ in this key alone")
    yield Variation(replaced(order, index), key.place, "dropped", Text("bỏ khóa", "key dropped"), hint)
    flipped = replaced(order, index, attrs.evolve(key, descending=not key.descending))
    yield Variation(flipped, key.place, "descending flipped", Text("đảo chiều", "the other way round"), hint)
    if index + 1 < len(order):
        what = Text("đổi chỗ với khóa sau", "swapped with the next key")
        two = _allocation("hai đối tượng mà hai khóa này xếp ngược nhau", "two subjects that these two keys rank apart")
        yield Variation(swapped(order, index), key.place, "swapped with the next", what, two)
    for position in range(len(key.sequence) - 1):
        moved = attrs.evolve(key, sequence=swapped(key.sequence, position))
        pair = " ↔ ".join(format_value(value) for value in key.sequence[position : position + 2])
        what = Text(f"đổi chỗ {pair}", f"{pair} swapped")
        yield Variation(replaced(order, index, moved), key.place, f"sequence {pair}", what, hint)


# ── assumptions ──────────────────────────────────────────────────────────────────────────────────


def _of_assumptions(loaded: LoadedPlan) -> Iterator[Part[tuple[Assumption, ...]]]:
    """An assumption dropped or changed."""
    assumptions = loaded.assumptions
    hint = _allocation("các giả định, và một đối tượng chưa rõ", "the assumptions, and a subject of unknown facts")
    for index, assumption in enumerate(assumptions):
        part = f"assume/{assumption.id}"
        what = Text(f"bỏ giả định “{assumption.id}”", f"assumption “{assumption.id}” dropped")
        yield part, Variation(replaced(assumptions, index), assumption.place, "dropped", what, hint)
        for change in in_items(assumptions, index, _of_assumption(loaded, assumption, hint)):
            yield part, change.of(f"Giả định “{assumption.id}”", f"Assumption “{assumption.id}”")


def _of_assumption(loaded: LoadedPlan, assumption: Assumption, hint: Text) -> Iterator[Variation[Assumption]]:
    formatter = ConditionFormatter(loaded.law, assumption.subject)
    yield from in_field(assumption, "when", variations(formatter, assumption.when))
    for name, value in assumption.then.items():
        attribute = formatter.kind.attributes[name]
        measure = Measure.of(attribute)
        others = [after(attribute.domain, value)] if attribute.type.finite else [*neighbours(measure, value)]  # type: ignore[arg-type]
        for other in others:
            key = f"then {name} {measure.shown(value, ID)} → {measure.shown(other, ID)}"  # type: ignore[arg-type]
            changed = attrs.evolve(assumption, then={**assumption.then, name: other})
            yield Variation(changed, assumption.place, key, Text(key, key), hint)
        rest = {other: value for other, value in assumption.then.items() if other != name}
        what = Text("không giả định {}", "{} not assumed").format(attribute.title)
        yield Variation(attrs.evolve(assumption, then=rest), assumption.place, f"then {name} dropped", what, hint)
