"""Allocated: a plan's awards among a whole register, as columns; why, for each subject, when asked for."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import polars as pl

from eligibility.allocation.allocation import PlacementExplainer, on_assumption, refuse_twice
from eligibility.allocation.assumptions import assume, listed
from eligibility.allocation.awards import Awards, Candidate, Group, most, ranked
from eligibility.allocation.columnar.keys import cells, empty, grouped, sighted
from eligibility.allocation.columnar.statuses import StatusMasks
from eligibility.allocation.columnar.top_k import PartialOrder
from eligibility.allocation.contest import CandidatePool, Contest
from eligibility.allocation.stability import changeable
from eligibility.deciding import program_for
from eligibility.deciding.columnar import DecidedRegister, decide_register, needed, nobody
from eligibility.engines.columnar import Array, IndexedRegister, columns_read, unpacked
from eligibility.model import Changeable, Evidence, Facts, LoadedPlan, Outcome, Placing, Shortfall, Type, Unordered
from eligibility.model.columns import Columns, columns_of, facts_at, facts_of, taken
from eligibility.registers.columnar import open_columns
from eligibility.sources import FactError, Place, Problem, Text

STATUSES: Final = ("awarded", "waitlist", "limited", "excluded", "undetermined", "outside")
"""The columns of an allocation. A subject that is limited is on the waitlist too."""
CHALLENGERS: Final = 64
"""Of so many subjects at most it is tried whether what is unknown of them could change who is awarded."""
AWARDED: Final = 2_000
"""Where more are awarded, it is not tried."""


@attrs.frozen
class CandidateRow:
    """What awarding asks of a subject: the groups in which limits count it. `at` is its position among the eligible."""

    groups: tuple[Group, ...]
    at: int = -1


@attrs.define(eq=False, slots=False)
class AllocatedRegister:
    """Who is awarded under a plan among a whole register: a truth value of each subject for each way to be placed.

    Each subject is one of awarded, on the waitlist, excluded, undetermined, or outside the plan's scope; on the
    waitlist it may be limited: a limit was reached before all places were taken.
    """

    loaded: LoadedPlan
    register: DecidedRegister
    contest: Contest = attrs.field(repr=False)
    sorts: StatusMasks = attrs.field(repr=False)

    def __len__(self) -> int:
        return len(self.register)

    def _told(self, words: Array) -> Array:
        return unpacked(words, len(self))

    # ── who stands where ─────────────────────────────────────────────────────────────────────────

    @cached_property
    def _rows(self) -> Array:
        """The rows of the eligible."""
        return np.flatnonzero(self._told(self.sorts.eligible))

    @cached_property
    def _line(self) -> PartialOrder:
        return self._lined(self._rows)

    def _lined(self, rows: Array) -> PartialOrder:
        """Subjects to be put in order: texts and codes, the tie-break among them, decide among few."""
        rankers = self.contest.rankers
        own = [partial(cells, ranker, self.register) for ranker in rankers]
        few = [at for at, ranker in enumerate(rankers) if ranker.part.type in (Type.TEXT, Type.CODE)]
        chosen = min(few, default=len(own))
        ties = [_at(key, rows) for key in own[chosen:]]
        return PartialOrder([key(rows) for key in own[:chosen]], ties, partial(self._by_facts, rows), len(rows))

    def _by_facts(self, rows: Array, at: Array) -> Array:
        """Those with neither a code nor names of their own, by everything that is known of them."""
        few = taken(self.register.traced.columns, pl.Series(rows[at]))
        known = [repr(facts) for facts in facts_of(self.loaded.law, few)]
        return at[sorted(range(len(at)), key=known.__getitem__)]

    @cached_property
    def _groups(self) -> tuple[Array, list[tuple[Group, ...]]]:
        return grouped(self.register, self.loaded.limits, self._rows)

    @cached_property
    def _first(self) -> Array:
        """The eligible whose turn counts, in the order of all: of each group as many as could get places.

        And one more where a group is unknown: its turn may be left open.
        """
        numbers, groups = self._groups
        room = min([self.contest.places, *(limit.at_most for limit in self.loaded.limits)])
        most = np.array([room + (None in own) for own in groups], dtype=np.int64)
        return self._line.foremost(numbers, most)

    @cached_property
    def _awards(self) -> Awards:
        """The places given to them. Whoever is of the same groups as one who got none gets none either."""
        numbers, groups = self._groups
        awards = Awards(self.loaded.limits, self.contest.places)
        done: set[int] = set()
        for at, number in zip(self._first.tolist(), numbers[self._first].tolist(), strict=True):
            if number not in done:
                before = len(awards.awarded)
                awards.turn(CandidateRow(groups[number], at))  # type: ignore[arg-type] # of groups alone
                if len(awards.awarded) == before:
                    done.add(number)
        return awards

    @cached_property
    def _given(self) -> Array:
        """The positions among the eligible of those given a place, in their order."""
        if not self.loaded.limits:
            return self._first
        return np.array([one.at for one in self._awards.awarded], dtype=np.int64)  # type: ignore[attr-defined] # seats

    @cached_property
    def _left(self) -> tuple[Array, Array]:
        """Of the eligible those who find a limit reached, and those whose turn is left open."""
        given, length = self._given, len(self._rows)
        rest = np.ones(length, dtype=bool)
        rest[given] = False
        open_ = np.zeros(length, dtype=bool)
        if len(given) >= self.contest.places:
            at = np.flatnonzero(rest)
            rest[at] = self._line.ahead(at, int(given[-1])) if len(given) else False
        if rest.any() and self._awards.open:
            reached = self._reached()
            open_ = rest & ~reached
            rest &= reached
        return rest, open_

    def _reached(self) -> Array:
        """Of the eligible those who find a limit reached at their turn, all places not being taken."""
        numbers, groups = self._groups
        end = len(self._rows)
        since = np.full(len(groups), end, dtype=np.int64)
        for number, own in enumerate(groups):
            for at, (limit, group) in enumerate(zip(self.loaded.limits, own, strict=True)):
                filled = self._awards.filled.get((at, group), [])
                if group and len(filled) >= limit.at_most:
                    last: Any = filled[-1] if filled else None
                    since[number] = min(since[number], self._places[last.at] if last else -1)
        found: Array = self._places > since[numbers]
        return found

    @cached_property
    def _places(self) -> Array:
        """For each of the eligible how many come before it."""
        places = np.empty(len(self._rows), dtype=np.int64)
        places[self._line.ordered(np.arange(len(places)))] = np.arange(len(places))
        return places

    # ── columns ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def unordered(self) -> bool:
        """Whether nobody chose an order, and more are eligible than can be awarded, so nobody is."""
        eligible = len(self._rows)
        return not self.contest.ordered and (eligible > self.contest.places or len(self._given) < eligible)

    def _flags(self, own: Array) -> Array:
        found = np.zeros(len(self), dtype=bool)
        found[self._rows[own]] = True
        return found

    @cached_property
    def awarded(self) -> Array:
        """Those who are awarded."""
        return self._flags(self._given[: 0 if self.unordered else None])

    @property
    def order(self) -> Array:
        """The positions in the register of those who are awarded, the first of them first."""
        found: Array = self._rows[self._given[: 0 if self.unordered else None]]
        return found

    @cached_property
    def limited(self) -> Array:
        """Those on the waitlist because a limit was reached."""
        return self._flags(self._left[0] & (not self.unordered))

    @cached_property
    def open(self) -> Array:
        """Those who are eligible, but for want of a fact nobody knows whether a limit was reached."""
        return self._flags(self._left[1] & (not self.unordered))

    @property
    def waitlist(self) -> Array:
        """Those who are eligible and not awarded."""
        return self._told(self.sorts.eligible) & ~self.awarded & ~self.open

    @property
    def excluded(self) -> Array:
        """Those who are not eligible."""
        return self._told(self.sorts.excluded)

    @property
    def undetermined(self) -> Array:
        """Those who could not be placed."""
        return self._told(self.sorts.undetermined) | self.open

    @property
    def outside(self) -> Array:
        """Those outside the plan's scope."""
        return self._told(self.sorts.outside)

    @cached_property
    def ranks(self) -> Array:
        """The rank of each eligible subject from 1; 0 for the others, and for all where nobody chose an order."""
        found = np.zeros(len(self), dtype=np.uint32)
        if self.contest.ordered:
            found[self._rows] = self._places + 1
        return found

    @property
    def counts(self) -> dict[str, int]:
        """The number of subjects of each status."""
        return {name: int(getattr(self, name).sum()) for name in STATUSES}

    def frame(self, ranks: bool = True) -> pl.DataFrame:
        """The allocation as a table, in the order of the register: who, how placed, and where in the order.

        All of the eligible are put in order for their ranks: without these it takes a fraction of the time.
        """
        series = [self.register.codes.alias("code"), *(pl.Series(name, getattr(self, name)) for name in STATUSES)]
        found = pl.DataFrame(series)
        if ranks:
            own = pl.Series("rank", self.ranks)
            found = found.with_columns(own.replace(0, None))
        return found

    # ── findings ─────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def shortfall(self) -> Shortfall | None:
        """Whether fewer than the quota's lower end are awarded, and whether what is unknown could still change that."""
        least, places, limits = self.loaded.plan.quota.at_least, self.contest.places, self.loaded.limits
        if len(self._given) >= least:
            return None
        rows = np.flatnonzero(self._told(self.sorts.eligible | self.sorts.hopeful))
        numbers, groups = grouped(self.register, limits, rows)
        top = max((limit.at_most for limit in limits), default=places)
        seats: list[Any] = []
        for own, count in zip(groups, np.bincount(numbers, minlength=len(groups)).tolist(), strict=True):
            seats += [CandidateRow(own)] * min(count, places if None in own else min(places, top))
        return "shortfall" if most(limits, places, seats) < least else "not yet known"

    @property
    def findings(self) -> bool:
        """Whether there is something to see to: a shortfall, no order, or a conflict."""
        return bool(self.shortfall or self.unordered or self._told(self.sorts.conflict).any())

    @cached_property
    def changeable(self) -> Changeable:
        """Whether some completion of the unknown facts awards others.

        *No* where nobody is left who could get in; else as `allocate` finds it among those awarded and the first of
        those who could get in: its proof of a *yes* is about these alone, its *no* counts where these are all.
        """
        waiting = len(self._given) + np.count_nonzero(self._left[1]) < len(self._rows)
        if not self.contest.places or (self.unordered and waiting):
            return "no"
        rows = np.flatnonzero(self._challengers())
        if not len(rows):
            return "no"
        if self.unordered or len(self._given) > AWARDED:
            return "not proved"
        first = rows[self._lined(rows).ordered(np.arange(len(rows)))[:CHALLENGERS]]
        found = [self._candidate(row) for row in first.tolist()]
        eligible = [one for one in found if one.state is Outcome.SATISFIED]
        others = [one for one in found if one.state is not Outcome.SATISFIED]
        awarded = [self._candidate(row) for row in self._rows[self._given].tolist()]
        verdict, _ = changeable(self._field([*awarded, *eligible], undetermined=others))
        return "not proved" if verdict == "no" and len(rows) > len(first) else verdict

    def _challengers(self) -> Array:
        """Those who may get in, and perhaps others: not awarded, and something that counts of them is unknown.

        Everybody else is not awarded because those ahead of it, who are known to be, took the places.
        """
        unsure = np.zeros(len(self._rows), dtype=bool)
        for ranker in self.contest.rankers:
            if ranker.key or ranker.part.name == "code":
                for name in ranker.names:
                    unsure |= ~sighted(self.register, name, self._rows).known
        if all(ranker.part.name != "code" for ranker in self.contest.rankers):
            unsure[:] = True
        found = self._flags(unsure | self._left[1]) & ~self.awarded
        return found | self._told(self.sorts.hopeful & ~self.sorts.conflict)

    # ── reasons ──────────────────────────────────────────────────────────────────────────────────

    def _candidate(self, row: int) -> Candidate:
        return self.contest.candidate(facts_at(self.loaded.law, self.register.traced.columns, row))

    @cached_property
    def _competing(self) -> Mapping[int, Candidate]:
        """Those awarded, by row, and the first who was left out because all places were taken."""
        if self.unordered:
            return {}
        rows = self._rows[self._given]
        if len(rows) and len(rows) == self.contest.places:
            rows = np.append(rows, self._rows[self._places == self._places[self._given[-1]] + 1])
        return {row: self._candidate(row) for row in rows.tolist()}

    def _field(self, eligible: Iterable[Candidate], **others: Iterable[Candidate]) -> CandidatePool:
        """A field of these few: who is not awarded takes no place, so that leaving it out changes nothing."""
        own = ranked(eligible)
        rest = {name: tuple(others.get(name, ())) for name in ("excluded", "undetermined", "outside")}
        return CandidatePool(self.contest, tuple(own), **rest, awards=self.contest.award(own), unordered=self.unordered)

    @cached_property
    def on_assumptions(self) -> bool:
        """Whether any place rests on something assumed."""
        placed = (self.awarded | self.waitlist).any()  # all of these rest on whatever any of the settled rests on
        among = ~self._told(self.sorts.undetermined) if placed else self.excluded
        rows = np.flatnonzero(_assumed(self.register) & among)
        field = self._field(())
        return any(on_assumption(field, self._candidate(row)) for row in rows.tolist())

    def explain(self, code: str) -> Placing | None:
        """Where a subject stands and why, as `allocate` says it; None where it is outside the plan's scope.

        `FactError` where there is no such subject. The first explanation decides all who are awarded one by one.
        """
        row = self.register.codes.index_of(code)
        if row is None:
            raise FactError([nobody(code, self.register.codes.to_list())])
        if self.outside[row]:
            return None
        own = self._candidate(row)
        if self.excluded[row]:
            return PlacementExplainer(self._field((), excluded=[own]), self.on_assumptions).excluded(own)
        competing = {**self._competing, row: own} if self._told(self.sorts.eligible)[row] else {}
        undetermined = [] if competing else [own]
        placer = PlacementExplainer(self._field(competing.values(), undetermined=undetermined), self.on_assumptions)
        placings = (*placer.awarded(), *placer.waitlist(), *placer.undetermined())
        found = next(one for one in placings if one.facts is own.facts)
        if self.unordered and competing:
            return attrs.evolve(found, reasons=(Unordered(len(self._rows), len(self._given)),))
        return attrs.evolve(found, rank=int(self.ranks[row]) or None)


