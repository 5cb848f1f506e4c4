"""Completing: unknown facts of one subject supposed to be known, so that it is eligible and ranks as far as can be."""

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
"""So many ways to complete one subject are tried at most."""

KEPT: Final = 24
"""So many of them that make it eligible are compared."""

Supposed = tuple[tuple[Missing, Found], ...]


@attrs.frozen(eq=False)
class Completion:
    """A subject with facts that were supposed of it."""

    candidate: Candidate
    supposed: Supposed


@attrs.frozen(eq=False)
class Completer:
    """Completes subjects of a contest; `near` are those whose known values are worth going beyond."""

    contest: Contest
    near: tuple[Candidate, ...]

    def completions(self, candidate: Candidate, worst: bool = False) -> list[Completion]:
        """Ways in which a subject is eligible in scope: the one that ranks first before the others.

        With `worst` the one before the others that ranks last however the rest of it turns out.
        """
        start = Completion(candidate, ())
        found = list(islice(self._eligible(start), KEPT))
        polished = [self._grouped(self._keyed(one, worst)) for one in found]
        if worst:
            return sorted(polished, key=lambda one: one.candidate.best, reverse=True)
        return sorted(polished, key=lambda one: one.candidate.cells)

    # ── eligible ─────────────────────────────────────────────────────────────────────────────────

    def _eligible(self, start: Completion) -> Iterator[Completion]:
        """The fewest supposed facts first."""
        missing = self._missing(start.candidate)
        tried = 0
        for size in range(len(missing) + 1):
            for chosen in combinations(missing, size):
                options = [self._options(start.candidate, one) for one in chosen]
                for values in product(*options):
                    tried += 1
                    if tried > WAYS:
                        return
                    found = self._suppose(start, tuple(zip(chosen, values, strict=True)))
                    if found and found.candidate.state is Outcome.SATISFIED:
                        yield found

    def _missing(self, candidate: Candidate) -> tuple[Missing, ...]:
        """What is unknown of its scope, its eligibility, and the derived keys of the order."""
        found = dict.fromkeys(self.contest.missing_in_scope(candidate))
        derived = [ranker.part.name for ranker in self.contest.rankers if ranker.part.name in candidate.decisions]
        for name in (self.contest.loaded.plan.attribute, *derived):
            found |= dict.fromkeys(candidate.decisions[name].missing)
        return tuple(found)

    def _options(self, candidate: Candidate, missing: Missing) -> Sequence[Found]:
        """What may be supposed of something missing; nothing of a question, which is no fact."""
        found = _frame_of(self.contest.program.target, decided(candidate).frame, missing.subject)
        if found is None:
            return ()
        layout, frame = found
        proposals = CandidateValues(self.contest.loaded.law)
        if missing.kind == "fact":
            own = layout.attributes[missing.attribute]
            tried = [decode(own, held) for held in proposals.held(layout, frame, missing.attribute)]
            asked = self._of_scope(candidate.facts, missing.attribute)
            return [*tried, *(value for value in asked if value not in tried)]
        return _more(proposals, layout, frame, missing.attribute) if missing.kind == "relation" else ()

    def _of_scope(self, facts: Facts, name: str) -> Iterator[Given]:
        """The values of a fact that the plan's scope asks for, which is no rule; of half a ratio, none or all."""
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
            for missing, found in supposed:
                own = missing.subject == completion.candidate.subject
                put = _put if own else _with
                facts = put(self.contest, facts, missing, found)
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
        for values in sorted((way for way in ways if _whole(way)), key=ranker.cell, reverse=worst):
            own = [(Missing(subject, name), value) for name, value in zip(ranker.names, values, strict=True)]
            new = tuple((one, value) for one, value in own if value is not getattr(facts.subject, one.attribute))
            found = self._suppose(completion, new)
            if found and found.candidate.state is Outcome.SATISFIED:
                return found
        return completion

    def _values(self, facts: Facts, name: str) -> list[Given]:
        """The values that a key's fact is tried with: around and beyond those of the others."""
        own: Given = getattr(facts.subject, name)
        attribute = self.contest.program.target.kind.attributes[name]
        if is_known(own):
            return [own]
        if attribute.type.finite:
            return [value for value in attribute.domain if own is UNKNOWN or value in own.options]  # type: ignore[union-attr]
        known = [value for one in self.near if is_known(value := getattr(one.facts.subject, name))]
        return [value for value in _around(attribute, known) if not attribute.problem(value)]

    def _grouped(self, completion: Completion) -> Completion:
        """The same with a group that nobody fills yet, where its own is unknown."""
        for at, limit in enumerate(self.contest.loaded.limits):
            candidate = completion.candidate
            attribute = self.contest.program.target.kind.attributes.get(limit.by)
            if candidate.groups[at] is not None or attribute is None:
                continue
            values = self._fresh(attribute, candidate.facts)
            tried = [self._suppose(completion, ((Missing(candidate.subject, limit.by), value),)) for value in values]
            taken = {one.groups[at] for one in self.near}
            able = [one for one in tried if one and one.candidate.state is Outcome.SATISFIED]
            completion = min(able, key=lambda one: one.candidate.groups[at] in taken, default=completion)
        return completion

    def _fresh(self, attribute: Attribute, facts: Facts) -> Sequence[Given]:
        """Values of which, as far as there can be, one is nobody's."""
        if attribute.type not in (Type.TEXT, Type.CODE):
            return self._values(facts, attribute.name)
        taken = {getattr(one.facts.subject, attribute.name) for one in self.near}
        names = (str(number).zfill(attribute.width) for number in range(len(taken) + 1))
        return [name for name in names if name not in taken][:1]


