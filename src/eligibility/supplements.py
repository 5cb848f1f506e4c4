"""Supplements: subjects and their parts with what lists say of them, parts that only a list names among them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from eligibility.errors import Problem
from eligibility.facts import Facts, identity
from eligibility.listings import Index, Lists, Match, fill, names_of, root
from eligibility.texts import Text
from eligibility.values import UNKNOWN
from eligibility.vocabulary import Relation, SubjectType

Pairs = Sequence[tuple[Facts, Facts | None]]
Filled = tuple[list[Facts], list[Match], list[Problem]]


def supplement(
    lists: Lists,
    vocabulary: Mapping[str, SubjectType],
    subject: str,
    group: Pairs,
    fill: Callable[[Lists, str, Pairs], Filled] = fill,
) -> Filled:
    """The same subjects, each beside the one that it belongs to, with what the lists say of them and of their parts.

    A part that only a list names (a village of the annex that the register lacks) is added to its subject: otherwise a
    list complete for the province would say that there is none.
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
    lists: Lists, kind: SubjectType, relation: Relation, own: Facts, problems: list[Problem]
) -> tuple[Facts, ...]:
    """The members of a subject with those that only a list names.

    Whoever is without a name may be one of those, and so may whoever bears a name that could be confused with one.
    """
    members = members_of(own, relation.name)
    for index, _ in lists.of(kind.name):
        names = [getattr(member.subject, "name", UNKNOWN) for member in members]
        known = {root(name) for name in names if isinstance(name, str)}
        new = [row for row in _rows(index, kind, own) if root(row.names[-1]) not in known]
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


def _rows(index: Index, kind: SubjectType, own: Facts) -> Sequence[Any]:
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
