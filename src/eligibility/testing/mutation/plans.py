"""Mutants of plans: what a plan says, and what the planner chose and assumed, with one thing in it changed."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs

from eligibility.model import Assumption, Deadline, Key, Limit, LoadedPlan, Plan, format_value
from eligibility.reporting import ID, ConditionFormatter, Measure
from eligibility.sources import Text
from eligibility.testing.edits import AnswerEdit, Edit, PlanDayEdit, PlanEdit
from eligibility.testing.mutation.conditions import Variation, after, place_of, replaced, swapped, variations
from eligibility.testing.mutation.neighbours import neighbours
from eligibility.testing.mutation.rules import Mutant, owner_of


def _around(number: int) -> tuple[int, ...]:
    return (number + 1, number - 1) if number else (1,)


def _beside(day: date) -> tuple[date, date]:
    return day + timedelta(1), day - timedelta(1)


def touch_plan(file: str) -> str:
    """What a scenario touches that loads a plan."""
    return f"plan {file}"


def of_plan(loaded: LoadedPlan, path: Path) -> Iterator[Mutant]:
    """The mutants of a plan, of its choices, and of the assumptions with which it was loaded."""
    file = loaded.plan.place.file
    for part, one in _of_plan(loaded):
        yield _made(file, part, one, PlanEdit(file, plan=one.becomes))
    for part, two in _of_choices(loaded):
        yield _made(file, part, two, PlanEdit(file, choices=attrs.evolve(loaded.choices, **two.becomes)))
    for part, three in _of_assumptions(loaded):
        yield _made(file, part, three, PlanEdit(file, assumptions=three.becomes))
    for rule, answer in loaded.law.answers.items():
        flipped = attrs.evolve(answer, holds=not answer.holds)
        for key, other in (("answered otherwise", flipped), ("not answered", None)):
            word = Text("trả lời ngược lại", key) if other else Text("không trả lời", key)
            what = Text("Câu trả lời cho {}: {}", "Answer to {}: {}").format(Text(rule, rule), word)
            hint = Text("một kịch bản phân bổ gặp câu hỏi này", "an allocation that meets this question")
            one_ = Variation(other, answer.place, key, what, hint)
            yield _made(file, f"answers/{rule}", one_, AnswerEdit(file, rule, other))
    for day in _beside(loaded.law.as_of):
        what = Text(
            f"Ngày của kế hoạch: {loaded.law.as_of} thành {day}", f"Date of the plan: {loaded.law.as_of} to {day}"
        )
        hint = Text(
            f"một kịch bản phân bổ có một ngày đúng {max(day, loaded.law.as_of)}",
            f"an allocation with a date of exactly {max(day, loaded.law.as_of)}",
        )
        moved = Variation(None, loaded.plan.place, f"{loaded.law.as_of} → {day}", what, hint)
        yield _made(file, "date", moved, PlanDayEdit(file, path, day))


def _made(file: str, part: str, one: Variation[Any], edit: Edit) -> Mutant:
    name = f"{owner_of(file)} {part}"
    return Mutant(name, one.key, one.place, one.what, one.hint, frozenset((touch_plan(file),)), edit)


Part = tuple[str, Variation[Any]]


def _of_plan(loaded: LoadedPlan) -> Iterator[Part]:
    """Everything that the plan itself says."""
    plan = loaded.plan
    yield from _of_quota(plan)
    if plan.per_subject is not None:
        what, hint = (
            Text("bỏ giới hạn mỗi đối tượng", "limit for each subject dropped"),
            _allocated("đủ suất", "all places"),
        )
        yield (
            "per_subject",
            Variation(attrs.evolve(plan, per_subject=None), plan.per_subject.place, "dropped", what, hint),
        )
    if plan.scope is not None:
        formatter = ConditionFormatter(loaded.law, plan.subject)
        hint = _allocated("một đối tượng ngoài phạm vi", "a subject outside the scope")
        what, dropped = Text("bỏ phạm vi", "scope dropped"), attrs.evolve(plan, scope=None)
        yield "scope", Variation(dropped, place_of(plan.scope), "dropped", what, hint)
        for one in variations(formatter, plan.scope):
            what = Text("Phạm vi: {}", "Scope: {}").format(one.what)
            yield "scope", attrs.evolve(one.put(attrs.evolve(plan, scope=one.becomes)), what=what)
    yield from _of_eligible(loaded)
    for name, limits in _limits(plan.limits):
        yield name, limits.put(attrs.evolve(plan, limits=limits.becomes))
    for at, deadline in enumerate(plan.deadlines):
        for found in _of_deadline(deadline):
            deadlines = replaced(plan.deadlines, at, found.becomes)
            yield f"deadlines/{deadline.id}", found.put(attrs.evolve(plan, deadlines=deadlines))


def _of_quota(plan: Plan) -> Iterator[Part]:
    for name in ("at_least", "at_most"):
        before: int = getattr(plan.quota, name)
        for other in _around(before):
            change: Any = {name: other}
            quota = attrs.evolve(plan.quota, **change)
            if quota.at_least <= quota.at_most:
                what = Text(f"Số suất {name}: {before} thành {other}", f"Quota {name}: {before} to {other}")
                most = max(before, other)
                hint = _allocated(f"đúng {most} đối tượng đủ điều kiện", f"exactly {most} eligible subjects")
                key = f"{name} {before} → {other}"
                yield "quota", Variation(attrs.evolve(plan, quota=quota), quota.place, key, what, hint)


def _of_eligible(loaded: LoadedPlan) -> Iterator[Part]:
    plan = loaded.plan
    attribute = loaded.law.attribute(plan.subject, plan.attribute)
    assert attribute is not None  # the checker has seen to it
    if len(attribute.domain) > 1:
        other = after(attribute.domain, plan.value)
        key = f"is {format_value(plan.value)} → {format_value(other)}"
        what = Text(f"Đủ điều kiện: {key}", f"Eligible: {key}")
        hint = _allocated("một đối tượng đủ điều kiện", "an eligible subject")
        yield "eligible", Variation(attrs.evolve(plan, value=other), plan.place, key, what, hint)


def _of_deadline(deadline: Deadline) -> Iterator[Variation[Deadline]]:
    for name, word in (("start", "từ"), ("end", "đến")):
        before: date | None = getattr(deadline, name)
        for other in _beside(before) if before else ():
            assert before is not None
            change: Any = {name: other}
            key = f"{name} {before} → {other}"
            vi, en = deadline.title.vi, deadline.title.en
            what = Text(f"Thời hạn “{vi}”: {word} {before} thành {other}", f"Deadline “{en}”: {key}")
            day = (max if (name == "end") == (other > before) else min)(before, other)
            hint = _allocated(f"một điểm lắp đặt đúng ngày {day}", f"a point set up on exactly {day}")
            yield Variation(attrs.evolve(deadline, **change), deadline.place, key, what, hint)


def _limits(limits: tuple[Limit, ...]) -> Iterator[tuple[str, Variation[tuple[Limit, ...]]]]:
    for at, limit in enumerate(limits):
        for other in _around(limit.at_most):
            key = f"at_most {limit.at_most} → {other}"
            most = max(limit.at_most, other)
            what = Text(f"Giới hạn theo {limit.by}: {key}", f"Limit by {limit.by}: {key}")
            hint = _allocated(f"{most} đối tượng đủ điều kiện cùng {limit.by}", f"{most} eligible of one {limit.by}")
            changed = replaced(limits, at, attrs.evolve(limit, at_most=other))
            yield f"limits/{limit.by}", Variation(changed, limit.place, key, what, hint)
        what = Text(f"bỏ giới hạn theo {limit.by}", f"limit by {limit.by} dropped")
        most = limit.at_most + 1
        hint = _allocated(f"{most} đối tượng đủ điều kiện cùng {limit.by}", f"{most} eligible of one {limit.by}")
        yield f"limits/{limit.by}", Variation(replaced(limits, at), limit.place, "dropped", what, hint)


def _allocated(vi: str, en: str) -> Text:
    return Text(f"một kịch bản phân bổ có {vi}", f"an allocation with {en}")


# ── choices ──────────────────────────────────────────────────────────────────────────────────────


def _of_choices(loaded: LoadedPlan) -> Iterator[Part]:
    """The planner's order and limits, as fields of the choices to change."""
    order = loaded.choices.order
    for at, key in enumerate(order):
        name = key.attribute if key.whole is None else f"{key.attribute}/{key.whole}"
        for one in _of_key(order, at):
            what = Text(f"Khóa xếp thứ tự {name}: {one.what.vi}", f"Order key {name}: {one.what.en}")
            yield f"order/{name}", attrs.evolve(one.put({"order": one.becomes}), what=what)
    for part, two in _limits(loaded.choices.limits):
        yield part, two.put({"limits": two.becomes})


