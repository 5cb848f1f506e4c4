"""Placements: the status of each candidate of a pool, with its reasons."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import attrs

from eligibility.allocation.assumptions import names_of
from eligibility.allocation.awards import Candidate, Doubt, ranked
from eligibility.allocation.contest import CandidatePool, Contest, facts_read, missing_of, seen
from eligibility.allocation.ranking import is_known
from eligibility.model import (
    Awarded,
    Behind,
    Evidence,
    Excluded,
    Facts,
    InConflict,
    Limited,
    LimitUnknown,
    NotDecided,
    Outcome,
    Placement,
    Reason,
    ScopeUnknown,
    Unordered,
)


def on_assumption(contest: Contest, candidate: Candidate) -> bool:
    """True where something assumed decides a subject's scope, eligibility, place in the order, or group."""
    if not _any_assumed(candidate.facts):
        return False
    loaded = contest.loaded
    names = facts_read(loaded.plan.scope)
    if candidate.scope is Outcome.SATISFIED and contest.decision(candidate).evidence is Evidence.ASSUMED:
        return True
    if candidate.state is Outcome.SATISFIED:
        names |= {name for ranker in contest.rankers if ranker.key for name in ranker.names}
        names |= {limit.by for limit in loaded.limits}
    values = [seen(candidate, name) for name in sorted(names)]
    return any(is_known(value.value) and value.evidence is Evidence.ASSUMED for value in values)


def _any_assumed(facts: Facts) -> bool:
    members = (member for group in facts.members.values() for member in group)
    return Evidence.ASSUMED in facts.evidence.values() or any(map(_any_assumed, members))


@attrs.frozen(eq=False)
class PlacementExplainer:
    """Places the candidates of a pool, with reasons. `assumed`: some place rests on something assumed."""

    pool: CandidatePool
    assumed: bool

    @cached_property
    def ranks(self) -> Mapping[int, int]:
        """The rank of each eligible candidate by its identity; none where nobody chose an order."""
        ordered = self.pool.eligible if self.pool.contest.ordered else ()
        return {id(candidate): rank for rank, candidate in enumerate(ordered, start=1)}

    def placement(self, candidate: Candidate, reasons: tuple[Reason, ...], assumed: bool) -> Placement:
        """The placement of a candidate for these reasons."""
        contest = self.pool.contest
        return Placement(
            candidate.subject,
            names_of(candidate.facts),
            contest.loaded.plan.attribute,
            self.ranks.get(id(candidate)),
            contest.keys_of(candidate) if candidate.state is Outcome.SATISFIED else (),
            reasons,
            assumed,
            candidate.facts,
            candidate.decisions,
        )

    def awarded(self) -> tuple[Placement, ...]:
        """The awarded, each ahead of the first candidate left out for want of places."""
        pool, placements = self.pool, []
        left_out = next((candidate for candidate, reached in pool.awards.waiting if not reached), None)
        for place, candidate in enumerate(pool.awarded, start=1):
            by = pool.contest.differ(candidate, left_out) if left_out else None
            reason = Awarded(place, len(pool.awarded), left_out.subject if left_out else None, by)
            placements.append(self.placement(candidate, (reason,), self.assumed))
        return tuple(placements)

    def waitlist(self) -> tuple[Placement, ...]:
        """The eligible that are not awarded."""
        pool = self.pool
        if pool.unordered:
            reason = Unordered(len(pool.eligible), len(pool.awards.awarded))
            return tuple(self.placement(candidate, (reason,), self.assumed) for candidate in pool.eligible)
        return tuple(
            self.placement(candidate, self._waiting(candidate, reached), self.assumed)
            for candidate, reached in pool.awards.waiting
        )

    def _waiting(self, candidate: Candidate, reached: tuple[int, ...]) -> tuple[Reason, ...]:
        if reached:
            return tuple(self._limited(candidate, index) for index in reached)
        awarded = self.pool.awards.awarded
        if not awarded:
            return (Behind(None, None),)
        return (Behind(awarded[-1].subject, self.pool.contest.differ(awarded[-1], candidate)),)

    def _limited(self, candidate: Candidate, index: int) -> Limited:
        limit = self.pool.awards.limits[index]
        filled = self.pool.awards.filled.get((index, candidate.groups[index]), [])
        value = seen(candidate, limit.by).value
        assert is_known(value)  # a limit is reached in a known group only
        return Limited(limit, value, tuple(other.subject for other in filled))  # type: ignore[arg-type]

    def excluded(self, candidate: Candidate) -> Placement:
        """A candidate that is not eligible."""
        decision = self.pool.contest.decision(candidate)
        reached = decision.case.conclusion(decision.rule_set).reached
        rules = tuple(decision.rule_set.rules[index].id for index in reached if index >= 0)
        reason = Excluded(decision.value, rules, decision.cite, decision.may_be)
        return self.placement(candidate, (reason,), on_assumption(self.pool.contest, candidate))

    def undetermined(self) -> tuple[Placement, ...]:
        """The candidates that could not be placed, by code and names."""
        pool = self.pool
        reasons = {id(candidate): self._undetermined(candidate) for candidate in pool.undetermined}
        undecided = [] if pool.unordered else pool.awards.open
        reasons |= {id(candidate): self._open(doubts) for candidate, doubts in undecided}
        candidates = (*pool.undetermined, *(candidate for candidate, _ in undecided))
        ordered = ranked(candidates, len(pool.contest.loaded.choices.order))
        return tuple(self.placement(candidate, reasons[id(candidate)], False) for candidate in ordered)

    def _undetermined(self, candidate: Candidate) -> tuple[Reason, ...]:
        contest = self.pool.contest
        decision = contest.decision(candidate)
        reasons: list[Reason] = []
        if candidate.scope is not Outcome.SATISFIED:
            reasons.append(ScopeUnknown(contest.missing_in_scope(candidate)))
        if decision.conflict:
            reasons.append(InConflict(decision.conflict, decision.cite))
        elif not decision.decided:
            reasons.append(NotDecided(decision.may_be))
        return tuple(reasons)

    def _open(self, doubts: Sequence[Doubt[Candidate]]) -> tuple[Reason, ...]:
        reasons: list[Reason] = []
        for index, unknown in doubts:
            limit = self.pool.awards.limits[index]
            missing = tuple(missing for candidate in unknown for missing in missing_of(candidate, limit.by))
            reasons.append(LimitUnknown(limit, missing))
        return tuple(reasons)
