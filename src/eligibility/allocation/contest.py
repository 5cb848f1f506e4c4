"""The contest for the places of a plan: its candidates decided, ranked, and awarded as far as places go."""

from collections.abc import Iterable, Sequence
from itertools import islice

import attrs

from eligibility.allocation.awards import Awards, Candidate, Group, most, ranked
from eligibility.allocation.ranking import Cell, Ranker, is_known, is_value, rankers, value_of
from eligibility.deciding import BATCH, Decided, Program, program_for, traced
from eligibility.engines import Frame
from eligibility.model import (
    Condition,
    Count,
    Decision,
    Decisions,
    Evidence,
    Fact,
    Facts,
    Given,
    Key,
    KeySeen,
    Leaf,
    LoadedPlan,
    Missing,
    Outcome,
    Ratio,
    Seen,
    leaves,
)
from eligibility.sources import FactError, spelling_key


@attrs.frozen(eq=False)
class Contest:
    """A plan compiled to judge candidates: scope, eligibility, place in the order, groups by limit."""

    loaded: LoadedPlan
    program: Program
    rankers: tuple[Ranker, ...]

    @classmethod
    def of(cls, loaded: LoadedPlan) -> "Contest":
        """The contest for the places of a plan."""
        plan, law = loaded.plan, loaded.law
        program = program_for(law, plan.subject, (plan.scope,) if plan.scope else ())
        return cls(loaded, program, rankers(law, plan.subject, loaded.choices.order))

    @property
    def ordered(self) -> bool:
        """True where somebody chose an order."""
        return bool(self.loaded.choices.order)

    @property
    def places(self) -> int:
        """The number of places."""
        return self.loaded.plan.quota.at_most

    def candidate(self, facts: Facts) -> Candidate:
        """A subject as tracing decides it; `check` lets the other engine decide as well."""
        top, frame = traced(self.program, facts)
        decisions = Decisions(self.program.rule_sets, Decided(self.program, top, frame))
        scope = self._scope(frame)
        state, possible = self._state(decisions)
        cells: list[Cell] = []
        best: list[Cell] = []
        for ranker in self.rankers:
            values = [value_of(facts, decisions, name) for name in ranker.names]
            try:
                cells.append(ranker.cell(values))
            except FactError as error:  # a ratio to 0: the order does not know the subject
                raise error.of(decisions.subject) from None
            best.append(ranker.best(values, cells[-1]))
        return Candidate(
            decisions,
            facts,
            scope,
            Outcome(scope & state),
            possible and scope is not Outcome.NOT_SATISFIED,
            tuple(cells),
            tuple(best),
            tuple(group_of(value_of(facts, decisions, limit.by)) for limit in self.loaded.limits),
        )

    def _scope(self, frame: Frame) -> Outcome:
        scope = self.loaded.plan.scope
        if scope is None:
            return Outcome.SATISFIED
        return Outcome(self.program.tracer.outcome(scope, self.program.target, frame))

    def _state(self, decisions: Decisions) -> tuple[Outcome, bool]:
        """The outcome of eligibility, and whether some completion of the unknown facts may make it satisfied."""
        plan = self.loaded.plan
        decision = decisions[plan.attribute]
        if decision.conflict:  # whatever the unknown facts are; but the law may yet be read one way
            return Outcome.UNDETERMINED, False
        if decision.decided:
            eligible = is_value(decision.value, plan.value)
            return Outcome.SATISFIED if eligible else Outcome.NOT_SATISFIED, eligible
        possible = any(is_value(value, plan.value) for value in decision.may_be)
        return Outcome.UNDETERMINED if possible else Outcome.NOT_SATISFIED, possible

    def decision(self, candidate: Candidate) -> Decision:
        """The decision on the eligibility of a candidate."""
        return candidate.decisions[self.loaded.plan.attribute]

    def missing_in_scope(self, candidate: Candidate) -> tuple[Missing, ...]:
        """The unknown facts that the plan's scope asks for."""
        scope = self.loaded.plan.scope
        missing: dict[Missing, None] = {}
        for leaf in leaves(scope) if scope else ():
            if isinstance(leaf.observed, Count):
                missing[Missing(candidate.subject, leaf.observed.relation, "relation")] = None
            for name in names_observed(leaf):
                missing |= dict.fromkeys(self._unknown(candidate, name))
        return tuple(missing)

    def _unknown(self, candidate: Candidate, name: str) -> tuple[Missing, ...]:
        of_subject = name in candidate.decisions or name in self.program.target.kind.attributes
        settled = not of_subject or is_known(value_of(candidate.facts, candidate.decisions, name))
        return () if settled else missing_of(candidate, name)

    def check(self, candidates: Iterable[Candidate]) -> None:
        """Decide them by durable_rules too. Raises `EngineDisagreement` where it fires other rules than tracing."""
        remaining = iter(candidates)
        while batch := list(islice(remaining, BATCH)):
            self.program.check([decided(candidate).root for candidate in batch])

    def award(self, eligible: Sequence[Candidate]) -> Awards[Candidate]:
        """The places given to candidates in their order."""
        return Awards.of(self.loaded.limits, self.places, eligible)

    def most(self, candidates: Sequence[Candidate]) -> int:
        """An upper bound on how many of these could be awarded together."""
        return most(self.loaded.limits, self.places, candidates)

    def keys_of(self, candidate: Candidate) -> tuple[KeySeen, ...]:
        """The planner's keys as they were seen for a subject."""
        pairs = [(ranker.key, ranker.names) for ranker in self.rankers if ranker.key]
        return tuple(KeySeen(key, tuple(seen(candidate, name) for name in names)) for key, names in pairs)

    def differ(self, candidate: Candidate, other: Candidate) -> Key | None:
        """The planner's key in which two candidates first differ; None where only the tie-break parts them."""
        cells = zip(self.rankers, candidate.cells, other.cells, strict=True)
        return next((ranker.key for ranker, mine, theirs in cells if mine != theirs), None)