def _of_key(order: tuple[Key, ...], at: int) -> Iterator[Variation[tuple[Key, ...]]]:
    key = order[at]
    hint = _allocated("hai đối tượng chỉ khác nhau ở khóa này", "two subjects that differ in this key alone")
    yield Variation(replaced(order, at), key.place, "dropped", Text("bỏ khóa", "key dropped"), hint)
    flipped = replaced(order, at, attrs.evolve(key, descending=not key.descending))
    yield Variation(flipped, key.place, "descending flipped", Text("đảo chiều", "the other way round"), hint)
    if at + 1 < len(order):
        what = Text("đổi chỗ với khóa sau", "swapped with the next key")
        two = _allocated("hai đối tượng mà hai khóa này xếp ngược nhau", "two subjects that these two keys rank apart")
        yield Variation(swapped(order, at), key.place, "swapped with the next", what, two)
    for place in range(len(key.sequence) - 1):
        moved = attrs.evolve(key, sequence=swapped(key.sequence, place))
        pair = " ↔ ".join(format_value(value) for value in key.sequence[place : place + 2])
        what = Text(f"đổi chỗ {pair}", f"{pair} swapped")
        yield Variation(replaced(order, at, moved), key.place, f"sequence {pair}", what, hint)


# ── assumptions ──────────────────────────────────────────────────────────────────────────────────


