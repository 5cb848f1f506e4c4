"""Completions: supposed values of unknown facts by which one subject is eligible and ranks as high as it can."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, islice, product
from typing import Any, Final

import attrs

from eligibility.allocation.awards import Candidate
from eligibility.allocation.contest import Contest, decided
from eligibility.allocation.ranking import Ranker, is_known, value_of
from eligibility.deciding import CandidateValues
from eligibility.engines import Frame, FrameLayout
from eligibility.engines.tracing import name_of
from eligibility.model import (
    UNKNOWN,
    Attribute,
    Fact,
    Facts,
    Found,
    Given,
    Literal,
    Missing,
    MoreMembers,
    NoMoreMembers,
    Outcome,
    Ratio,
    Type,
    Value,
    decode,
    identity,
    leaves,
)
from eligibility.registers import members_of
from eligibility.sources import FactError

WAYS: Final = 600
"""At most this many completions of one subject are tried."""

KEPT: Final = 24
"""This many of those that make it eligible are compared."""

Supposed = tuple[tuple[Missing, Found], ...]


@attrs.frozen(eq=False)
class Completion:
    """A subject with supposed facts."""

    candidate: Candidate
    supposed: Supposed


@attrs.frozen(eq=False)
class Completer:
    """Completes subjects of a contest; `near` are those whose known values are worth going beyond."""

    contest: Contest
    near: tuple[Candidate, ...]

    def completions(self, candidate: Candidate, worst: bool = False) -> list[Completion]:
        """Completions by which a subject is eligible in scope, the one that ranks first before the others.

        With `worst` the one that ranks last, whatever else becomes known of it, before the others.
        """
        eligible = islice(self._eligible(Completion(candidate, ())), KEPT)
        completions = [self._grouped(self._keyed(completion, worst)) for completion in eligible]
        if worst:
            return sorted(completions, key=lambda completion: completion.candidate.best, reverse=True)
        return sorted(completions, key=lambda completion: completion.candidate.cells)

    # ── eligible ─────────────────────────────────────────────────────────────────────────────────

    def _eligible(self, start: Completion) -> Iterator[Completion]:
        """The completions that make it eligible, the fewest supposed facts first."""
        for supposed in islice(self._suppositions(start.candidate), WAYS):
            completion = self._suppose(start, supposed)
            if completion and completion.candidate.state is Outcome.SATISFIED:
                yield completion

    def _suppositions(self, candidate: Candidate) -> Iterator[Supposed]:
        missing = self._missing(candidate)
        for size in range(len(missing) + 1):
            for chosen in combinations(missing, size):
                for values in product(*(self._options(candidate, fact) for fact in chosen)):
                    yield tuple(zip(chosen, values, strict=True))

    def _missing(self, candidate: Candidate) -> tuple[Missing, ...]:
        """The unknown facts in play for its scope, its eligibility, and the derived keys of the order."""
        missing = dict.fromkeys(self.contest.missing_in_scope(candidate))
        derived = [ranker.part.name for ranker in self.contest.rankers if ranker.part.name in candidate.decisions]
        for name in (self.contest.loaded.plan.attribute, *derived):
            missing |= dict.fromkeys(candidate.decisions[name].missing)
        return tuple(missing)

    def _options(self, candidate: Candidate, missing: Missing) -> Sequence[Found]:
        """The values to suppose for something missing; none for a question, which is not a fact."""
        subject = _frame_of(self.contest.program.target, decided(candidate).frame, missing.subject)
        if subject is None:
            return ()
        layout, frame = subject
        candidates = CandidateValues(self.contest.loaded.law)
        if missing.kind == "fact":
            attribute = layout.attributes[missing.attribute]
            values = [decode(attribute, slot) for slot in candidates.of(layout, frame, missing.attribute)]
            asked = self._of_scope(candidate.facts, missing.attribute)
            return [*values, *(value for value in asked if value not in values)]
        return _more(candidates, layout, frame, missing.attribute) if missing.kind == "relation" else ()

    def _of_scope(self, facts: Facts, name: str) -> Iterator[Given]:
        """The values with which the plan's scope compares a fact; for half a ratio, none or all of the other half."""
        scope = self.contest.loaded.plan.scope
        for leaf in leaves(scope) if scope else ():
            if leaf.observed == Fact(name):
                operands = [operand for test in leaf.tests for operand in test.operands]
                yield from (operand.value for operand in operands if isinstance(operand, Literal))
            elif isinstance(leaf.observed, Ratio) and name in (leaf.observed.part, leaf.observed.whole):
                others = (getattr(facts.subject, half, UNKNOWN) for half in (leaf.observed.part, leaf.observed.whole))
                yield from (0, 1, *(other for other in others if is_known(other)))

    def _suppose(self, completion: Completion, supposed: Supposed) -> Completion | None:
        """The same subject with more facts; None where they contradict each other."""
        facts = completion.candidate.facts
        try:
            for missing, value in supposed:
                put = _put if missing.subject == completion.candidate.subject else _put_below
                facts = put(self.contest, facts, missing, value)
            return Completion(self.contest.candidate(facts), (*completion.supposed, *supposed))
        except FactError:
            return None

    # ── keys and groups ──────────────────────────────────────────────────────────────────────────

    def _keyed(self, completion: Completion, worst: bool) -> Completion:
        """The same with every unknown fact of the planner's keys at its best, or worst."""
        for ranker in self.contest.rankers:
            facts, decisions = completion.candidate.facts, completion.candidate.decisions
            unknown = [name for name in ranker.names if not is_known(value_of(facts, decisions, name))]
            if ranker.key and unknown and not any(name in decisions for name in unknown):
                completion = self._ranked(completion, ranker, worst)
        return completion

    def _ranked(self, completion: Completion, ranker: Ranker, worst: bool) -> Completion:
        facts, subject = completion.candidate.facts, completion.candidate.subject
        ways = product(*(self._values(facts, name) for name in ranker.names))
        for values in sorted((way for way in ways if _is_ratio(way)), key=ranker.cell, reverse=worst):
            pairs = zip(ranker.names, values, strict=True)
            new = [
                (Missing(subject, name), value) for name, value in pairs if value is not getattr(facts.subject, name)
            ]
            ranked = self._suppose(completion, tuple(new))
            if ranked and ranked.candidate.state is Outcome.SATISFIED:
                return ranked
        return completion

    def _values(self, facts: Facts, name: str) -> list[Given]:
        """The values to try for a key's fact: around and beyond those of the others."""
        given: Given = getattr(facts.subject, name)
        attribute = self.contest.program.target.kind.attributes[name]
        if is_known(given):
            return [given]
        if attribute.type.finite:
            return [value for value in attribute.domain if given is UNKNOWN or value in given.options]  # type: ignore[union-attr]
        values = [value for other in self.near if is_known(value := getattr(other.facts.subject, name))]
        return [value for value in _around(attribute, values) if not attribute.rejects(value)]

    def _grouped(self, completion: Completion) -> Completion:
        """The same with a group that nobody fills yet, where its own is unknown."""
        for index, limit in enumerate(self.contest.loaded.limits):
            candidate = completion.candidate
            attribute = self.contest.program.target.kind.attributes.get(limit.by)
            if candidate.groups[index] is not None or attribute is None:
                continue
            missing, taken = Missing(candidate.subject, limit.by), {other.groups[index] for other in self.near}
            tried = [
                self._suppose(completion, ((missing, value),)) for value in self._fresh(attribute, candidate.facts)
            ]
            eligible = [other for other in tried if other and other.candidate.state is Outcome.SATISFIED]
            completion = min(eligible, key=lambda other: other.candidate.groups[index] in taken, default=completion)
        return completion

    def _fresh(self, attribute: Attribute, facts: Facts) -> Sequence[Given]:
        """Values among them, if there can be one, a value that no other subject has."""
        if attribute.type not in (Type.TEXT, Type.CODE):
            return self._values(facts, attribute.name)
        taken = {getattr(other.facts.subject, attribute.name) for other in self.near}
        names = (str(number).zfill(attribute.width) for number in range(len(taken) + 1))
        return [name for name in names if name not in taken][:1]


