"""Allocation: a plan's awards among the eligible, with a reason for every subject."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, partial

import attrs

from eligibility.allocation.assumptions import assume, names_of
from eligibility.allocation.awards import Candidate, Doubt, ranked
from eligibility.allocation.contest import CandidatePool, Contest, missing_of, seen
from eligibility.allocation.ranking import is_known
from eligibility.allocation.stability import changeable
from eligibility.communes import DELIVERED_DAYS, DELIVERED_NAMES
from eligibility.deciding import all_with_annexes
from eligibility.model import (
    UNKNOWN,
    Allocation,
    Awarded,
    Behind,
    Condition,
    ConditionMet,
    Deadline,
    DeadlineSeen,
    Evidence,
    Excluded,
    Fact,
    Facts,
    InConflict,
    Limited,
    LimitUnknown,
    LoadedPlan,
    NotDecided,
    Outcome,
    Placement,
    Ratio,
    Reason,
    ScopeUnknown,
    Shortfall,
    Unordered,
    leaves,
)
from eligibility.sources import Place, Problem, Text, alphabetical, refuse

__all__ = ["Allocation", "allocate"]


def allocate(loaded: LoadedPlan, subjects: Iterable[object], points: Iterable[object] = ()) -> Allocation:
    """Award a plan's places up to its upper end, within every limit, in the order that the planner chose.

    `subjects` are attrs objects of the plan's kind or their `Facts`; `points` are support points with their dates,
    by which the plan's deadlines are checked. What `load_plan(…, assume=True)` assumes is taken for granted where it
    is unknown. The result depends on the facts alone and not on the order in which they are given. Raises
    `FactError` where the facts contradict each other or a list, or one code is given twice.

    >>> from eligibility import Commune, load_plan
    >>> known = {"province_code": "24", "new_rural_since": None, "support_points": 0, "district_code": "220"}
    >>> communes = [Commune(code=code, listed_region="III", **known) for code in ("07609", "07606", "07603")]
    >>> [placing.subject for placing in allocate(load_plan("92/KH-STTTT"), communes).awarded]
    ['07603', '07606']
    """
    law, subject = loaded.law, loaded.plan.subject
    group = [one if isinstance(one, Facts) else Facts(one) for one in subjects]
    _refuse_twice(group)
    group, applied = all_with_annexes(law, subject, group)
    group, assumed = assume(loaded, group)
    field = CandidatePool.of(Contest.of(loaded), group)
    settled = (*field.eligible, *field.excluded, *field.outside)
    placer = PlacementExplainer(field, any(on_assumption(field, one) for one in settled))
    built = tuple(points)
    return Allocation(
        loaded.plan,
        law,
        loaded.choices,
        placer.awarded(),
        placer.waitlist(),
        tuple(placer.excluded(one) for one in field.excluded),
        placer.undetermined(),
        tuple(one.subject for one in field.outside),
        field.unordered,
        _shortfall(field),
        tuple(_deadline(deadline, built, law.as_of) for deadline in loaded.plan.deadlines),
        assumed,
        applied.matches,
        partial(changeable, field),
    )


def _refuse_twice(group: Sequence[Facts]) -> None:
    """One award for each subject: a code that is given twice would make it two."""
    codes = Counter(code for facts in group if isinstance(code := getattr(facts.subject, "code", UNKNOWN), str))
    refuse_twice([code for code, times in codes.items() if times > 1])


def refuse_twice(twice: Iterable[str]) -> None:
    """Refuse codes that are given twice."""
    refuse([Problem(Place(code, column="code"), Text("được đưa vào hai lần", "is given twice")) for code in twice])


def _shortfall(field: CandidatePool) -> Shortfall | None:
    """Whether fewer than the quota's lower end are awarded, and whether what is unknown could still change that."""
    contest = field.contest
    least = contest.loaded.plan.quota.at_least
    if len(field.awards.awarded) >= least:
        return None
    # A conflict is no unknown fact, but the law may yet be read one way: then its subject could be eligible.
    attribute = contest.loaded.plan.attribute
    hopeful = [one for one in field.undetermined if one.possible or one.decisions[attribute].conflict]
    return "shortfall" if contest.most([*field.eligible, *hopeful]) < least else "not yet known"