def _of_assumptions(loaded: LoadedPlan) -> Iterator[Part]:
    known = loaded.assumptions
    for at, assumption in enumerate(known):
        part = f"assume/{assumption.id}"
        hint = _allocated("các giả định, và một đối tượng chưa rõ", "the assumptions, and a subject of unknown facts")
        what = Text(f"bỏ giả định “{assumption.id}”", f"assumption “{assumption.id}” dropped")
        yield part, Variation(replaced(known, at), assumption.place, "dropped", what, hint)
        for one in _of_assumption(loaded, assumption, hint):
            what = Text(f"Giả định “{assumption.id}”: {one.what.vi}", f"Assumption “{assumption.id}”: {one.what.en}")
            yield part, attrs.evolve(one.put(replaced(known, at, one.becomes)), what=what)


def _of_assumption(loaded: LoadedPlan, assumption: Assumption, hint: Text) -> Iterator[Variation[Assumption]]:
    formatter = ConditionFormatter(loaded.law, assumption.subject)
    for one in variations(formatter, assumption.when):
        yield one.put(attrs.evolve(assumption, when=one.becomes))
    for name, value in assumption.then.items():
        attribute = formatter.kind.attributes[name]
        measure = Measure.of(attribute)
        then = dict(assumption.then)
        others = [after(attribute.domain, value)] if attribute.type.finite else [*neighbours(measure, value)]  # type: ignore[arg-type]
        for other in others:
            key = f"then {name} {measure.shown(value, ID)} → {measure.shown(other, ID)}"  # type: ignore[arg-type]
            changed = attrs.evolve(assumption, then={**then, name: other})
            yield Variation(changed, assumption.place, key, Text(key, key), hint)
        del then[name]
        what = Text("không giả định {}", "{} not assumed").format(attribute.title)
        yield Variation(attrs.evolve(assumption, then=then), assumption.place, f"then {name} dropped", what, hint)
