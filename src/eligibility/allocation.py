"""Allocation: a plan's awards among the eligible, with a reason for every subject."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import attrs

from eligibility.assuming import assume, listed, names_of
from eligibility.conditions import Condition, Fact, Leaf, Ratio, Related, children
from eligibility.deciding import BATCH, Decided
from eligibility.decisions import Decisions, Missing
from eligibility.errors import FactError, Place, Problem
from eligibility.facts import Facts, identity
from eligibility.outcomes import Outcome
from eligibility.placings import (
    Allocation,
    Awarded,
    Behind,
    DeadlineSeen,
    Excluded,
    InConflict,
    KeySeen,
    Limited,
    LimitUnknown,
    Met,
    NotDecided,
    Placing,
    Reason,
    ScopeUnknown,
    Shortfall,
    Unordered,
)
from eligibility.plans import Deadline, LoadedPlan
from eligibility.programs import Program, program_for, traced
from eligibility.ranking import Awards, Candidate, Order, is_value, most, seen, value_of
from eligibility.texts import Text
from eligibility.values import UNKNOWN, Evidence
from eligibility.witnesses import Field, changeable

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
    group = [one if isinstance(one, Facts) else Facts(one) for one in subjects]
    _refuse_twice(group)
    group, matches = listed(loaded.law, loaded.plan.subject, group)
    group, assumed = assume(loaded, group)
    found = _Sorting.of(loaded, group)
    field = Field(loaded, found.order, found.eligible, found.open, found.awards, found.unordered)
    verdict, witness = changeable(field)
    placed = _Placer(loaded, found)
    return Allocation(
        plan=loaded.plan,
        law=loaded.law,
        choices=loaded.choices,
        awarded=placed.awarded(),
        waitlist=placed.waitlist(),
        excluded=placed.excluded(),
        undetermined=placed.undetermined(),
        outside=tuple(one.subject for one in found.order.ranked(found.outside)),
        unordered=found.unordered,
        shortfall=_shortfall(found),
        changeable=verdict,
        witness=witness,
        deadlines=_deadlines(loaded, points),
        assumed=assumed,
        matches=matches,
    )
