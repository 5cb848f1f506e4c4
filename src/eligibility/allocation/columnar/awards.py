"""The places of a plan given to the eligible of a register; only those who may get a place are put in order."""

from collections.abc import Callable
from functools import cached_property, partial

import attrs
import numpy as np
import polars as pl

from eligibility.allocation.awards import Awards, Group
from eligibility.allocation.columnar.keys import cells, grouped
from eligibility.allocation.columnar.top_k import PartialOrder
from eligibility.allocation.contest import Contest
from eligibility.deciding.columnar import DecidedRegister
from eligibility.engines.columnar import Array
from eligibility.model import Type
from eligibility.model.columns import facts_of, taken


@attrs.frozen
class CandidateRow:
    """A subject as awarding sees it: its group by each limit, and its position among the eligible."""

    groups: tuple[Group, ...]
    position: int = -1


@attrs.define(eq=False, slots=False)
class RegisterAwards:
    """The places of a plan among the eligible of a register.

    `rows` are the rows of the eligible in the register. All other positions are positions among the eligible.
    """

    contest: Contest
    register: DecidedRegister
    rows: Array

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def order(self) -> PartialOrder:
        """The order of the eligible."""
        return order_of(self.contest, self.register, self.rows)

    @cached_property
    def _groups(self) -> tuple[Array, list[tuple[Group, ...]]]:
        return grouped(self.register, self.contest.loaded.limits, self.rows)

    @cached_property
    def _contenders(self) -> Array:
        """The positions whose turn counts, in order: of each group as many as could get places.

        And one more where a group is unknown: its turn may be left open.
        """
        numbers, groups = self._groups
        room = min([self.contest.places, *(limit.at_most for limit in self.contest.loaded.limits)])
        return self.order.top(
            numbers, np.array([room + (None in combination) for combination in groups], dtype=np.int64)
        )

    @cached_property
    def _awards(self) -> Awards[CandidateRow]:
        """The contenders' places. Once a subject gets none, no other of the same groups gets one."""
        numbers, groups = self._groups
        awards: Awards[CandidateRow] = Awards(self.contest.loaded.limits, self.contest.places)
        closed: set[int] = set()
        for position, number in zip(self._contenders.tolist(), numbers[self._contenders].tolist(), strict=True):
            if number not in closed:
                before = len(awards.awarded)
                awards.turn(CandidateRow(groups[number], position))
                if len(awards.awarded) == before:
                    closed.add(number)
        return awards

    @cached_property
    def given(self) -> Array:
        """The positions of those given a place, in order."""
        if not self.contest.loaded.limits:
            return self._contenders
        return np.array([candidate.position for candidate in self._awards.awarded], dtype=np.int64)

    @property
    def unordered(self) -> bool:
        """True where nobody chose an order, and more are eligible than can be awarded, so nobody is."""
        return not self.contest.ordered and (len(self) > self.contest.places or len(self.given) < len(self))

    @property
    def awarded(self) -> Array:
        """The positions of those awarded, in order."""
        return self.given[: 0 if self.unordered else None]

    @cached_property
    def left_out(self) -> tuple[Array, Array]:
        """Flags of those who find a limit reached at their turn, and of those whose turn is left open."""
        limited = np.ones(len(self), dtype=bool)
        limited[self.given] = False
        undecided = np.zeros(len(self), dtype=bool)
        if len(self.given) >= self.contest.places:
            others = np.flatnonzero(limited)
            limited[others] = self.order.ahead(others, int(self.given[-1])) if len(self.given) else False
        if limited.any() and self._awards.open:
            reached = self._reached()
            undecided = limited & ~reached
            limited &= reached
        return limited, undecided

    def _reached(self) -> Array:
        """Flags of those who find a limit reached at their turn, as long as places are left."""
        numbers, groups = self._groups
        since = np.full(len(groups), len(self), dtype=np.int64)
        for number, combination in enumerate(groups):
            for index, (limit, group) in enumerate(zip(self.contest.loaded.limits, combination, strict=True)):
                filled = self._awards.filled.get((index, group), [])
                if group and len(filled) >= limit.at_most:
                    since[number] = min(since[number], self.places[filled[-1].position] if filled else -1)
        reached: Array = self.places > since[numbers]
        return reached

    @cached_property
    def places(self) -> Array:
        """The place of each of the eligible in the order, from 0. All of them are put in order for it."""
        places = np.empty(len(self), dtype=np.int64)
        places[self.order.ordered(np.arange(len(places)))] = np.arange(len(places))
        return places


def order_of(contest: Contest, register: DecidedRegister, rows: Array) -> PartialOrder:
    """The order of the subjects at these rows; keys that are texts or codes are computed for few only."""
    keys = [partial(cells, ranker, register) for ranker in contest.rankers]
    texts = [index for index, ranker in enumerate(contest.rankers) if ranker.part.type in (Type.TEXT, Type.CODE)]
    first = min(texts, default=len(keys))
    ties = [_among(key, rows) for key in keys[first:]]
    return PartialOrder([key(rows) for key in keys[:first]], ties, partial(_by_facts, register, rows), len(rows))


def _among(key: Callable[[Array], Array], rows: Array) -> Callable[[Array], Array]:
    return lambda positions: key(rows[positions])


def _by_facts(register: DecidedRegister, rows: Array, positions: Array) -> Array:
    """Order subjects with neither a code nor names of their own by everything that is known of them."""
    columns = taken(register.traced.columns, pl.Series(rows[positions]))
    texts = [repr(facts) for facts in facts_of(register.law, columns)]
    return positions[sorted(range(len(positions)), key=texts.__getitem__)]
