"""Listings: lists that give an attribute of the subjects named in them, such as the annex of a decision."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from eligibility.errors import NOWHERE, FactError, Place, Problem
from eligibility.facts import Facts
from eligibility.texts import Text, same
from eligibility.values import UNKNOWN, Choice, Evidence, Given, OneOf

# Words for the kind of unit, which lists write or leave out as they please.
_UNIT_WORDS = re.compile(
    r"^(?:tỉnh|thành phố|thị xã|thị trấn|huyện|quận|phường|xã|tp\.|tx\.|tt\.|thôn|bản|ấp|tổ dân phố|làng)\s+(?=\S)"
)


def bare(name: str) -> str:
    """A unit's name without the word for its kind, in the form in which equal names are equal.

    >>> bare("Huyện Yên Thế") == bare("yên thế"), bare("Thị trấn An Châu") == bare("Xã An Châu")
    (True, True)
    """
    return same(_UNIT_WORDS.sub("", " ".join(name.casefold().split())))


@attrs.frozen
class Total:
    """How many subjects of a province a list holds by its issuer's own count."""

    province: str
    value: Choice
    count: int
    among: str
    evidence: Evidence
    source: str
    every: bool = False  # counts every listed subject, whatever its value


@attrs.frozen
class Row:
    """One row of a list: the value that it gives to one subject."""

    names: tuple[str, ...]
    value: Choice | OneOf
    evidence: Evidence
    source: str
    place: Place = attrs.field(default=NOWHERE, eq=False)


@attrs.frozen
class Listing:
    """A list that gives one attribute of the subjects named in it: an annex of an instrument, or one beside a register.

    `keys` are the headings by which a row names its subject (codes, or names from the province down). Where the rows
    of a province add up to all its totals the list is complete there, and a subject not in it has the value `absent`.
    """

    owner: str
    gives: str
    of: str
    keys: tuple[str, ...]
    rows: tuple[Row, ...]
    absent: Choice = None
    totals: tuple[Total, ...] = ()



@attrs.frozen
class Match:
    """How a list met a register: how many subjects it gave a value, and which of its rows found none, or several."""

    listing: Listing
    matched: int
    missing: tuple[Row, ...]
    ambiguous: tuple[Row, ...]


Key = tuple[str, ...]


