"""Objects: subjects as attrs objects or facts, turned into the columns that hold the same."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import Any, Final

import polars as pl

from eligibility.model.attributes import Attribute
from eligibility.model.columns.columns import Columns, Members, physical
from eligibility.model.columns.selection import joined
from eligibility.model.encoding import encode_all, flag_of
from eligibility.model.facts import Facts
from eligibility.model.rulesets import Law
from eligibility.model.values import UNKNOWN, Evidence, Type
from eligibility.model.vocabulary import SubjectType

BLOCK: Final = 20_000
"""So many subjects are read at a time: what they hold is then still near to the processor."""
Wanted = Mapping[str, Collection[str]]
"""The names of the attributes that somebody will read, by kind of subject."""
Beside = Sequence[Facts | None] | None
"""Evidence, sources and answers of each subject; None where no subject has any."""


def columns_of(
    law: Law, kind: SubjectType, subjects: Iterable[object | Facts], wanted: Wanted | None = None
) -> Columns:
    """The columns of subjects of one kind, in their order: the inverse of `facts_of`.

    Where it is said what is wanted, a kind of subject that is not named there is not read at all.
    """
    rest = iter(subjects)
    blocks = [_block(law, kind, [*islice(rest, BLOCK)], wanted)]
    while block := [*islice(rest, BLOCK)]:
        blocks.append(_block(law, kind, block, wanted))
    return joined(law, blocks)


def read_of(kind: SubjectType, wanted: Wanted | None) -> list[Attribute]:
    """The attributes of a kind of subject that are read: never none, for a table without columns has no rows."""
    every = [*kind.attributes.values()]
    return (
        every
        if wanted is None
        else [attribute for attribute in every if attribute.name in wanted[kind.name]] or every[:1]
    )


def _block(law: Law, kind: SubjectType, items: Sequence[object | Facts], wanted: Wanted | None) -> Columns:
    if Facts not in {*map(type, items)}:
        return _columns(law, kind, items, None, wanted)
    beside = [item if isinstance(item, Facts) else None for item in items]
    subjects = [item.subject if isinstance(item, Facts) else item for item in items]
    return _columns(law, kind, subjects, beside, wanted)


def _columns(law: Law, kind: SubjectType, subjects: Sequence[Any], beside: Beside, wanted: Wanted | None) -> Columns:
    read = read_of(kind, wanted)
    series = [column(attribute, [*map(attrgetter(attribute.name), subjects)]) for attribute in read]
    members: dict[str, Members] = {}
    for name, relation in kind.relations.items():
        complete = [flag is True for flag in map(attrgetter(relation.complete), subjects)]
        series.append(pl.Series(relation.complete, complete, dtype=pl.Boolean))
        if wanted is None or relation.subject in wanted:
            counts, flat, facts = _members(name, subjects, beside)
            if flat:
                offsets = pl.concat([pl.Series([0]), pl.Series(counts, dtype=pl.Int64).cum_sum()])
                members[name] = Members(offsets, _columns(law, law.vocabulary[relation.subject], flat, facts, wanted))
    if beside is not None:
        names = {"*", *(values.name for values in series)} if wanted is not None else None
        series += _said(law, kind, beside, names)
    return Columns(kind, pl.DataFrame(series), members)


def _members(name: str, subjects: Sequence[Any], beside: Beside) -> tuple[list[int], list[Any], Beside]:
    """Number of members of each subject, all members in order, and their facts."""
    own_groups = [*map(attrgetter(name), subjects)]
    if beside is None or not any(item is not None and name in item.members for item in beside):
        return [*map(len, own_groups)], [*chain.from_iterable(own_groups)], None
    groups = [
        group if item is None else item.members.get(name, group) for item, group in zip(beside, own_groups, strict=True)
    ]
    flat = [member for group in groups for member in group]
    facts = [item if isinstance(item, Facts) else None for item in flat]
    return [*map(len, groups)], [item.subject if isinstance(item, Facts) else item for item in flat], facts


# ── values ───────────────────────────────────────────────────────────────────────────────────────


_PLAIN: Final = {Type.COUNT: int, Type.TEXT: str, Type.CODE: str}


def column(attribute: Attribute, values: list[Any]) -> pl.Series:
    """The column of an attribute that holds these values."""
    if {*map(type, values)} <= {_PLAIN.get(attribute.type)}:  # most often all of them are known
        cells = values
    elif attribute.flag:
        cells = [value if value is True or value is False else flag_of(value) for value in values]
    else:
        cells = encode_all(attribute, values)
    return pl.Series(attribute.name, cells, dtype=physical(attribute))


# ── what is said beside them ─────────────────────────────────────────────────────────────────────


def _said(law: Law, kind: SubjectType, beside: Sequence[Facts | None], names: set[str] | None) -> Iterator[pl.Series]:
    """The columns of evidence, sources and answers: only those that say something."""
    facts = [_NOTHING if item is None else item for item in beside]
    answers = {rule_set.concludes.name: rule_set.concludes for rule_set in law.of(kind.name)}
    if names is not None:
        names |= answers.keys()
    for name in _names([item.evidence for item in facts], names):
        levels = [item.evidence.get(name) for item in facts]
        if name != "*" or any(level is not None and level is not Evidence.UNSTATED for level in levels):
            cells = [None if level is None else int(level) for level in levels]
            yield pl.Series(f"{name}:evidence", cells, dtype=pl.UInt8)
    for name in _names([item.sources for item in facts], names):
        yield pl.Series(f"{name}:source", [item.sources.get(name) for item in facts], dtype=pl.String)
    for name in _names([item.answers for item in facts], {*answers}):
        yield column(answers[name], [item.answers.get(name, UNKNOWN) for item in facts])


def _names(said: Iterable[Mapping[str, object]], wanted: set[str] | None) -> Iterator[str]:
    names = dict.fromkeys(name for mapping in said for name in mapping)
    return (name for name in names if wanted is None or name in wanted)


_NOTHING: Final = Facts(None)
