"""Listings: lists that give an attribute of the subjects named in them, such as the annex of a decision."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from functools import cached_property, lru_cache
from typing import Any, Final

import attrs

from eligibility.communes import AREA, full_name, may_be_same_unit, plain_name, short_name
from eligibility.model import (
    UNKNOWN,
    AnnexList,
    AnnexMatch,
    Choice,
    Completeness,
    Evidence,
    Facts,
    Given,
    OneOf,
    Relation,
    Row,
    SubjectType,
    Total,
    counted,
    format_value,
    identity,
    relations_of,
)
from eligibility.sources import Problem, Text

Key = tuple[str, ...]


class NameIndex:
    """The rows of a list by the names of their subjects."""

    def __init__(self, listing: AnnexList) -> None:
        self.listing = listing
        self._near: dict[Key, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for position, row in enumerate(listing.rows):
            *place, own = map(plain_name, row.names)
            self._near[tuple(place)][own].append(position)

    def near(self, names: Key) -> Sequence[int]:
        """The positions of the rows whose names can be confused with these."""
        found = self._near.get(tuple(map(plain_name, names[:-1]))) if self._near else None
        return found.get(plain_name(names[-1]), ()) if found else ()

    def under(self, place: Key) -> Sequence[Row]:
        """The rows that name a part of the subject of these names."""
        found = self._near.get(tuple(map(plain_name, place)), {}) if self._near else {}
        rows = (self.listing.rows[at] for at in sorted(at for group in found.values() for at in group))
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
        area: Completeness(listing.absent, _weakest(known, rows[area]), known[0].source)
        for area, known in totals.items()
        if _adds_up(known, rows[area], given)
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
            self._concerned[area] = self.speak_of(area)
        return self._concerned[area]

    def speak_of(self, area: object) -> bool:
        """True where some annex may concern the subjects of an area."""
        for listing, complete in zip(self.listings, self.complete, strict=True):
            if AREA not in listing.keys:
                if listing.rows:
                    return True
            elif isinstance(area, str):
                at = listing.keys.index(AREA)
                if short_name(area) in complete or any(
                    plain_name(row.names[at]) == plain_name(area) for row in listing.rows
                ):
                    return True
        return False


def fill(
    lists: Annexes, subject: str, group: Sequence[tuple[Facts, Facts | None]]
) -> tuple[list[Facts], list[AnnexMatch], list[Problem]]:
    """The same subjects with what the lists say of them, each beside the subject that it belongs to.

    A known fact is never replaced: where a list says otherwise, that is a problem. A row that may mean several
    subjects, or one of several rows that may mean one, gives nothing. Whoever bears a name that could be confused
    with that of a row not accounted for is not taken to be absent.
    """
    facts = [own for own, _ in group]
    matches: list[AnnexMatch] = []
    problems: list[Problem] = []
    for index, complete in lists.of(subject):
        listing = index.listing
        clear, absent, match = _meet(index, [names_of(listing, own, within) for own, within in group])
        matches.append(match)
        for position, row in clear.items():
            facts[position] = _given(listing, facts[position], row, problems)
        for position in absent:
            found = complete.get(short_name(str(_area(*group[position]))))
            if found is not None:
                says = Row((), found.absent, found.evidence, found.source)
                facts[position] = _given(listing, facts[position], says, problems)
    return facts, matches, problems


def _meet(index: NameIndex, group: Sequence[Key | None]) -> tuple[dict[int, Row], list[int], AnnexMatch]:
    """By position the row of each subject that has one and is its only one, the absent, and what was not clear."""
    named = {position: names for position, names in enumerate(group) if names is not None}
    near = {position: index.near(names) for position, names in named.items()}
    mine = _claimed(index, named, near)
    claims: dict[int, list[int]] = defaultdict(list)
    for position, claimed in mine.items():
        for row in claimed:
            claims[row].append(position)
    clear = {at[0]: row for row, at in claims.items() if len(at) == 1 and len(mine[at[0]]) == 1}
    settled = set(clear.values())
    absent = [
        position
        for position, names in named.items()
        if not mine[position] and all(row in settled and not index.named(row, names) for row in near[position])
    ]
    rows = index.listing.rows
    meant = {row for position, names in named.items() for row in near[position] if index.named(row, names)}
    missing = tuple(row for position, row in enumerate(rows) if position not in meant)
    unclear = tuple(rows[row] for row in sorted(meant - settled))
    match = AnnexMatch(index.listing, len(clear), missing, unclear)
    return {position: rows[row] for position, row in clear.items()}, absent, match


def _claimed(index: NameIndex, named: Mapping[int, Key], near: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """The rows that may mean each subject: those that write its name in full, else those that nobody's full name is."""
    full = {position: [row for row in near[position] if index.in_full(row, names)] for position, names in named.items()}
    taken = {row for found in full.values() for row in found}
    return {
        position: full[position] or [row for row in near[position] if row not in taken and index.named(row, names)]
        for position, names in named.items()
    }