def _at(key: Callable[[Array], Array], rows: Array) -> Callable[[Array], Array]:
    """A key of the subjects at some of these rows."""
    return lambda at: key(rows[at])


def _assumed(register: DecidedRegister) -> Array:
    """The subjects of which, or of whose members, anything is assumed."""
    found = np.zeros(len(register), dtype=bool)
    for path, table in register.traced.tables.items():
        said = [table.facts[name] for name in table.facts.columns if name.endswith(":evidence")]
        for series in said:
            rows = (series == int(Evidence.ASSUMED)).fill_null(value=False).arg_true().to_numpy()
            for depth in range(len(path), 0, -1):
                rows = register.traced.offsets[path[:depth]].owners[rows]
            found[rows] = True
    return found


def wanted_by(loaded: LoadedPlan) -> Mapping[str, Collection[str]]:
    """By kind of subject the attributes that have to be read to allocate a register under a plan."""
    law, plan, contest = loaded.law, loaded.plan, Contest.of(loaded)
    if loaded.assumptions:
        return {name: {*kind.attributes} for name, kind in law.vocabulary.items()}
    found = {kind: {*names} for kind, names in needed(law, plan.subject).items()}
    for kind, names in columns_read(contest.program.layout).items():
        found.setdefault(kind, set()).update(names)
    keys = [name for ranker in contest.rankers for name in ranker.names]
    found[plan.subject].update(keys, (limit.by for limit in loaded.limits))
    return found


