"""Annexes indexed by the names of their subjects, and the areas for which they are complete."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set as AbstractSet
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, Final

import attrs

from eligibility.communes import AREA, full_name, may_be_same_unit, plain_name, short_name
from eligibility.model import (
    UNKNOWN,
    AnnexList,
    Choice,
    Completeness,
    Evidence,
    Facts,
    OneOf,
    Row,
    Total,
    counted,
    relations_of,
)

Key = tuple[str, ...]


class NameIndex:
    """The rows of a list by the names of their subjects."""

    def __init__(self, listing: AnnexList) -> None:
        self.listing = listing
        self._near: dict[Key, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for position, row in enumerate(listing.rows):
            *place, name = map(plain_name, row.names)
            self._near[tuple(place)][name].append(position)

    def near(self, names: Key) -> Sequence[int]:
        """The positions of the rows whose names can be confused with these."""
        positions = self._near.get(tuple(map(plain_name, names[:-1]))) if self._near else None
        return positions.get(plain_name(names[-1]), ()) if positions else ()

    def under(self, place: Key) -> Sequence[Row]:
        """The rows that name a part of the subject of these names."""
        by_name = self._near.get(tuple(map(plain_name, place)), {}) if self._near else {}
        rows = [self.listing.rows[position] for position in sorted(chain.from_iterable(by_name.values()))]
        return [row for row in rows if all(map(may_be_same_unit, row.names, place))]

    def named(self, position: int, names: Key) -> bool:
        """True where a row may mean the subject of these names."""
        return all(map(may_be_same_unit, self.listing.rows[position].names, names))

    def in_full(self, position: int, names: Key) -> bool:
        """True where a row may mean the subject of these names and writes its own name in full."""
        return self.named(position, names) and full_name(self.listing.rows[position].names[-1]) == full_name(names[-1])


def names_of(listing: AnnexList, facts: Facts, within: Facts | None) -> Key | None:
    """The names by which a list would know this subject; None where one of them is unknown.

    A heading that is no attribute of the subject is one of the subject that it belongs to, or stands for its name.
    """
    names = []
    for key in listing.keys:
        if hasattr(facts.subject, key) or within is None:
            name = getattr(facts.subject, key, UNKNOWN)
        else:
            name = getattr(within.subject, key, None)
            if name is None and key == _back(type(within.subject), listing.of):  # type: ignore[arg-type] # a class
                name = getattr(within.subject, "name", UNKNOWN)
        if not isinstance(name, str):
            return None
        names.append(name)
    return tuple(names)


@lru_cache(maxsize=256)
def _back(cls: type[Any], member: str) -> str:
    """The name by which a kind of member refers to its owner of this class; empty where it has none."""
    return next((relation.back for relation in relations_of(cls) if relation.subject == member), "")


def completeness(listing: AnnexList) -> Mapping[str, Completeness]:
    """For each area whose rows add up to every one of its totals: that its list is complete.

    The totals must count every value that the list gives anywhere, and no subject may be listed twice. The evidence
    is the weakest of what was added up: the totals and the rows.
    """
    if AREA not in listing.keys:
        return {}
    place = listing.keys.index(AREA)
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in listing.rows:
        rows[short_name(row.names[place])].append(row)
    totals: dict[str, list[Total]] = defaultdict(list)
    for total in listing.totals:
        if not total.among:
            totals[short_name(total.area)].append(total)
    given = {row.value for row in listing.rows} | {total.value for total in listing.totals if not total.every}
    return {
        area: Completeness(listing.absent, _weakest(counts, rows[area]), counts[0].source)
        for area, counts in totals.items()
        if _adds_up(counts, rows[area], given)
    }


def _weakest(totals: Sequence[Total], rows: Sequence[Row]) -> Evidence:
    return min([total.evidence for total in totals] + [row.evidence for row in rows])


def _adds_up(totals: Sequence[Total], rows: Sequence[Row], given: AbstractSet[Choice | OneOf]) -> bool:
    names = {tuple(full_name(name) for name in row.names) for row in rows}
    covered = any(total.every for total in totals) or given <= {total.value for total in totals}
    return len(names) == len(rows) and covered and all(counted(total, rows) == total.count for total in totals)


PLACES: Final = 1_000
"""Areas of which it is remembered whether an annex concerns them, at most."""


@attrs.frozen
class Annexes:
    """The annexes of a law, indexed by the names of their subjects."""

    listings: tuple[AnnexList, ...]
    _concerned: dict[object, bool] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    @cached_property
    def indexes(self) -> tuple[NameIndex, ...]:
        """An index for each list."""
        return tuple(NameIndex(listing) for listing in self.listings)

    @cached_property
    def complete(self) -> tuple[Mapping[str, Completeness], ...]:
        """For each list the areas for which it is complete."""
        return tuple(completeness(listing) for listing in self.listings)

    def of(self, subject: str) -> tuple[tuple[NameIndex, Mapping[str, Completeness]], ...]:
        """The lists that give something of this kind of subject."""
        pairs = zip(self.indexes, self.complete, strict=True)
        return tuple((index, complete) for index, complete in pairs if index.listing.of == subject)

    def unlisted(self, subject: str) -> Callable[[object], Mapping[str, Completeness]] | None:
        """A function that says what is certain of a member of this kind that nobody listed, by attribute.

        It takes the subject that the member would belong to. None where no list is complete anywhere.
        """
        gives = [(index.listing.gives, complete) for index, complete in self.of(subject) if complete]

        def certain(owner: object) -> Mapping[str, Completeness]:
            area = short_name(str(getattr(owner, AREA, UNKNOWN)))
            return {name: complete[area] for name, complete in gives if area in complete}

        return certain if gives else None

    def concern(self, subject: object) -> bool:
        """True where some annex may concern a subject or its parts, judged by its area."""
        area = getattr(subject, AREA, UNKNOWN)
        if area not in self._concerned:
            if len(self._concerned) >= PLACES:
                self._concerned.clear()
            self._concerned[area] = self._concern_area(area)
        return self._concerned[area]

    def _concern_area(self, area: object) -> bool:
        """True where some annex may concern the subjects of an area."""
        for listing, complete in zip(self.listings, self.complete, strict=True):
            if AREA not in listing.keys:
                if listing.rows:
                    return True
            elif isinstance(area, str):
                key, plain = listing.keys.index(AREA), plain_name(area)
                if short_name(area) in complete or any(plain_name(row.names[key]) == plain for row in listing.rows):
                    return True
        return False
