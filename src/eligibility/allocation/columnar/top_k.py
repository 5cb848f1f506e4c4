"""Standing: the order of many subjects, as far as it is asked for: the foremost of each group, then these few alone."""

from collections.abc import Callable, Sequence
from functools import cached_property
from math import isqrt
from typing import Final

import attrs
import numpy as np

from eligibility.engines.columnar import Array

BITS: Final = 62
"""So many bits of the keys are compared at once."""


@attrs.define(eq=False, slots=False)
class PartialOrder:
    """Subjects to be put in order: by the planner's keys, then by the tie-break, the smaller number first.

    `keys` hold a number for each subject. The tie-break is asked only of those whom the keys do not tell apart:
    `ties` give its numbers for the subjects at some positions, `last` orders those whom nothing else tells apart.
    """

    keys: Sequence[Array]
    ties: Sequence[Callable[[Array], Array]]
    last: Callable[[Array], Array]
    length: int

    @cached_property
    def _packed(self) -> tuple[Array, int]:
        """A number for each subject that never falls in their order; how many of the keys it says in full."""
        head, free = np.zeros(self.length, dtype=np.int64), BITS
        for at, key in enumerate(self.keys if self.length else ()):
            low = int(key.min())
            bits = (int(key.max()) - low).bit_length()
            if bits > free:
                return head << free | key - low >> bits - free, at
            head = head << bits | key - low if bits else head
            free -= bits
        return head, len(self.keys)

    @property
    def head(self) -> Array:
        """A number for each subject that never falls in their order."""
        return self._packed[0]

    def ordered(self, at: Array) -> Array:
        """These positions in the order of their subjects."""
        head, said = self._packed
        at = at[np.argsort(head[at], kind="stable")]
        runs = _runs(head[at])
        for key in self.keys[said:]:
            at, runs = _parted(at, runs, key.__getitem__)
        for tie in self.ties:
            at, runs = _parted(at, runs, tie)
        for run in np.unique(runs[_shared(runs)]):
            own = np.flatnonzero(runs == run)
            at[own] = self.last(at[own])
        return at

    def ahead(self, at: Array, one: int) -> Array:
        """Which of these positions come before one that is not among them."""
        found: Array = self.head[at] < self.head[one]
        same = np.flatnonzero(self.head[at] == self.head[one])
        order = self.ordered(np.append(at[same], one))
        places = np.zeros(self.length, dtype=np.int64)
        places[order] = np.arange(len(order))
        found[same] = places[at[same]] < places[one]
        return found

    def foremost(self, groups: Array, most: Array) -> Array:
        """The first so many of each group, in the order of all.

        Of some taken evenly from all we know how far back the last of these may come at most; only those who do not
        come later are looked at again.
        """
        most = np.minimum(most, np.bincount(groups, minlength=len(most)))
        stride = max(1, isqrt(self.length // max(1, int(most.sum()))))
        bound = np.full(len(most), np.iinfo(np.int64).max)
        if stride > 1:
            some, own = self.head[::stride], groups[::stride]
            order = np.lexsort((some, own))
            starts = np.searchsorted(own[order], np.arange(len(most) + 1))
            last = starts[:-1] + most - 1
            inside = (last < starts[1:]) & (most > 0)
            bound[inside] = some[order[last[inside]]]
        bound[most == 0] = -1
        few = self.ordered(np.flatnonzero(self.head <= bound[groups]))
        order = np.argsort(groups[few], kind="stable")
        sizes = np.bincount(groups[few], minlength=len(most))
        place = np.empty(len(few), dtype=np.int64)
        place[order] = np.arange(len(few)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return few[place < most[groups[few]]]


def _runs(*numbers: Array) -> Array:
    """For each position in order which run of the same numbers it belongs to."""
    new = np.zeros(len(numbers[0]), dtype=bool)
    for one in numbers:
        new[1:] |= one[1:] != one[:-1]
    return np.cumsum(new)


def _shared(runs: Array) -> Array:
    """The positions whose run is longer than one."""
    same = np.zeros(len(runs) + 1, dtype=bool)
    same[1:-1] = runs[1:] == runs[:-1]
    return np.flatnonzero(same[1:] | same[:-1])


def _parted(at: Array, runs: Array, key: Callable[[Array], Array]) -> tuple[Array, Array]:
    """The same with each run put in order by one more key."""
    few = _shared(runs)
    if not len(few):
        return at, runs
    numbers = key(at[few])
    order = np.lexsort((numbers, runs[few]))
    at[few] = at[few][order]
    keyed = np.zeros(len(runs), dtype=np.int64)
    keyed[few] = numbers[order]
    return at, _runs(runs, keyed)
