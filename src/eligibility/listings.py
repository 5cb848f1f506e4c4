"""Listings: lists that give an attribute of the subjects named in them, such as the annex of a decision."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from typing import Any

import attrs

from eligibility.errors import NOWHERE, FactError, Place, Problem
from eligibility.facts import Facts, identity
from eligibility.texts import Text, folded, same
from eligibility.values import UNKNOWN, Choice, Evidence, Given, OneOf
from eligibility.vocabulary import written

# Words for the kind of unit, which lists write or leave out as they please, and their short forms.
_SHORT = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "tdp": "tổ dân phố"}
_KINDS = (
    *("tỉnh", "thành phố", "thị xã", "thị trấn", "huyện", "quận", "phường", "xã"),
    *("thôn", "bản", "ấp", "tổ dân phố", "khu phố", "làng", "buôn", "xóm"),
)
_KIND = re.compile(rf"(?:{'|'.join(map(same, _KINDS))}) (?=\S)")
_SHORT_KIND = re.compile(rf"({'|'.join(_SHORT)})(?:\. ?| )(?=\S)")


@lru_cache(maxsize=65_536)
def whole(name: str) -> str:
    """A unit's name with the word for its kind written out, in the form in which equal names are equal."""
    return same(_SHORT_KIND.sub(lambda found: f"{_SHORT[found[1]]} ", same(name), count=1))


def bare(name: str) -> str:
    """A unit's name without the word for its kind, in the form in which equal names are equal.

    >>> bare("Huyện Yên Thế") == bare("yên thế"), bare("Thị trấn An Châu") == bare("Xã An Châu")
    (True, True)
    """
    full = whole(name)
    kind = _KIND.match(full)
    return full[kind.end() :] if kind else full


@lru_cache(maxsize=65_536)
def root(name: str) -> str:
    """A unit's name without marks or any word for a kind: what names that may be confused have in common."""
    short = bare(name)
    return folded(short) if short == whole(name) else root(short)


def alike(one: str, other: str) -> bool:
    """Whether two names may mean one unit: equal, or equal where one of them leaves out the word for its kind.

    >>> alike("Xã Bản Xèo", "Bản Xèo"), alike("Thị trấn Bố Hạ", "Xã Bố Hạ")
    (True, False)
    """
    return whole(one) == whole(other) or bare(one) == whole(other) or whole(one) == bare(other)


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
    """A list that gives one attribute of the subjects named in it: an annex of an instrument, or one of a register.

    `keys` are the headings by which a row names its subject (codes, or names from the province down). Where the
    rows of a province add up to all its totals the list is complete there, and a subject not in it has the value
    `absent`.
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
    """How a list met a register: how many subjects have a row, and which rows mean none, or cannot be told apart.

    A row that leaves out the word for the kind is *ambiguous* where another row names the only such subject in full.
    """

    listing: Listing
    matched: int
    missing: tuple[Row, ...]
    ambiguous: tuple[Row, ...]


Key = tuple[str, ...]


class Index:
    """The rows of a list by the names of their subjects."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self._near: dict[Key, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for position, row in enumerate(listing.rows):
            *place, own = map(root, row.names)
            self._near[tuple(place)][own].append(position)

    def near(self, names: Key) -> Sequence[int]:
        """The positions of the rows whose names can be confused with these."""
        found = self._near.get(tuple(map(root, names[:-1]))) if self._near else None
        return found.get(root(names[-1]), ()) if found else ()

    def under(self, place: Key) -> Sequence[Row]:
        """The rows that name a part of the subject of these names."""
        found = self._near.get(tuple(map(root, place)), {}) if self._near else {}
        rows = (self.listing.rows[at] for at in sorted(at for group in found.values() for at in group))
        return [row for row in rows if all(map(alike, row.names, place))]

    def named(self, position: int, names: Key) -> bool:
        """Whether a row may mean the subject of these names."""
        return all(map(alike, self.listing.rows[position].names, names))

    def in_full(self, position: int, names: Key) -> bool:
        """Whether a row that may mean the subject of these names writes its own name just so."""
        return self.named(position, names) and whole(self.listing.rows[position].names[-1]) == whole(names[-1])