def allocate_register(
    loaded: LoadedPlan, register: str | Path | DecidedRegister | Columns | IndexedRegister | Iterable[Any]
) -> AllocatedRegister:
    """Award a plan's places among a whole register, as `allocate` does it.

    A register that was decided under the plan's law is not decided again. Columns must hold what the plan asks
    (`wanted_by`): of what they do not hold nothing is known. What the plan assumes is worked out subject by subject,
    which takes its time. Raises `FactError` as `allocate` does, and where the plan's subjects belong to others.
    """
    law, subject = loaded.law, loaded.plan.subject
    if program_for(law, subject).path:
        what = Text(f"{subject} thuộc đối tượng khác: phải phân bổ từng đối tượng", f"a {subject} belongs to others")
        raise FactError([Problem(Place(subject), what, Text("allocate", "allocate"))])
    if isinstance(register, str | Path):
        register = open_columns(register, law, wanted_by(loaded)).whole(subject)
    if not isinstance(register, DecidedRegister | IndexedRegister | Columns):
        register = _columns(loaded, [one if isinstance(one, Facts) else Facts(one) for one in register])
    elif loaded.assumptions:
        own = register if isinstance(register, Columns) else _within(register)
        register = _assuming(loaded, [*facts_of(law, own)])
    if not isinstance(register, DecidedRegister) or register.law is not law:
        register = decide_register(law, _within(register) if isinstance(register, DecidedRegister) else register)
    contest = Contest.of(loaded)
    refuse_twice(register.twice)
    _refuse_empty(contest, register)
    return AllocatedRegister(loaded, register, contest, StatusMasks.of(contest, register))