def _area(own: Facts, within: Facts | None) -> object:
    found = getattr(own.subject, AREA, UNKNOWN)
    return getattr(within.subject, AREA, UNKNOWN) if found is UNKNOWN and within else found


def _given(listing: AnnexList, facts: Facts, says: Row, problems: list[Problem]) -> Facts:
    own: Given = getattr(facts.subject, listing.gives, UNKNOWN)
    options = _options(says.value) if own is UNKNOWN else _options(says.value) & _options(own)
    if not options:
        name, mine, theirs = identity(facts.subject), format_value(own), format_value(says.value)
        what = Text(
            f"{name}: {listing.gives} là {mine} trong dữ liệu nhưng là {theirs} theo {listing.owner}",
            f"{name}: {listing.gives} is {mine} in the facts but {theirs} by {listing.owner}",
        )
        problems.append(Problem(says.place, what))
    if not options or (own is not UNKNOWN and options == _options(own)):
        return facts
    evidence, source = says.evidence, says.source
    if options != _options(says.value):  # it takes both to know
        evidence = min(evidence, facts.level(listing.gives))
        source = "; ".join(filter(None, (facts.source(listing.gives), source)))
    change: Any = {listing.gives: next(iter(options)) if len(options) == 1 else OneOf(options)}
    return attrs.evolve(
        facts,
        subject=attrs.evolve(facts.subject, **change),
        evidence={**facts.evidence, listing.gives: evidence},
        sources={**facts.sources, listing.gives: source},
    )


def _options(value: Any) -> frozenset[Any]:  # noqa: ANN401 - a value of any attribute
    return value.options if isinstance(value, OneOf) else frozenset((value,))


Pairs = Sequence[tuple[Facts, Facts | None]]
Filled = tuple[list[Facts], list[AnnexMatch], list[Problem]]


def supplement(
    lists: Annexes,
    vocabulary: Mapping[str, SubjectType],
    subject: str,
    group: Pairs,
    fill: Callable[[Annexes, str, Pairs], Filled] = fill,
) -> Filled:
    """The same subjects, each beside the one that it belongs to, with what the lists say of them and of their parts.

    A part that only a list names (one of the annex that the register lacks) is added to its subject: otherwise a
    list complete for the area would say that there is none.
    """
    found, matches, problems = fill(lists, subject, group)
    for relation in vocabulary[subject].relations.values():
        groups = [_with_listed(lists, vocabulary[relation.subject], relation, own, problems) for own in found]
        pairs = [(member, own) for own, members in zip(found, groups, strict=True) for member in members]
        filled, met, wrong = supplement(lists, vocabulary, relation.subject, pairs, fill)
        matches += met
        problems += wrong
        rest = iter(filled)
        found = [
            _with_members(own, relation.name, tuple(next(rest) for _ in members))
            for own, members in zip(found, groups, strict=True)
        ]
    return found, matches, problems


def members_of(facts: Facts, relation: str) -> tuple[Facts, ...]:
    """The facts of the members of a relation."""
    found = facts.members.get(relation)
    return tuple(Facts(one) for one in getattr(facts.subject, relation, ())) if found is None else found