def _is_ratio(values: Sequence[Any]) -> bool:
    """True where a part and its whole make a ratio: of 0 only 0 is a part."""
    return len(values) < 2 or bool(values[1]) or not values[0]


def _around(attribute: Attribute, values: list[Any]) -> list[Value]:
    """The smallest and largest of known values, values beyond them, and values small or large in themselves."""
    if attribute.type is Type.DATE:
        return [*([None] if attribute.nullable else []), *_beyond([day for day in values if day is not None])]
    if attribute.type.numeric:
        step: int | Decimal = Decimal("0.01") if attribute.type is Type.SHARE else attribute.step
        step = int(step) if attribute.type is Type.COUNT else step
        ends = [min(values), max(values)] if values else [1]
        return [0, *ends, *(end + by for end in ends for by in (-step, step))]
    return []


def _beyond(days: list[Any]) -> list[Value]:
    ends = [min(days), max(days)] if days else []
    return [date(1900, 1, 1), date(2200, 12, 31), *ends, *(end + timedelta(by) for end in ends for by in (-1, 1))]


# ── supposed values, put among the facts ─────────────────────────────────────────────────────────


def _frame_of(layout: FrameLayout, frame: Frame, subject: str) -> tuple[FrameLayout, Frame] | None:
    """The frame of a subject or of one of its members, by name."""
    if name_of(frame) == subject:
        return layout, frame
    below = ((member, inner) for slot, member in layout.members.values() for inner in frame[slot])
    return next((pair for member, inner in below if (pair := _frame_of(member, inner, subject))), None)