class Index:
    """The rows of a list by the names of their subjects."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self._rows: dict[Key, list[Row]] = defaultdict(list)
        for row in listing.rows:
            self._rows[tuple(bare(name) for name in row.names)].append(row)

    def rows(self, names: Key) -> Sequence[Row]:
        """The rows that may mean the subject of these names: those that write its name in full before all others."""
        found = self._rows.get(tuple(bare(name) for name in names), [])
        whole = [row for row in found if same(row.names[-1]) == same(names[-1])]
        plain = [row for row in found if same(row.names[-1]) == bare(row.names[-1])]
        return whole or plain


def names_of(listing: Listing, facts: Facts, within: Facts | None) -> Key | None:
    """The names by which a list would know this subject; None where one of them is unknown.

    A heading that is no attribute of the subject is one of the subject that it belongs to (`commune`: its name).
    """
    names = []
    for key in listing.keys:
        name = getattr(facts.subject, key, UNKNOWN)
        if name is UNKNOWN and within is not None:
            name = getattr(within.subject, "name" if key == "commune" else key, UNKNOWN)
        if not isinstance(name, str):
            return None
        names.append(name)
    return tuple(names)


@attrs.frozen
class Complete:
    """That a list is complete for a province, which is a fact too: on what evidence, from which source."""

    absent: Choice
    evidence: Evidence
    source: str


def completeness(listing: Listing) -> Mapping[str, Complete]:
    """For each province whose rows add up to every one of its totals: that its list is complete."""
    if "province" not in listing.keys:
        return {}
    place = listing.keys.index("province")
    loaded: dict[str, list[Row]] = defaultdict(list)
    for row in listing.rows:
        loaded[bare(row.names[place])].append(row)
    totals: dict[str, list[Total]] = defaultdict(list)
    for total in listing.totals:
        if not total.among:
            totals[bare(total.province)].append(total)
    return {
        province: Complete(listing.absent, min(total.evidence for total in known), known[0].source)
        for province, known in totals.items()
        if all(counted(total, loaded[province]) == total.count for total in known)
    }


def counted(total: Total, rows: Iterable[Row]) -> int:
    """How many of these rows a total counts."""
    return sum(total.every or row.value == total.value for row in rows)


@attrs.frozen
class Lists:
    """The lists of a law, ready to be looked up."""

    listings: tuple[Listing, ...]

    @cached_property
    def indexes(self) -> tuple[Index, ...]:
        """An index for each list."""
        return tuple(Index(listing) for listing in self.listings)

    @cached_property
    def complete(self) -> tuple[Mapping[str, Complete], ...]:
        """For each list the provinces for which it is complete."""
        return tuple(completeness(listing) for listing in self.listings)

    def of(self, subject: str) -> tuple[tuple[Index, Mapping[str, Complete]], ...]:
        """The lists that give something of this kind of subject."""
        pairs = zip(self.indexes, self.complete, strict=True)
        return tuple((index, complete) for index, complete in pairs if index.listing.of == subject)


def fill(
    lists: Lists, subject: str, group: Sequence[tuple[Facts, Facts | None]]
) -> tuple[list[Facts], list[Match], list[Problem]]:
    """The same subjects with what the lists say of them, each beside the subject that it belongs to.

    A known fact is never replaced: where a list says otherwise, that is a problem.
    """
    facts = [own for own, _ in group]
    matches: list[Match] = []
    problems: list[Problem] = []
    for index, complete in lists.of(subject):
        listing = index.listing
        claims: dict[Row, list[int]] = defaultdict(list)
        absent: list[int] = []
        for position, (own, within) in enumerate(group):
            names = names_of(listing, own, within)
            rows = index.rows(names) if names else ()
            for row in rows:
                claims[row].append(position)
            if names and not rows:
                absent.append(position)
        claimed: dict[int, int] = defaultdict(int)
        for positions in claims.values():
            for position in positions:
                claimed[position] += 1
        clear = {row: at[0] for row, at in claims.items() if len(at) == 1 and claimed[at[0]] == 1}
        for row, position in clear.items():
            facts[position] = _given(listing, facts[position], row.value, row.evidence, row.source, problems, row.place)
        for position in absent:
            own, within = group[position]
            found = complete.get(bare(str(_province(own, within))))
            if found is not None:
                facts[position] = _given(
                    listing, facts[position], found.absent, found.evidence, found.source, problems, NOWHERE
                )
        matches.append(
            Match(
                listing,
                len(clear),
                tuple(row for row in listing.rows if row not in claims),
                tuple(row for row in listing.rows if row in claims and row not in clear),
            )
        )
    return facts, matches, problems


def _province(own: Facts, within: Facts | None) -> object:
    found = getattr(own.subject, "province", UNKNOWN)
    return getattr(within.subject, "province", UNKNOWN) if found is UNKNOWN and within else found


def _given(
    listing: Listing,
    facts: Facts,
    value: Choice | OneOf,
    evidence: Evidence,
    source: str,
    problems: list[Problem],
    place: Place,
) -> Facts:
    own: Given = getattr(facts.subject, listing.gives, UNKNOWN)
    if own is not UNKNOWN:
        if not _agree(own, value):
            name = getattr(facts.subject, "name", "")
            what = Text(
                f"{name}: {listing.gives} là {own} trong dữ liệu nhưng là {value} theo {listing.owner}",
                f"{name}: {listing.gives} is {own} in the facts but {value} by {listing.owner}",
            )
            problems.append(Problem(place, what))
        return facts
    change: Any = {listing.gives: value}
    return attrs.evolve(
        facts,
        subject=attrs.evolve(facts.subject, **change),
        evidence={**facts.evidence, listing.gives: evidence},
        sources={**facts.sources, listing.gives: source},
    )


def _agree(own: Given, value: Choice | OneOf) -> bool:
    mine = own.options if isinstance(own, OneOf) else {own}
    theirs = value.options if isinstance(value, OneOf) else {value}
    return bool(mine & theirs)


def refuse(problems: Sequence[Problem]) -> None:
    """Raise the problems where there are any."""
    if problems:
        raise FactError(problems)
