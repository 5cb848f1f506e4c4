"""Allocation: a plan's awards among the eligible, with a reason for every subject."""

from collections.abc import Iterable

from eligibility.placings import Allocation
from eligibility.plans import LoadedPlan

__all__ = ["Allocation", "allocate"]


def allocate(loaded: LoadedPlan, subjects: Iterable[object], points: Iterable[object] = ()) -> Allocation:
    """Award a plan's places: being written; the data it returns is in `placings`."""
    raise NotImplementedError