def _more(candidates: CandidateValues, layout: FrameLayout, frame: Frame, relation: str) -> list[Found]:
    """No more members, or one more with some of its facts."""
    slot, member = layout.members[relation]
    unlisted, law = frame[slot + 1], candidates.law
    names = [name for name in member.slots if law.concluding(member.kind.name, name) is None]
    values = {
        name: [decode(member.attributes[name], slot) for slot in candidates.of(member, unlisted, name)[:3]]
        for name in names
    }
    values = {name: few for name, few in values.items() if few}
    ways = islice(product(*values.values()), 64)
    return [NoMoreMembers(), *(MoreMembers(1, tuple(zip(values, way, strict=True))) for way in ways)]


def _put_below(contest: Contest, facts: Facts, missing: Missing, value: Found) -> Facts:
    """The facts of a subject with one value supposed of a member."""

    def put(member: Facts) -> Facts:
        called = identity(member.subject, facts.subject)
        return (_put if called == missing.subject else _put_below)(contest, member, missing, value)

    return attrs.evolve(facts, members={relation: tuple(map(put, group)) for relation, group in facts.members.items()})


def _put(contest: Contest, facts: Facts, missing: Missing, value: Found) -> Facts:
    """The facts of a subject with one value supposed of itself."""
    name = missing.attribute
    if isinstance(value, MoreMembers):
        member = next(layout.members[name][1] for layout in contest.program.layout.walk() if name in layout.members)
        cls = member.kind.cls
        more = tuple(Facts(cls(**dict(value.facts))) for _ in range(value.count))
        return attrs.evolve(facts, members={**facts.members, name: (*members_of(facts, name), *more)})
    change: Any = {f"{name}_complete": True} if isinstance(value, NoMoreMembers) else {name: value}
    return attrs.evolve(facts, subject=attrs.evolve(facts.subject, **change))