def _with_listed(
    lists: Annexes, kind: SubjectType, relation: Relation, own: Facts, problems: list[Problem]
) -> tuple[Facts, ...]:
    """The members of a subject with those that only a list names.

    Whoever is without a name may be one of those, and so may whoever bears a name that could be confused with one.
    """
    members = members_of(own, relation.name)
    for index, _ in lists.of(kind.name):
        names = [getattr(member.subject, "name", UNKNOWN) for member in members]
        known = {plain_name(name) for name in names if isinstance(name, str)}
        new = [row for row in _rows(index, kind, own) if plain_name(row.names[-1]) not in known]
        for row in new[sum(name is UNKNOWN for name in names) :]:
            members = (*members, Facts(kind.cls(name=row.names[-1]), {"*": row.evidence}, {"*": row.source}))
            if getattr(own.subject, relation.complete, False) is True:
                shown, whose = row.names[-1], identity(own.subject)
                what = Text(
                    f"{whose}: {shown} có trong danh sách của {index.listing.owner} nhưng không có trong dữ liệu, "
                    f"mà {relation.complete} là yes",
                    f"{whose}: {shown} is in the list of {index.listing.owner} but not in the facts, "
                    f"which say {relation.complete}: yes",
                )
                problems.append(Problem(row.place, what))
    return members


def _rows(index: NameIndex, kind: SubjectType, own: Facts) -> Sequence[Any]:
    """The rows of a list that name parts of this subject."""
    if "name" not in kind.attributes or index.listing.keys[-1:] != ("name",):
        return ()
    names = names_of(index.listing, Facts(kind.cls(name="?")), own)
    return () if names is None else index.under(names[:-1])


def _with_members(own: Facts, relation: str, after: tuple[Facts, ...]) -> Facts:
    before = own.members.get(relation)
    if not after or (before is not None and len(before) == len(after) and all(map(_same, before, after))):
        return own
    change: Any = {relation: tuple(one.subject for one in after)}
    return attrs.evolve(own, subject=attrs.evolve(own.subject, **change), members={**own.members, relation: after})


def _same(one: Facts, other: Facts) -> bool:
    return one is other


@attrs.frozen
class Covered:
    """The part of an annex for one area: its rows, and its totals with the number of rows that each counts."""

    match: AnnexMatch
    area: str
    rows: tuple[Row, ...]
    totals: tuple[tuple[Total, int], ...]
    missing: tuple[Row, ...]
    ambiguous: tuple[Row, ...]

    @property
    def complete(self) -> bool:
        """True where the annex has as many rows as were published."""
        return bool(self.totals) and all(total.count == count for total, count in self.totals)


def areas(group: Iterable[Facts]) -> tuple[str, ...]:
    """The areas of subjects, in the order in which they come."""
    found = (getattr(facts.subject, AREA, None) for facts in group)
    return tuple(dict.fromkeys(name for name in found if isinstance(name, str)))


def covered(matches: Iterable[AnnexMatch], names: Iterable[str]) -> Iterator[Covered]:
    """The part of each annex for each area."""
    for match in matches:
        for area in names:
            rows = _of(match, match.listing.rows, area)
            totals = [t for t in match.listing.totals if not t.among and short_name(t.area) == short_name(area)]
            if rows or totals:
                yield Covered(
                    match,
                    area,
                    rows,
                    tuple((total, counted(total, rows)) for total in sorted(totals, key=_order)),
                    _of(match, match.missing, area),
                    _of(match, match.ambiguous, area),
                )


def _order(total: Total) -> tuple[bool, str]:
    """The whole first, then value by value."""
    return not total.every, format_value(total.value)


def _of(match: AnnexMatch, rows: Sequence[Row], area: str) -> tuple[Row, ...]:
    if AREA not in match.listing.keys:
        return tuple(rows)
    at = match.listing.keys.index(AREA)
    return tuple(row for row in rows if short_name(row.names[at]) == short_name(area))
