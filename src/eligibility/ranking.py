"""Ranking: the priority order of a plan, and the awards that it gives up to the quota and within every limit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

import attrs

from eligibility.deciding import Decided
from eligibility.decisions import Decisions, Seen
from eligibility.engines.tracing import contradiction
from eligibility.facts import Facts
from eligibility.placings import KeySeen
from eligibility.plans import Key, Limit, LoadedPlan
from eligibility.programs import Program, traced
from eligibility.rulesets import Law
from eligibility.texts import alphabetical, same
from eligibility.values import UNKNOWN, Choice, Evidence, Given, OneOf, Type, Value, scaled
from eligibility.vocabulary import Attribute

Cell = tuple[Any, ...]
"""What one key makes of a subject, to compare with another's: the smaller one comes first."""

_AHEAD: Final[Cell] = (-1,)  # better than any value: what an unknown one could be at best
_NONE: Final[Cell] = (1,)  # the law's none, after every value
_LAST: Final[Cell] = (2,)  # unknown


@attrs.frozen(eq=False)
class _Backwards:
    """A text's place in the alphabet, the other way round."""

    letters: tuple[list[int], list[int], str]

    def __lt__(self, other: "_Backwards") -> bool:
        return other.letters < self.letters

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Backwards) and self.letters == other.letters

    __hash__ = None  # type: ignore[assignment]


@attrs.frozen(eq=False)
class Ranker:
    """One key of the order; without a key of the planner's it is part of the final tie-break."""

    key: Key | None
    part: Attribute
    whole: Attribute | None
    places: Mapping[tuple[bool, Value], int]

    def cell(self, values: Sequence[Given]) -> Cell:
        """Where known values come; what is unknown or only partly known comes last."""
        if any(value is UNKNOWN or isinstance(value, OneOf) for value in values):
            return _LAST
        known: tuple[Any, ...] = tuple(values)
        return self._ratio(known[0], known[1]) if self.whole else self._known(known[0])

    def best(self, values: Sequence[Given], options: tuple[Choice, ...]) -> Cell:
        """The foremost cell that could still be reached; `options` are the values left to a finite attribute."""
        found = self.cell(values)
        if found != _LAST:
            return found
        if options:
            return min(self._known(option) for option in options)
        if self.whole:
            bounded = self.whole.name in self.part.part_of
            return ((0, Fraction(-1)) if bounded else _AHEAD) if self._descending else (0, Fraction(0))
        if self.part.type is Type.SHARE:
            return (0, -scaled(1)) if self._descending else (0, 0)
        return (0, 0) if self.part.type.numeric and not self._descending else _AHEAD

    @property
    def _descending(self) -> bool:
        return self.key is not None and self.key.descending

    def _known(self, value: Value) -> Cell:
        sign = -1 if self._descending else 1
        if self.places:
            place = self.places.get((isinstance(value, bool), value))
            return (0, len(self.places)) if place is None else (0, sign * place)
        if value is None:
            return _NONE
        if isinstance(value, date):
            return (0, sign * value.toordinal())
        if isinstance(value, str):
            letters = alphabetical(value)
            return (0, _Backwards(letters) if self._descending else letters)
        return (0, sign * scaled(value))

    def _ratio(self, part: int | Decimal, whole: int | Decimal) -> Cell:
        assert self.whole is not None
        if not whole and part:
            raise contradiction(self.part.name, self.whole.name, int(part))
        share = Fraction(part) / Fraction(whole) if whole else Fraction(0)
        return (0, -share if self._descending else share)


@attrs.frozen(eq=False)
class Candidate:
    """A subject as the order sees it: its cells as it ranks now and as it could rank at best, its group by each limit.

    A group is None where it is unknown. `scope` says whether it is in the plan's scope, `eligible` whether it is
    eligible and in scope.
    """

    decisions: Decisions
    facts: Facts
    scope: Outcome
    eligible: Outcome
    cells: tuple[Cell, ...]
    best: tuple[Cell, ...]
    groups: tuple[tuple[Value] | None, ...]

    @property
    def subject(self) -> str:
        """The subject's code, or its names where it has none."""
        return self.decisions.subject


