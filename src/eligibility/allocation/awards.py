"""The places of a plan given in order, up to the quota and within every limit."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Generic, Protocol, TypeVar

import attrs

from eligibility.allocation.ranking import Cell
from eligibility.model import Decisions, Facts, Limit, Outcome, Value

Group = tuple[Value] | None
"""The value under which a limit counts a subject; None where it is unknown."""


class Grouped(Protocol):
    """A subject with its group by each limit, which is all that awarding reads."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """The group by each limit."""


C = TypeVar("C", bound=Grouped)

Doubt = tuple[int, tuple[C, ...]]
"""A limit that may be reached, by its index, and the subjects whose unknown groups leave it open."""


@attrs.frozen(eq=False)
class Candidate:
    """A subject in competition: its cells as it ranks now and as it could rank at best, its group by each limit.

    `scope` says whether it is in the plan's scope, `state` whether it is eligible and in scope; `possible` whether
    some completion of the unknown facts could still make it so.
    """

    decisions: Decisions
    facts: Facts
    scope: Outcome
    state: Outcome
    possible: bool
    cells: tuple[Cell, ...]
    best: tuple[Cell, ...]
    groups: tuple[Group, ...]

    @property
    def subject(self) -> str:
        """The subject's code, or its names where it has none."""
        return self.decisions.subject


def ranked(candidates: Iterable[Candidate], first: int = 0) -> list[Candidate]:
    """The subjects in order, or only by the keys from the first one that counts."""
    ordered = sorted(candidates, key=lambda candidate: candidate.cells[first:])
    runs = (list(run) for _, run in groupby(ordered, key=lambda candidate: candidate.cells[first:]))
    # Those with neither a code nor names of their own are told apart by everything that is known of them.
    return [
        candidate
        for run in runs
        for candidate in (run if len(run) == 1 else sorted(run, key=lambda candidate: repr(candidate.facts)))
    ]


@attrs.define(eq=False)
class Awards(Generic[C]):
    """The awarded; the waiting, with the limits reached (none: all places taken); those whose turn is left open.

    Each subject at its turn gets a place where one is left. This is exact where limits are nested (areas within
    wider ones): the sets that may be awarded together are then the independent sets of a matroid, in which taking the
    first that fits gives the best set, key by key. `filled` are those awarded, by limit and group.

    Whose group is unknown is awarded where no group that it may be in could be full; from then on it counts in every
    group as one who may be there. So in no group are there ever more than a limit allows, however things turn out.
    """

    limits: tuple[Limit, ...]
    places: int
    awarded: list[C] = attrs.field(factory=list)
    waiting: list[tuple[C, tuple[int, ...]]] = attrs.field(factory=list)
    open: list[tuple[C, tuple[Doubt[C], ...]]] = attrs.field(factory=list)
    filled: dict[tuple[int, Group], list[C]] = attrs.field(factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, limits: tuple[Limit, ...], places: int, candidates: Iterable[C]) -> "Awards[C]":
        """The places given to these subjects, in their order."""
        awards = cls(limits, places)
        for candidate in candidates:
            awards.turn(candidate)
        return awards

    def turn(self, candidate: C) -> None:
        """Give a subject a place, or record why it gets none."""
        if len(self.awarded) >= self.places:
            self.waiting.append((candidate, ()))
        elif reached := self.reached(candidate):
            self.waiting.append((candidate, reached))
        elif unknown := self.unknown(candidate):
            self.open.append((candidate, unknown))
        else:
            self.awarded.append(candidate)
            for index, group in enumerate(candidate.groups):
                self.filled[index, group].append(candidate)

    def reached(self, candidate: C) -> tuple[int, ...]:
        """The limits that leave no room for a subject whose group is known."""
        groups = [(index, group) for index, group in enumerate(candidate.groups) if group is not None]
        return tuple(
            index for index, group in groups if len(self.filled.get((index, group), ())) >= self.limits[index].at_most
        )

    def unknown(self, candidate: C) -> tuple[Doubt[C], ...]:
        """The limits that may be reached by a subject, for want of its own group or of those of others awarded."""
        doubts: dict[int, tuple[C, ...]] = {}
        for index, _ in self.crowds(candidate):
            ungrouped = (candidate,) if candidate.groups[index] is None else ()
            doubts[index] = (*ungrouped, *self.filled.get((index, None), ()))
        return tuple(doubts.items())

    def crowds(self, candidate: C) -> Iterator[tuple[int, list[C]]]:
        """The limits that may be full in a group that a subject may be in, and the awarded that may fill it."""
        for index, group in enumerate(candidate.groups):
            loose = self.filled.get((index, None), [])
            for option in [group] if group is not None else [*self._known_groups(index), None]:
                crowd = loose if option is None else [*self.filled.get((index, option), ()), *loose]
                if len(crowd) >= self.limits[index].at_most:
                    yield index, crowd

    def _known_groups(self, index: int) -> list[Group]:
        return [group for limit, group in self.filled if limit == index and group is not None]

    @property
    def full(self) -> bool:
        """True where all places are taken."""
        return len(self.awarded) >= self.places


def most(limits: tuple[Limit, ...], places: int, candidates: Sequence[Grouped]) -> int:
    """An upper bound on how many of these could be awarded together, exact where limits are nested and groups known."""
    grouped = [candidate for candidate in candidates if None not in candidate.groups]
    loose = len(candidates) - len(grouped)
    if nested(grouped, len(limits)):
        count = len(Awards.of(limits, places, grouped).awarded)
    else:
        count = min(_capacity(grouped, index, limit) for index, limit in enumerate(limits))
    return min(places, count + loose)


def nested(candidates: Sequence[Grouped], limits: int) -> bool:
    """True where of any two limits one only divides the groups of the other."""
    pairs = [(first, second) for first in range(limits) for second in range(first)]
    return all(_divides(candidates, first, second) or _divides(candidates, second, first) for first, second in pairs)


def _divides(candidates: Sequence[Grouped], fine: int, coarse: int) -> bool:
    within: dict[Group, Group] = {}
    return all(
        within.setdefault(candidate.groups[fine], candidate.groups[coarse]) == candidate.groups[coarse]
        for candidate in candidates
    )


def _capacity(candidates: Sequence[Grouped], index: int, limit: Limit) -> int:
    sizes: dict[Group, int] = defaultdict(int)
    for candidate in candidates:
        sizes[candidate.groups[index]] += 1
    return sum(min(size, limit.at_most) for size in sizes.values())