def _whole(values: Sequence[Any]) -> bool:
    """Whether a part and its whole make a ratio: nothing is a part of nothing but nothing."""
    return len(values) < 2 or bool(values[1]) or not values[0]


def _around(attribute: Attribute, known: list[Any]) -> list[Value]:
    """The smallest and largest of known values, what lies beyond them, and what is small or large in itself."""
    if attribute.type is Type.DATE:
        return [*([None] if attribute.nullable else []), *_beyond([day for day in known if day is not None])]
    if attribute.type.numeric:
        step: int | Decimal = Decimal("0.01") if attribute.type is Type.SHARE else attribute.step
        step = int(step) if attribute.type is Type.COUNT else step
        ends = [min(known), max(known)] if known else [1]
        return [0, *ends, *(end + by for end in ends for by in (-step, step))]
    return []


def _beyond(days: list[Any]) -> list[Value]:
    ends = [min(days), max(days)] if days else []
    return [date(1900, 1, 1), date(2200, 12, 31), *ends, *(end + timedelta(by) for end in ends for by in (-1, 1))]


# ── what is supposed, put among the facts ────────────────────────────────────────────────────────────


def _frame_of(layout: FrameLayout, frame: Frame, subject: str) -> tuple[FrameLayout, Frame] | None:
    """The frame of a subject or of one of its members, by name."""
    if name_of(frame) == subject:
        return layout, frame
    inner = ((member, one) for slot, member in layout.members.values() for one in frame[slot])
    return next((found for member, one in inner if (found := _frame_of(member, one, subject))), None)


def _more(proposals: CandidateValues, layout: FrameLayout, frame: Frame, relation: str) -> list[Found]:
    """That there are no more members, or one more of which this much is known."""
    slot, member = layout.members[relation]
    ghost = frame[slot + 1]
    law = proposals.law
    names = [name for name in member.slots if law.concluding(member.kind.name, name) is None]
    values = {name: proposals.held(member, ghost, name)[:3] for name in names}
    few = [(name, [decode(member.attributes[name], held) for held in own]) for name, own in values.items() if own]
    ways = islice(product(*(own for _, own in few)), 64)
    return [NoMoreMembers(), *(MoreMembers(1, tuple(zip((name for name, _ in few), way, strict=True))) for way in ways)]


def _with(contest: Contest, facts: Facts, missing: Missing, found: Found) -> Facts:
    """The facts of a subject with one thing supposed of a member."""
    members = {}
    for relation, group in facts.members.items():
        mine = [identity(one.subject, facts.subject) == missing.subject for one in group]
        pairs = zip(group, mine, strict=True)
        members[relation] = tuple((_put if own else _with)(contest, one, missing, found) for one, own in pairs)
    return attrs.evolve(facts, members=members)


def _put(contest: Contest, facts: Facts, missing: Missing, found: Found) -> Facts:
    """The facts of a subject with one thing supposed of itself."""
    name = missing.attribute
    if isinstance(found, MoreMembers):
        member = next(layout.members[name][1] for layout in contest.program.layout.walk() if name in layout.members)
        cls = member.kind.cls
        more = tuple(Facts(cls(**dict(found.facts))) for _ in range(found.count))
        return attrs.evolve(facts, members={**facts.members, name: (*members_of(facts, name), *more)})
    change: Any = {f"{name}_complete": True} if isinstance(found, NoMoreMembers) else {name: found}
    return attrs.evolve(facts, subject=attrs.evolve(facts.subject, **change))
