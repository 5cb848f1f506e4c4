"""Single rows of an allocated register as `allocate` sees them: placed with their reasons, and for counter-examples."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

import attrs
import numpy as np

from eligibility.allocation.awards import Candidate, ranked
from eligibility.allocation.columnar.awards import RegisterAwards, order_of
from eligibility.allocation.columnar.keys import column_key
from eligibility.allocation.columnar.statuses import StatusMasks
from eligibility.allocation.contest import CandidatePool
from eligibility.allocation.placements import PlacementExplainer, on_assumption
from eligibility.allocation.stability import changeable
from eligibility.deciding.columnar import DecidedRegister
from eligibility.engines.columnar import Array, unpacked
from eligibility.model import Changeable, Evidence, Outcome, Placement, Unordered
from eligibility.model.columns import facts_at

CHALLENGERS: Final = 64
"""The unknown facts of at most this many subjects are tried for a counter-example."""
AWARDED: Final = 2_000
"""A counter-example is sought only where at most this many are awarded."""


@attrs.define(eq=False, slots=False)
class RowExplanations:
    """The candidates of single rows, decided one by one and placed among those with whom they compete."""

    awards: RegisterAwards
    statuses: StatusMasks

    def candidate(self, row: int) -> Candidate:
        """The subject at a row, decided by tracing."""
        register = self.awards.register
        return self.awards.contest.candidate(facts_at(register.law, register.traced.columns, row))

    def _pool(self, eligible: Iterable[Candidate], **others: Iterable[Candidate]) -> CandidatePool:
        """A pool of these few: subjects that are not awarded take no place, so leaving them out changes nothing."""
        order = tuple(ranked(eligible))
        rest = {name: tuple(others.get(name, ())) for name in ("excluded", "undetermined", "outside")}
        contest = self.awards.contest
        return CandidatePool(contest, order, **rest, awards=contest.award(order), unordered=self.awards.unordered)

    @cached_property
    def _competing(self) -> Mapping[int, Candidate]:
        """The awarded by row, and the first subject left out because all places were taken."""
        awards = self.awards
        rows = awards.rows[awards.awarded]
        if len(rows) and len(rows) == awards.contest.places:
            rows = np.append(rows, awards.rows[awards.places == awards.places[awards.given[-1]] + 1])
        return {row: self.candidate(row) for row in rows.tolist()}

    @cached_property
    def on_assumptions(self) -> bool:
        """True where any place rests on something assumed."""
        awards = self.awards
        placed = len(awards) > np.count_nonzero(awards.left_out[1] & (not awards.unordered))
        # All who are placed rest on whatever any of the settled rests on.
        among = ~self.statuses.undetermined if placed else self.statuses.excluded
        rows = np.flatnonzero(_assumed(awards.register) & unpacked(among, len(awards.register)))
        return any(on_assumption(awards.contest, self.candidate(row)) for row in rows.tolist())

    def placement(self, row: int) -> Placement:
        """The placement of the subject at a row in the plan's scope. The first one decides all the awarded."""
        candidate, awards = self.candidate(row), self.awards
        excluded, eligible = (
            unpacked(mask, len(awards.register))[row] for mask in (self.statuses.excluded, self.statuses.eligible)
        )
        if excluded:
            return PlacementExplainer(self._pool((), excluded=[candidate]), self.on_assumptions).excluded(candidate)
        competing = {**self._competing, row: candidate} if eligible else {}
        pool = self._pool(competing.values(), undetermined=() if eligible else [candidate])
        explainer = PlacementExplainer(pool, self.on_assumptions)
        placings = (*explainer.awarded(), *explainer.waitlist(), *explainer.undetermined())
        placing = next(placing for placing in placings if placing.facts is candidate.facts)
        if not eligible or not awards.contest.ordered:
            unordered = awards.unordered and eligible
            return attrs.evolve(placing, reasons=(Unordered(len(awards), len(awards.given)),)) if unordered else placing
        return attrs.evolve(placing, rank=int(awards.places[np.searchsorted(awards.rows, row)]) + 1)

    def changeable(self) -> Changeable:
        """Judge whether some completion of the unknown facts awards others.

        *No* where nobody is left who could get in; else as `allocate` finds it among those awarded and the first of
        those who could get in: its proof of a *yes* is about these alone, its *no* counts where these are all.
        """
        awards = self.awards
        waiting = len(awards.given) + np.count_nonzero(awards.left_out[1]) < len(awards)
        if not awards.contest.places or (awards.unordered and waiting):
            return "no"
        rows = np.flatnonzero(self._challengers())
        if not len(rows):
            return "no"
        if awards.unordered or len(awards.given) > AWARDED:
            return "not proved"
        order = order_of(awards.contest, awards.register, rows).ordered(np.arange(len(rows)))
        challengers = [self.candidate(row) for row in rows[order[:CHALLENGERS]].tolist()]
        eligible = [candidate for candidate in challengers if candidate.state is Outcome.SATISFIED]
        others = [candidate for candidate in challengers if candidate.state is not Outcome.SATISFIED]
        awarded = [self.candidate(row) for row in awards.rows[awards.given].tolist()]
        verdict, _ = changeable(self._pool([*awarded, *eligible], undetermined=others))
        return "not proved" if verdict == "no" and len(rows) > len(challengers) else verdict

    def _challengers(self) -> Array:
        """Flags of those who may get in, and perhaps others: not awarded, and some fact that counts is unknown.

        Everybody else is not awarded because subjects ahead of it, certainly eligible, took the places.
        """
        awards = self.awards
        coded = any(ranker.part.name == "code" for ranker in awards.contest.rankers)
        unsure = np.full(len(awards), not coded)
        for ranker in awards.contest.rankers:
            if ranker.key or ranker.part.name == "code":
                for name in ranker.names:
                    unsure |= ~column_key(awards.register, name, awards.rows).known
        unsure |= awards.left_out[1]
        unsure[awards.awarded] = False
        flags = unpacked(self.statuses.hopeful & ~self.statuses.conflict, len(awards.register)).copy()
        flags[awards.rows[unsure]] = True
        return flags


def _assumed(register: DecidedRegister) -> Array:
    """Flags of the subjects of which, or of whose members, anything is assumed."""
    flags = np.zeros(len(register), dtype=bool)
    for path, table in register.traced.tables.items():
        for name in table.facts.columns:
            if name.endswith(":evidence"):
                levels = table.facts[name]
                rows = (levels == int(Evidence.ASSUMED)).fill_null(value=False).arg_true().to_numpy()
                for depth in range(len(path), 0, -1):
                    rows = register.traced.offsets[path[:depth]].owners[rows]
                flags[rows] = True
    return flags