def on_assumption(field: CandidatePool, candidate: Candidate) -> bool:
    """Whether something assumed decides of a subject's scope, eligibility, place in the order, or group."""
    if not _any_assumed(candidate.facts):
        return False
    loaded = field.contest.loaded
    names = _names(loaded.plan.scope) if loaded.plan.scope else set()
    decision = candidate.decisions[loaded.plan.attribute]
    if candidate.scope is Outcome.SATISFIED and decision.evidence is Evidence.ASSUMED:
        return True
    if candidate.state is Outcome.SATISFIED:
        names |= {name for ranker in field.contest.rankers if ranker.key for name in ranker.names}
        names |= {limit.by for limit in loaded.limits}
    looks = [seen(candidate, name) for name in sorted(names)]
    return any(is_known(look.value) and look.evidence is Evidence.ASSUMED for look in looks)


def _any_assumed(facts: Facts) -> bool:
    members = (member for group in facts.members.values() for member in group)
    return Evidence.ASSUMED in facts.evidence.values() or any(map(_any_assumed, members))


def _names(condition: Condition) -> set[str]:
    """The attributes of the subject itself that a condition reads."""
    found = set()
    for leaf in leaves(condition):
        match leaf.observed:
            case Fact(name):
                found.add(name)
            case Ratio(part, whole):
                found |= {part, whole}
            case _:
                pass
    return found