@attrs.frozen(eq=False)
class Order:
    """The order in which a plan's places are given: the planner's keys, then code and names, so that nothing is left
    to the order of input."""

    loaded: LoadedPlan
    program: Program
    rankers: tuple[Ranker, ...]
    limits: tuple[Limit, ...]
    places: int
    chosen: bool

    @classmethod
    def of(cls, loaded: LoadedPlan) -> "Order":
        """The order of a plan and of the choices beside it."""
        law, subject = loaded.law, loaded.plan.subject
        keys = loaded.choices.order
        rankers = (*(_ranker(law, subject, key) for key in keys), *_tie_break(law, subject))
        scope = loaded.plan.scope
        program = program_for(law, subject, (scope,) if scope else ())
        return cls(loaded, program, rankers, loaded.limits, loaded.plan.quota.at_most, bool(keys))

    def looked_at(self, facts: Facts) -> Candidate:
        """A subject as the order sees it, decided by tracing alone: `check` lets the other engine fire."""
        found = tracing_alone(self.program, facts)
        return self._candidate(facts, found, self._scope(found))

    def check(self, candidates: Iterable[Candidate]) -> None:
        """Double entry: raises `EngineDisagreement` where durable_rules fires other rules."""
        todo = iter(candidates)
        while batch := list(islice(todo, BATCH)):
            self.program.check([case_of(candidate).root for candidate in batch])

    def _scope(self, decisions: Decisions) -> Outcome:
        scope = self.loaded.plan.scope
        if scope is None:
            return Outcome.SATISFIED
        frame = decisions.case.frame  # type: ignore[attr-defined]
        return Outcome(self.program.tracer.outcome(scope, self.program.target, frame))

    def _eligible(self, decisions: Decisions) -> Outcome:
        plan = self.loaded.plan
        decision = decisions[plan.attribute]
        if decision.decided:
            return Outcome.SATISFIED if is_value(decision.value, plan.value) else Outcome.NOT_SATISFIED
        # Rules that contradict each other do so whatever the unknown facts are, but lawyers may settle it.
        return Outcome.UNDETERMINED

    def _candidate(self, facts: Facts, decisions: Decisions, scope: Outcome) -> Candidate:
        cells, best = [], []
        for ranker in self.rankers:
            names = [ranker.part.name, *([ranker.whole.name] if ranker.whole else [])]
            values = [value_of(facts, decisions, name) for name in names]
            cells.append(ranker.cell(values))
            best.append(ranker.best(values, _options(ranker, values)))
        groups = tuple(_group(value_of(facts, decisions, limit.by)) for limit in self.limits)
        return Candidate(decisions, facts, tuple(cells), tuple(best), groups)

    def keys_of(self, candidate: Candidate) -> tuple[KeySeen, ...]:
        """The planner's keys as they were seen for a subject."""
        found = []
        for ranker in self.rankers:
            if ranker.key is not None:
                names = [ranker.part.name, *([ranker.whole.name] if ranker.whole else [])]
                found.append(KeySeen(ranker.key, tuple(seen(candidate, name) for name in names)))
        return tuple(found)

    def differ(self, one: Candidate, other: Candidate) -> Key | None:
        """The key in which two subjects first differ; None where only the final tie-break tells them apart."""
        for ranker, mine, theirs in zip(self.rankers, one.cells, other.cells, strict=True):
            if mine != theirs:
                return ranker.key
        return None

    def ranked(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The subjects in order."""
        ordered = sorted(candidates, key=lambda candidate: candidate.cells)
        runs = (list(run) for _, run in groupby(ordered, key=lambda candidate: candidate.cells))
        # Whoever has neither code nor names of its own is told apart by everything that is known of it.
        return [one for run in runs for one in (sorted(run, key=_everything) if len(run) > 1 else run)]

    def award(self, ranked: Sequence[Candidate]) -> "Awards":
        """Give the places in order, each subject at its turn: exact where limits are nested, for then the sets that
        may be awarded together are those of a matroid."""
        awards = Awards(self)
        for candidate in ranked:
            awards.turn(candidate)
        return awards


@attrs.define(eq=False)
class Awards:
    """Who is awarded, who waits (with the limits that were reached; none: all places taken), whose turn is open.

    `filled` are those awarded by limit and group.
    """

    order: Order
    awarded: list[Candidate] = attrs.field(factory=list)
    waiting: list[tuple[Candidate, tuple[int, ...]]] = attrs.field(factory=list)
    open: list[tuple[Candidate, int]] = attrs.field(factory=list)
    filled: dict[tuple[int, tuple[Value] | None], list[Candidate]] = attrs.field(factory=lambda: defaultdict(list))

    def turn(self, candidate: Candidate) -> None:
        """Give a place, or say why not."""
        order = self.order
        if len(self.awarded) >= order.places:
            self.waiting.append((candidate, ()))
        elif reached := self.reached(candidate):
            self.waiting.append((candidate, reached))
        elif (unknown := next(iter(binding(order, candidate)), None)) is not None:
            self.open.append((candidate, unknown))
        else:
            self.awarded.append(candidate)
            for at, group in enumerate(candidate.groups):
                self.filled[at, group].append(candidate)

    def reached(self, candidate: Candidate) -> tuple[int, ...]:
        """The limits that leave no room for a subject of known group."""
        limits = self.order.limits
        known = [(at, group) for at, group in enumerate(candidate.groups) if group is not None]
        return tuple(at for at, group in known if len(self.filled.get((at, group), ())) >= limits[at].at_most)


def binding(order: Order, candidate: Candidate) -> tuple[int, ...]:
    """The limits of which nobody knows whether they are reached by a subject, for want of its group.

    A limit that is no less than all places together is never reached before they are taken.
    """
    unknown = (at for at, group in enumerate(candidate.groups) if group is None)
    return tuple(at for at in unknown if order.limits[at].at_most < order.places)


def most(order: Order, candidates: Sequence[Candidate]) -> int:
    """No more than so many of these can be awarded together: exact where limits are nested and groups are known."""
    known = [one for one in candidates if None not in one.groups]
    loose = len(candidates) - len(known)
    if _nested(known, len(order.limits)):
        return min(order.places, len(order.award(known).awarded) + loose)
    bounds = [_bound(known, at, limit) for at, limit in enumerate(order.limits)]
    return min(order.places, min(bounds) + loose)


def _bound(candidates: Sequence[Candidate], at: int, limit: Limit) -> int:
    sizes: dict[tuple[Value] | None, int] = defaultdict(int)
    for candidate in candidates:
        sizes[candidate.groups[at]] += 1
    return sum(min(size, limit.at_most) for size in sizes.values())


def _nested(candidates: Sequence[Candidate], limits: int) -> bool:
    """Whether of any two limits one only divides the groups of the other."""
    pairs = [(one, other) for one in range(limits) for other in range(one)]
    return all(_divides(candidates, one, other) or _divides(candidates, other, one) for one, other in pairs)


def _divides(candidates: Sequence[Candidate], fine: int, coarse: int) -> bool:
    within: dict[tuple[Value] | None, tuple[Value] | None] = {}
    return all(within.setdefault(one.groups[fine], one.groups[coarse]) == one.groups[coarse] for one in candidates)


def tracing_alone(program: Program, facts: Facts) -> Decisions:
    """The decisions on a subject by one engine: to look at, never to award by."""
    return Decisions(program.rule_sets, Decided(program, *traced(program, facts)))


def is_value(value: object, wanted: Choice) -> bool:
    """Whether a value is the one wanted; yes is not the number one."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def value_of(facts: Facts, decisions: Decisions, name: str) -> Given:
    """A fact, or a derived value; a derived one that is undetermined is unknown or one of what it may be."""
    if name not in decisions:
        found: Given = getattr(facts.subject, name, UNKNOWN)
        return found
    decision = decisions[name]
    if decision.decided:
        return decision.value
    partly = decision.may_be and not decision.conflict and len(decision.may_be) < len(decision.rule_set.concludes.domain)
    return OneOf(frozenset(decision.may_be)) if partly else UNKNOWN


def seen(candidate: Candidate, name: str) -> Seen:
    """A value with its evidence and source, as the order saw it."""
    facts, decisions = candidate.facts, candidate.decisions
    value = value_of(facts, decisions, name)
    if name in decisions:
        return Seen(candidate.subject, name, value, decisions[name].evidence or Evidence.UNSTATED, "")
    return Seen(candidate.subject, name, value, facts.level(name), facts.source(name))


def _options(ranker: Ranker, values: Sequence[Given]) -> tuple[Choice, ...]:
    if not ranker.part.type.finite:
        return ()
    value = values[0]
    return tuple(value.options) if isinstance(value, OneOf) else ranker.part.domain


def _group(value: Given) -> tuple[Value] | None:
    if value is UNKNOWN or isinstance(value, OneOf):
        return None
    return (same(value),) if isinstance(value, str) else (value,)


def _ranker(law: Law, subject: str, key: Key) -> Ranker:
    part = law.attribute(subject, key.attribute)
    whole = law.attribute(subject, key.whole) if key.whole else None
    assert part is not None, key  # the checker has seen to it
    sequence = key.sequence or part.domain
    return Ranker(key, part, whole, {(isinstance(value, bool), value): at for at, value in enumerate(sequence)})


def _tie_break(law: Law, subject: str) -> list[Ranker]:
    """The code, then the names from the widest down, then what other codes there are."""
    known = law.vocabulary[subject].attributes
    texts = [attribute for attribute in reversed(known.values()) if attribute.type is Type.TEXT]
    codes = [attribute for attribute in reversed(known.values()) if attribute.type is Type.CODE]
    codes.sort(key=lambda attribute: attribute.name != "code")
    return [Ranker(None, attribute, None, {}) for attribute in (*codes[:1], *texts, *codes[1:])]


def _everything(candidate: Candidate) -> str:
    return repr(candidate.facts)
