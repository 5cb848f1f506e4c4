"""Partial sort: the top k of each group, without ordering all subjects."""

from collections.abc import Callable, Sequence
from functools import cached_property
from math import isqrt
from typing import Final

import attrs
import numpy as np

from eligibility.engines.columnar import Array

BITS: Final = 62
"""The keys are packed into integers of this many bits, to be compared at once."""


@attrs.define(eq=False, slots=False)
class PartialOrder:
    """The order of subjects by the planner's keys, then by the tie-break, the smaller number first.

    `keys` contain a number for each subject. The tie-break is computed only for subjects whose keys are equal: `ties`
    give its numbers for the subjects at some positions, `last` orders those that nothing else tells apart.
    """

    keys: Sequence[Array]
    ties: Sequence[Callable[[Array], Array]]
    last: Callable[[Array], Array]
    length: int

    @cached_property
    def _packed(self) -> tuple[Array, int]:
        """A number for each subject that never decreases in their order; how many of the keys it includes in full."""
        head, free = np.zeros(self.length, dtype=np.int64), BITS
        for index, key in enumerate(self.keys if self.length else ()):
            low = int(key.min())
            bits = (int(key.max()) - low).bit_length()
            if bits > free:
                return head << free | key - low >> bits - free, index
            head = head << bits | key - low if bits else head
            free -= bits
        return head, len(self.keys)

    def ordered(self, positions: Array) -> Array:
        """These positions in the order of their subjects."""
        head, complete = self._packed
        positions = positions[np.argsort(head[positions], kind="stable")]
        runs = _runs(head[positions])
        for key in self.keys[complete:]:
            positions, runs = _refined(positions, runs, key.__getitem__)
        for tie in self.ties:
            positions, runs = _refined(positions, runs, tie)
        for run in np.unique(runs[_shared(runs)]):
            members = np.flatnonzero(runs == run)
            positions[members] = self.last(positions[members])
        return positions

    def ahead(self, positions: Array, subject: int) -> Array:
        """Flags for these positions: which come before the subject at another one."""
        head, _ = self._packed
        flags: Array = head[positions] < head[subject]
        equal = np.flatnonzero(head[positions] == head[subject])
        order = self.ordered(np.append(positions[equal], subject))
        places = np.zeros(self.length, dtype=np.int64)
        places[order] = np.arange(len(order))
        flags[equal] = places[positions[equal]] < places[subject]
        return flags

    def top(self, groups: Array, most: Array) -> Array:
        """The first `most[group]` positions of each group, in the order of all.

        An evenly spaced sample of the subjects bounds from above where the last of each group may come; only the
        subjects within the bounds are ordered.
        """
        most = np.minimum(most, np.bincount(groups, minlength=len(most)))
        few = self.ordered(np.flatnonzero(self._packed[0] <= self._bounds(groups, most)[groups]))
        order = np.argsort(groups[few], kind="stable")
        sizes = np.bincount(groups[few], minlength=len(most))
        places = np.empty(len(few), dtype=np.int64)
        places[order] = np.arange(len(few)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return few[places < most[groups[few]]]

    def _bounds(self, groups: Array, most: Array) -> Array:
        stride = max(1, isqrt(self.length // max(1, int(most.sum()))))
        bounds = np.full(len(most), np.iinfo(np.int64).max)
        if stride > 1:
            sample, sample_groups = self._packed[0][::stride], groups[::stride]
            order = np.lexsort((sample, sample_groups))
            starts = np.searchsorted(sample_groups[order], np.arange(len(most) + 1))
            last = starts[:-1] + most - 1
            inside = (last < starts[1:]) & (most > 0)
            bounds[inside] = sample[order[last[inside]]]
        bounds[most == 0] = -1
        return bounds


def _runs(*numbers: Array) -> Array:
    """The index of each position's run of equal numbers."""
    new = np.zeros(len(numbers[0]), dtype=bool)
    for column in numbers:
        new[1:] |= column[1:] != column[:-1]
    return np.cumsum(new)


def _shared(runs: Array) -> Array:
    """The positions whose run is longer than one."""
    same = np.zeros(len(runs) + 1, dtype=bool)
    same[1:-1] = runs[1:] == runs[:-1]
    return np.flatnonzero(same[1:] | same[:-1])


def _refined(positions: Array, runs: Array, key: Callable[[Array], Array]) -> tuple[Array, Array]:
    """The positions with each run ordered by one more key, and the runs that are left."""
    few = _shared(runs)
    if not len(few):
        return positions, runs
    numbers = key(positions[few])
    order = np.lexsort((numbers, runs[few]))
    positions[few] = positions[few][order]
    keyed = np.zeros(len(runs), dtype=np.int64)
    keyed[few] = numbers[order]
    return positions, _runs(runs, keyed)