def names_of(listing: Listing, facts: Facts, within: Facts | None) -> Key | None:
    """The names by which a list would know this subject; None where one of them is unknown.

    A heading that is no attribute of the subject is one of the subject that it belongs to (`commune`: its name).
    """
    names = []
    for key in listing.keys:
        if hasattr(facts.subject, key) or within is None:
            name = getattr(facts.subject, key, UNKNOWN)
        else:
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
    """For each province whose rows add up to every one of its totals: that its list is complete.

    The totals must count every value that the list gives anywhere, and no subject may be listed twice. The evidence
    is the weakest of what was added up: the totals and the rows.
    """
    if "province" not in listing.keys:
        return {}
    place = listing.keys.index("province")
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in listing.rows:
        rows[bare(row.names[place])].append(row)
    totals: dict[str, list[Total]] = defaultdict(list)
    for total in listing.totals:
        if not total.among:
            totals[bare(total.province)].append(total)
    given = {row.value for row in listing.rows} | {total.value for total in listing.totals if not total.every}
    return {
        province: Complete(listing.absent, _weakest(known, rows[province]), known[0].source)
        for province, known in totals.items()
        if _adds_up(known, rows[province], given)
    }


def _weakest(totals: Sequence[Total], rows: Sequence[Row]) -> Evidence:
    return min([total.evidence for total in totals] + [row.evidence for row in rows])


def _adds_up(totals: Sequence[Total], rows: Sequence[Row], given: AbstractSet[Choice | OneOf]) -> bool:
    names = {tuple(whole(name) for name in row.names) for row in rows}
    covered = any(total.every for total in totals) or given <= {total.value for total in totals}
    return len(names) == len(rows) and covered and all(counted(total, rows) == total.count for total in totals)


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

    def speak_of(self, province: object) -> bool:
        """Whether some list may say something of the subjects in a province."""
        for listing, complete in zip(self.listings, self.complete, strict=True):
            if "province" not in listing.keys:
                if listing.rows:
                    return True
            elif isinstance(province, str):
                at = listing.keys.index("province")
                if bare(province) in complete or any(root(row.names[at]) == root(province) for row in listing.rows):
                    return True
        return False


def fill(
    lists: Lists, subject: str, group: Sequence[tuple[Facts, Facts | None]]
) -> tuple[list[Facts], list[Match], list[Problem]]:
    """The same subjects with what the lists say of them, each beside the subject that it belongs to.

    A known fact is never replaced: where a list says otherwise, that is a problem. A row that may mean several
    subjects, or one of several rows that may mean one, gives nothing. Whoever bears a name that could be confused
    with that of a row not accounted for is not taken to be absent.
    """
    facts = [own for own, _ in group]
    matches: list[Match] = []
    problems: list[Problem] = []
    for index, complete in lists.of(subject):
        listing = index.listing
        clear, absent, match = _meet(index, [names_of(listing, own, within) for own, within in group])
        matches.append(match)
        for position, row in clear.items():
            facts[position] = _given(listing, facts[position], row, problems)
        for position in absent:
            found = complete.get(bare(str(_province(*group[position]))))
            if found is not None:
                says = Row((), found.absent, found.evidence, found.source)
                facts[position] = _given(listing, facts[position], says, problems)
    return facts, matches, problems


def _meet(index: Index, group: Sequence[Key | None]) -> tuple[dict[int, Row], list[int], Match]:
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
    match = Match(index.listing, len(clear), missing, unclear)
    return {position: rows[row] for position, row in clear.items()}, absent, match


def _claimed(index: Index, named: Mapping[int, Key], near: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """The rows that may mean each subject: those that write its name in full, else those that nobody's full name is."""
    full = {position: [row for row in near[position] if index.in_full(row, names)] for position, names in named.items()}
    taken = {row for found in full.values() for row in found}
    return {
        position: full[position] or [row for row in near[position] if row not in taken and index.named(row, names)]
        for position, names in named.items()
    }


def _province(own: Facts, within: Facts | None) -> object:
    found = getattr(own.subject, "province", UNKNOWN)
    return getattr(within.subject, "province", UNKNOWN) if found is UNKNOWN and within else found


def _given(listing: Listing, facts: Facts, says: Row, problems: list[Problem]) -> Facts:
    own: Given = getattr(facts.subject, listing.gives, UNKNOWN)
    options = _options(says.value) if own is UNKNOWN else _options(says.value) & _options(own)
    if not options:
        name, mine, theirs = identity(facts.subject), written(own), written(says.value)
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


def refuse(problems: Sequence[Problem]) -> None:
    """Raise the problems where there are any."""
    if problems:
        raise FactError(problems)