@attrs.frozen(eq=False)
class PlacementExplainer:
    """Says where each subject of a field stands, and why."""

    field: CandidatePool
    assumed: bool

    @cached_property
    def ranks(self) -> Mapping[int, int]:
        """The rank of each eligible subject; none where nobody chose an order."""
        ordered = self.field.eligible if self.field.contest.ordered else ()
        return {id(candidate): rank for rank, candidate in enumerate(ordered, start=1)}

    def placing(self, candidate: Candidate, reasons: tuple[Reason, ...], assumed: bool) -> Placement:
        """A line of the allocation."""
        eligible = candidate.state is Outcome.SATISFIED
        return Placement(
            candidate.subject,
            names_of(candidate.facts),
            self.field.contest.loaded.plan.attribute,
            self.ranks.get(id(candidate)),
            self.field.contest.keys_of(candidate) if eligible else (),
            reasons,
            assumed,
            candidate.facts,
            candidate.decisions,
        )

    def awarded(self) -> tuple[Placement, ...]:
        """Those who are awarded, ahead of the first left out for want of places."""
        field = self.field
        left_out = next((one for one, reached in field.awards.waiting if not reached), None)
        found = []
        for place, one in enumerate(field.awarded, start=1):
            by = field.contest.differ(one, left_out) if left_out else None
            reason = Awarded(place, len(field.awarded), left_out.subject if left_out else None, by)
            found.append(self.placing(one, (reason,), self.assumed))
        return tuple(found)

    def waitlist(self) -> tuple[Placement, ...]:
        """Those who are eligible and not awarded."""
        field = self.field
        if field.unordered:
            reason = Unordered(len(field.eligible), len(field.awards.awarded))
            return tuple(self.placing(one, (reason,), self.assumed) for one in field.eligible)
        waiting = field.awards.waiting
        return tuple(self.placing(one, self._waiting(one, reached), self.assumed) for one, reached in waiting)

    def _waiting(self, candidate: Candidate, reached: tuple[int, ...]) -> tuple[Reason, ...]:
        awards, contest = self.field.awards, self.field.contest
        if reached:
            return tuple(self._limited(candidate, at) for at in reached)
        last = awards.awarded[-1] if awards.awarded else None
        return (Behind(last.subject if last else None, contest.differ(last, candidate) if last else None),)

    def _limited(self, candidate: Candidate, at: int) -> Limited:
        limit = self.field.awards.limits[at]
        filled = self.field.awards.filled.get((at, candidate.groups[at]), [])
        value = seen(candidate, limit.by).value
        assert is_known(value)  # a limit is reached in a known group only
        return Limited(limit, value, tuple(one.subject for one in filled))  # type: ignore[arg-type]

    def excluded(self, candidate: Candidate) -> Placement:
        """One who is not eligible."""
        decision = candidate.decisions[self.field.contest.loaded.plan.attribute]
        reached = decision.case.conclusion(decision.rule_set).reached
        rules = tuple(decision.rule_set.rules[at].id for at in reached if at >= 0)
        reason = Excluded(decision.value, rules, decision.cite, decision.may_be)
        return self.placing(candidate, (reason,), on_assumption(self.field, candidate))

    def undetermined(self) -> tuple[Placement, ...]:
        """Those who could not be placed, by code and names."""
        field = self.field
        open_ = [] if field.unordered else field.awards.open
        found = {id(one): (one, self._undetermined(one)) for one in field.undetermined}
        found |= {id(one): (one, self._open(doubts)) for one, doubts in open_}
        ordered = ranked((one for one, _ in found.values()), len(field.contest.loaded.choices.order))
        return tuple(self.placing(one, found[id(one)][1], False) for one in ordered)

    def _undetermined(self, candidate: Candidate) -> tuple[Reason, ...]:
        contest = self.field.contest
        decision = candidate.decisions[contest.loaded.plan.attribute]
        reasons: list[Reason] = []
        if candidate.scope is not Outcome.SATISFIED:
            reasons.append(ScopeUnknown(contest.missing_in_scope(candidate)))
        if decision.conflict:
            reasons.append(InConflict(decision.conflict, decision.cite))
        elif not decision.decided:
            reasons.append(NotDecided(decision.may_be))
        return tuple(reasons)

    def _open(self, doubts: Sequence[Doubt[Candidate]]) -> tuple[Reason, ...]:
        found: list[Reason] = []
        for at, unknown in doubts:
            limit = self.field.awards.limits[at]
            missing = tuple(missing for one in unknown for missing in missing_of(one, limit.by))
            found.append(LimitUnknown(limit, missing))
        return tuple(found)


def _deadline(deadline: Deadline, points: Iterable[object], as_of: date) -> DeadlineSeen:
    """Whether each point was set up in time, in the order of their names."""
    found = [_met(deadline, point.subject if isinstance(point, Facts) else point, as_of) for point in points]
    return DeadlineSeen(deadline, tuple(sorted(found, key=lambda met: (alphabetical(met.subject), str(met.day)))))


def _met(deadline: Deadline, point: object, as_of: date) -> ConditionMet:
    """Whether a point was set up in time.

    It is set up on the day it is installed; where that is unknown, no later than it was handed over or taken into
    use. One that is not installed misses a deadline once that has passed.
    """
    days = [getattr(point, name, UNKNOWN) for name in DELIVERED_DAYS]
    names = [getattr(point, name, UNKNOWN) for name in DELIVERED_NAMES]
    known = [name for name in names if isinstance(name, str)]
    subject = known[0] if isinstance(names[0], str) else "/".join(known) or "?"
    day = next((day for day in days if isinstance(day, date)), None)
    if days[0] is None:
        return ConditionMet(subject, None, False if deadline.end is not None and as_of > deadline.end else None)
    if day is None:
        return ConditionMet(subject, None, None)
    if isinstance(days[0], date) or deadline.start is None or day < deadline.start:
        return ConditionMet(subject, day, deadline.met(day))
    in_time = deadline.end is None or day <= deadline.end  # but it may have been set up before the start
    return ConditionMet(subject, day, True if in_time else None)