def _within(register: DecidedRegister | IndexedRegister) -> Columns:
    return register.traced.columns if isinstance(register, DecidedRegister) else register.columns


def _columns(loaded: LoadedPlan, group: list[Facts]) -> Columns:
    """Subjects as columns, with what the lists of the law say of them and what the plan assumes."""
    group, _ = listed(loaded.law, loaded.plan.subject, group)
    return _assuming(loaded, group)


def _assuming(loaded: LoadedPlan, group: list[Facts]) -> Columns:
    return columns_of(loaded.law, loaded.law.vocabulary[loaded.plan.subject], assume(loaded, group)[0])


def _refuse_empty(contest: Contest, register: DecidedRegister) -> None:
    """Refuse a part of nothing, in the words of the allocation that looks at one subject after the other."""
    rows = [row for ranker in contest.rankers if ranker.whole for row in empty(ranker, register)[:1].tolist()]
    for row in sorted(rows):
        contest.candidate(facts_at(register.law, register.traced.columns, row))


def allocate_at(loaded: LoadedPlan, path: str, root: Path | None = None) -> AllocatedRegister:
    """A plan's places among the register at a path."""
    source = open_columns(path, loaded.law, wanted_by(loaded), root)
    return allocate_register(loaded, source.whole(loaded.plan.subject))