def decided(candidate: Candidate) -> Decided:
    """The frame and program by which a candidate was decided."""
    case = candidate.decisions.case
    assert isinstance(case, Decided)
    return case


def seen(candidate: Candidate, name: str) -> Seen:
    """A value with its evidence and source, as the order or a limit saw it."""
    value = value_of(candidate.facts, candidate.decisions, name)
    if name in candidate.decisions:
        evidence = candidate.decisions[name].evidence or Evidence.UNSTATED
        return Seen(candidate.subject, name, value, evidence, "")
    return Seen(candidate.subject, name, value, candidate.facts.level(name), candidate.facts.source(name))


def missing_of(candidate: Candidate, name: str) -> tuple[Missing, ...]:
    """The unknown facts that leave a value unknown."""
    if name in candidate.decisions:
        return candidate.decisions[name].missing
    return (Missing(candidate.subject, name),)


def facts_read(condition: Condition | None) -> set[str]:
    """The attributes of the subject itself that a condition reads."""
    return {name for leaf in leaves(condition) for name in names_observed(leaf)} if condition else set()


def names_observed(leaf: Leaf) -> tuple[str, ...]:
    """The attributes that a leaf tests: a fact, or the halves of a ratio."""
    match leaf.observed:
        case Fact(name):
            return (name,)
        case Ratio(part, whole):
            return (part, whole)
        case _:
            return ()


def group_of(value: Given) -> Group:
    """The group in which a limit counts a value."""
    if not is_known(value):
        return None
    return (spelling_key(value),) if isinstance(value, str) else (value,)  # type: ignore[return-value]


@attrs.frozen(eq=False)
class CandidatePool:
    """The candidates of a plan by status: the eligible in their order, the others by code and names.

    `unordered`: nobody chose an order, and more are eligible than can be awarded, so nobody is.
    """

    contest: Contest
    eligible: tuple[Candidate, ...]
    excluded: tuple[Candidate, ...]
    undetermined: tuple[Candidate, ...]
    outside: tuple[Candidate, ...]
    awards: Awards[Candidate]
    unordered: bool

    @classmethod
    def of(cls, contest: Contest, group: Iterable[Facts]) -> "CandidatePool":
        """Decide these subjects, to which the annexes have been applied, and award as far as places go."""
        tie_break = len(contest.loaded.choices.order)
        statuses: dict[str, list[Candidate]] = {"eligible": [], "excluded": [], "undetermined": [], "outside": []}
        for candidate in ranked((contest.candidate(facts) for facts in group), tie_break):
            statuses[_status(candidate)].append(candidate)
        contest.check(
            candidate for status, candidates in statuses.items() if status != "outside" for candidate in candidates
        )
        eligible = ranked(statuses.pop("eligible"))
        awards = contest.award(eligible)
        unordered = not contest.ordered and bool(awards.waiting or awards.open)
        rest = {status: tuple(candidates) for status, candidates in statuses.items()}
        return cls(contest, tuple(eligible), **rest, awards=awards, unordered=unordered)

    @property
    def awarded(self) -> tuple[Candidate, ...]:
        """The awarded, in their order."""
        return () if self.unordered else tuple(self.awards.awarded)


def _status(candidate: Candidate) -> str:
    if candidate.scope is Outcome.NOT_SATISFIED:
        return "outside"
    if candidate.scope is Outcome.UNDETERMINED or candidate.state is Outcome.UNDETERMINED:
        return "undetermined"
    return "eligible" if candidate.state is Outcome.SATISFIED else "excluded"
