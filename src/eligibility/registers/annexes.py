"""Annexes applied to subjects: the values that their rows give, and the members that only they name."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from operator import is_
from typing import Any

import attrs

from eligibility.communes import AREA, plain_name, short_name
from eligibility.model import (
    UNKNOWN,
    AnnexList,
    AnnexMatch,
    Facts,
    Given,
    OneOf,
    Relation,
    Row,
    SubjectType,
    format_value,
    identity,
)
from eligibility.registers.annex_index import Annexes, Key, NameIndex, names_of
from eligibility.sources import Problem, Text


def fill(
    lists: Annexes, subject: str, group: Sequence[tuple[Facts, Facts | None]]
) -> tuple[list[Facts], list[AnnexMatch], list[Problem]]:
    """The same subjects with what the lists say of them, each beside the subject that it belongs to.

    A known fact is never replaced: where a list says otherwise, that is a problem. A row that may mean several
    subjects, or one of several rows that may mean one, gives nothing. Whoever bears a name that could be confused
    with that of a row not accounted for is not taken to be absent.
    """
    facts = [subject_facts for subject_facts, _ in group]
    matches: list[AnnexMatch] = []
    problems: list[Problem] = []
    for index, complete in lists.of(subject):
        listing = index.listing
        clear, absent, match = _match(index, [names_of(listing, *pair) for pair in group])
        matches.append(match)
        for position, row in clear.items():
            facts[position] = _given(listing, facts[position], row, problems)
        for position in absent:
            stated = complete.get(short_name(str(_area(*group[position]))))
            if stated is not None:
                row = Row((), stated.absent, stated.evidence, stated.source)
                facts[position] = _given(listing, facts[position], row, problems)
    return facts, matches, problems


def _match(index: NameIndex, group: Sequence[Key | None]) -> tuple[dict[int, Row], list[int], AnnexMatch]:
    """By position the row of each subject that has one and is its only one, the absent, and what was not clear."""
    named = {position: names for position, names in enumerate(group) if names is not None}
    near = {position: index.near(names) for position, names in named.items()}
    claimed = _claimed(index, named, near)
    claims: dict[int, list[int]] = defaultdict(list)
    for position, claimed_rows in claimed.items():
        for row in claimed_rows:
            claims[row].append(position)
    alone = ((positions[0], row) for row, positions in claims.items() if len(positions) == 1)
    clear = {position: row for position, row in alone if len(claimed[position]) == 1}
    settled = set(clear.values())
    absent = [
        position
        for position, names in named.items()
        if not claimed[position] and all(row in settled and not index.named(row, names) for row in near[position])
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
    taken = {row for claimed in full.values() for row in claimed}
    return {
        position: full[position] or [row for row in near[position] if row not in taken and index.named(row, names)]
        for position, names in named.items()
    }


def _area(facts: Facts, within: Facts | None) -> object:
    area = getattr(facts.subject, AREA, UNKNOWN)
    return getattr(within.subject, AREA, UNKNOWN) if area is UNKNOWN and within else area


def _given(listing: AnnexList, facts: Facts, row: Row, problems: list[Problem]) -> Facts:
    """The facts with the value of a row, narrowed to what both allow; a contradiction is noted."""
    value: Given = getattr(facts.subject, listing.gives, UNKNOWN)
    options = _options(row.value) if value is UNKNOWN else _options(row.value) & _options(value)
    if not options:
        name, mine, theirs = identity(facts.subject), format_value(value), format_value(row.value)
        what = Text(
            f"{name}: {listing.gives} là {mine} trong dữ liệu nhưng là {theirs} theo {listing.owner}",
            f"{name}: {listing.gives} is {mine} in the facts but {theirs} by {listing.owner}",
        )
        problems.append(Problem(row.place, what))
    if not options or (value is not UNKNOWN and options == _options(value)):
        return facts
    evidence, source = row.evidence, row.source
    if options != _options(row.value):  # it takes both to know
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
    owners, matches, problems = fill(lists, subject, group)
    for relation in vocabulary[subject].relations.values():
        groups = [_with_listed(lists, vocabulary[relation.subject], relation, owner, problems) for owner in owners]
        pairs = [(member, owner) for owner, members in zip(owners, groups, strict=True) for member in members]
        filled, more_matches, more_problems = supplement(lists, vocabulary, relation.subject, pairs, fill)
        matches += more_matches
        problems += more_problems
        rest = iter(filled)
        owners = [
            _with_members(owner, relation.name, tuple(next(rest) for _ in members))
            for owner, members in zip(owners, groups, strict=True)
        ]
    return owners, matches, problems


def members_of(facts: Facts, relation: str) -> tuple[Facts, ...]:
    """The facts of the members of a relation."""
    members = facts.members.get(relation)
    return tuple(map(Facts, getattr(facts.subject, relation, ()))) if members is None else members


def _with_listed(
    lists: Annexes, kind: SubjectType, relation: Relation, owner: Facts, problems: list[Problem]
) -> tuple[Facts, ...]:
    """The members of a subject with those that only a list names.

    Whoever is without a name may be one of those, and so may whoever bears a name that could be confused with one.
    """
    members = members_of(owner, relation.name)
    for index, _ in lists.of(kind.name):
        names = [getattr(member.subject, "name", UNKNOWN) for member in members]
        taken = {plain_name(name) for name in names if isinstance(name, str)}
        new = [row for row in _rows(index, kind, owner) if plain_name(row.names[-1]) not in taken]
        for row in new[sum(name is UNKNOWN for name in names) :]:
            members = (*members, Facts(kind.cls(name=row.names[-1]), {"*": row.evidence}, {"*": row.source}))
            if getattr(owner.subject, relation.complete, False) is True:
                name, whose = row.names[-1], identity(owner.subject)
                what = Text(
                    f"{whose}: {name} có trong danh sách của {index.listing.owner} nhưng không có trong dữ liệu, "
                    f"mà {relation.complete} là yes",
                    f"{whose}: {name} is in the list of {index.listing.owner} but not in the facts, "
                    f"which say {relation.complete}: yes",
                )
                problems.append(Problem(row.place, what))
    return members


def _rows(index: NameIndex, kind: SubjectType, owner: Facts) -> Sequence[Any]:
    """The rows of a list that name parts of this subject."""
    if "name" not in kind.attributes or index.listing.keys[-1:] != ("name",):
        return ()
    names = names_of(index.listing, Facts(kind.cls(name="?")), owner)
    return () if names is None else index.under(names[:-1])


def _with_members(owner: Facts, relation: str, members: tuple[Facts, ...]) -> Facts:
    before = owner.members.get(relation)
    if not members or (before is not None and len(before) == len(members) and all(map(is_, before, members))):
        return owner
    change: Any = {relation: tuple(member.subject for member in members)}
    return attrs.evolve(
        owner, subject=attrs.evolve(owner.subject, **change), members={**owner.members, relation: members}
    )
