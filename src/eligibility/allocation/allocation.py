"""Allocation: a plan's awards among the eligible, with a reason for every subject."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from eligibility.allocation.assumptions import assume
from eligibility.allocation.contest import CandidatePool, Contest
from eligibility.allocation.deadlines import checked
from eligibility.allocation.placements import PlacementExplainer, on_assumption
from eligibility.allocation.stability import changeable
from eligibility.deciding import all_with_annexes
from eligibility.model import UNKNOWN, Allocation, Facts, LoadedPlan, Shortfall
from eligibility.sources import Place, Problem, Text, refuse

__all__ = ["Allocation", "allocate"]


def allocate(loaded: LoadedPlan, subjects: Iterable[object], points: Iterable[object] = ()) -> Allocation:
    """Award a plan's places up to its upper end, within every limit, in the order that the planner chose.

    `subjects` are attrs objects of the plan's kind or their `Facts`; `points` are support points with their dates,
    by which the plan's deadlines are checked. What `load_plan(…, assume=True)` assumes is taken for granted where it
    is unknown. The result depends on the facts alone and not on the order in which they are given. Raises
    `FactError` where the facts contradict each other or a list, or one code is given twice.

    >>> from eligibility import Commune, load_plan
    >>> attributes = {"province_code": "24", "new_rural_since": None, "support_points": 0, "district_code": "220"}
    >>> communes = [Commune(code=code, listed_region="III", **attributes) for code in ("07609", "07606", "07603")]
    >>> [placing.subject for placing in allocate(load_plan("92/KH-STTTT"), communes).awarded]
    ['07603', '07606']
    """
    law, subject = loaded.law, loaded.plan.subject
    group = [facts if isinstance(facts, Facts) else Facts(facts) for facts in subjects]
    _refuse_twice(group)
    group, applied = all_with_annexes(law, subject, group)
    group, assumed = assume(loaded, group)
    pool = CandidatePool.of(Contest.of(loaded), group)
    settled = (*pool.eligible, *pool.excluded, *pool.outside)
    explainer = PlacementExplainer(pool, any(on_assumption(pool.contest, candidate) for candidate in settled))
    return Allocation(
        loaded.plan,
        law,
        loaded.choices,
        explainer.awarded(),
        explainer.waitlist(),
        tuple(explainer.excluded(candidate) for candidate in pool.excluded),
        explainer.undetermined(),
        tuple(candidate.subject for candidate in pool.outside),
        pool.unordered,
        _shortfall(pool),
        checked(loaded.plan.deadlines, tuple(points), law.as_of),
        assumed,
        applied.matches,
        partial(changeable, pool),
    )


def _refuse_twice(group: Sequence[Facts]) -> None:
    codes = Counter(code for facts in group if isinstance(code := getattr(facts.subject, "code", UNKNOWN), str))
    refuse_twice([code for code, times in codes.items() if times > 1])


def refuse_twice(codes: Iterable[str]) -> None:
    """Refuse codes that are given twice: their subjects could get two awards."""
    refuse([Problem(Place(code, column="code"), Text("được đưa vào hai lần", "is given twice")) for code in codes])


def _shortfall(pool: CandidatePool) -> Shortfall | None:
    """The shortfall, certain or not yet known, where fewer than the quota's lower end are awarded."""
    contest = pool.contest
    least = contest.loaded.plan.quota.at_least
    if len(pool.awards.awarded) >= least:
        return None
    # A conflict is not an unknown fact, but the law may yet be read one way: then its subject could be eligible.
    hopeful = [
        candidate for candidate in pool.undetermined if candidate.possible or contest.decision(candidate).conflict
    ]
    return "shortfall" if contest.most([*pool.eligible, *hopeful]) < least else "not yet known"
