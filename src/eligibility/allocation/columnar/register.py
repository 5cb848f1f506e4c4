"""A plan's awards among a whole register, as columns; the reasons for each subject on demand."""

from functools import cached_property
from typing import Final

import attrs
import numpy as np
import polars as pl

from eligibility.allocation.awards import most
from eligibility.allocation.columnar.awards import CandidateRow, RegisterAwards
from eligibility.allocation.columnar.explanations import RowExplanations
from eligibility.allocation.columnar.keys import grouped
from eligibility.allocation.columnar.statuses import StatusMasks
from eligibility.allocation.contest import Contest
from eligibility.deciding.columnar import DecidedRegister, unknown_subject
from eligibility.engines.columnar import Array, unpacked
from eligibility.model import Changeable, LoadedPlan, Placement, Shortfall
from eligibility.sources import FactError

STATUSES: Final = ("awarded", "waitlist", "limited", "excluded", "undetermined", "outside")
"""The columns of an allocation. A subject that is limited is on the waitlist too."""


@attrs.define(eq=False, slots=False)
class AllocatedRegister:
    """The allocation of a plan among a whole register: a truth value of each subject for each status.

    Each subject is one of awarded, on the waitlist, excluded, undetermined, or outside the plan's scope; on the
    waitlist it may be limited: a limit was reached before all places were taken.
    """

    loaded: LoadedPlan
    register: DecidedRegister
    contest: Contest = attrs.field(repr=False)
    statuses: StatusMasks = attrs.field(repr=False)

    def __len__(self) -> int:
        return len(self.register)

    def _flags(self, mask: Array) -> Array:
        return unpacked(mask, len(self))

    @cached_property
    def _awards(self) -> RegisterAwards:
        return RegisterAwards(self.contest, self.register, np.flatnonzero(self._flags(self.statuses.eligible)))

    @cached_property
    def _explanations(self) -> RowExplanations:
        return RowExplanations(self._awards, self.statuses)

    def _among_all(self, eligible: Array) -> Array:
        """Flags or positions of the eligible as flags of all subjects."""
        flags = np.zeros(len(self), dtype=bool)
        flags[self._awards.rows[eligible]] = True
        return flags

    # ── columns ──────────────────────────────────────────────────────────────────────────────────

    @property
    def unordered(self) -> bool:
        """True where nobody chose an order, and more are eligible than can be awarded, so nobody is."""
        return self._awards.unordered

    @cached_property
    def awarded(self) -> Array:
        """Flags of the awarded."""
        return self._among_all(self._awards.awarded)

    @property
    def order(self) -> Array:
        """The rows of the awarded, in the order of the awards."""
        rows: Array = self._awards.rows[self._awards.awarded]
        return rows

    @cached_property
    def limited(self) -> Array:
        """Flags of those on the waitlist because a limit was reached."""
        return self._among_all(self._awards.left_out[0] & (not self.unordered))

    @cached_property
    def open(self) -> Array:
        """Flags of the eligible of whom, for want of a fact, nobody knows whether a limit was reached."""
        return self._among_all(self._awards.left_out[1] & (not self.unordered))

    @property
    def waitlist(self) -> Array:
        """Flags of the eligible that are not awarded."""
        return self._flags(self.statuses.eligible) & ~self.awarded & ~self.open

    @property
    def excluded(self) -> Array:
        """Flags of those that are not eligible."""
        return self._flags(self.statuses.excluded)

    @property
    def undetermined(self) -> Array:
        """Flags of those that could not be placed."""
        return self._flags(self.statuses.undetermined) | self.open

    @property
    def outside(self) -> Array:
        """Flags of those outside the plan's scope."""
        return self._flags(self.statuses.outside)

    @cached_property
    def ranks(self) -> Array:
        """The rank of each eligible subject from 1; 0 for the others, and for all where nobody chose an order."""
        ranks = np.zeros(len(self), dtype=np.uint32)
        if self.contest.ordered:
            ranks[self._awards.rows] = self._awards.places + 1
        return ranks

    @property
    def counts(self) -> dict[str, int]:
        """The number of subjects of each status."""
        return {name: int(getattr(self, name).sum()) for name in STATUSES}

    def frame(self, ranks: bool = True) -> pl.DataFrame:
        """The allocation as a table, in the order of the register: code, statuses, and rank.

        All of the eligible are put in order for their ranks: without these it takes a fraction of the time.
        """
        flags = (pl.Series(name, getattr(self, name)) for name in STATUSES)
        frame = pl.DataFrame([self.register.codes.alias("code"), *flags])
        return frame.with_columns(pl.Series("rank", self.ranks).replace(0, None)) if ranks else frame

    # ── findings ─────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def shortfall(self) -> Shortfall | None:
        """The shortfall, certain or not yet known, where fewer than the quota's lower end are awarded."""
        least, places, limits = self.loaded.plan.quota.at_least, self.contest.places, self.loaded.limits
        if len(self._awards.given) >= least:
            return None
        hopeful = np.flatnonzero(self._flags(self.statuses.eligible | self.statuses.hopeful))
        numbers, groups = grouped(self.register, limits, hopeful)
        top = max((limit.at_most for limit in limits), default=places)
        candidates: list[CandidateRow] = []
        for combination, count in zip(groups, np.bincount(numbers, minlength=len(groups)).tolist(), strict=True):
            candidates += [CandidateRow(combination)] * min(count, places if None in combination else min(places, top))
        return "shortfall" if most(limits, places, candidates) < least else "not yet known"

    @property
    def findings(self) -> bool:
        """True where there is a shortfall, no order, or a conflict."""
        return bool(self.shortfall or self.unordered or self._flags(self.statuses.conflict).any())

    @cached_property
    def changeable(self) -> Changeable:
        """The verdict on whether some completion of the unknown facts awards others."""
        return self._explanations.changeable()

    @property
    def on_assumptions(self) -> bool:
        """True where any place rests on something assumed."""
        return self._explanations.on_assumptions

    def explain(self, code: str) -> Placement | None:
        """The placement of a subject as `allocate` gives it; None where it is outside the plan's scope.

        `FactError` where there is no such subject. The first explanation decides all who are awarded one by one.
        """
        row = self.register.codes.index_of(code)
        if row is None:
            raise FactError([unknown_subject(code, self.register.codes.to_list())])
        return None if self.outside[row] else self._explanations.placement(row)
