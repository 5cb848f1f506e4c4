"""Splices: columns put one after another, and subjects taken from them in another order, members and all."""

from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import polars as pl

from eligibility.model.columns.columns import Columns, Members
from eligibility.model.encoding import full_mask
from eligibility.model.rulesets import Law
from eligibility.model.values import Evidence
from eligibility.model.vocabulary import SubjectType


def joined(law: Law, parts: Sequence[Columns]) -> Columns:
    """The subjects of all parts, of which there is at least one, in their order.

    A column that one part has and another lacks says there that nothing is known.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    kind = first.kind
    members = {
        name: _joined_members(law, [(len(part), part.members.get(name)) for part in parts])
        for name in kind.relations
        if any(name in part.members for part in parts)
    }
    table = pl.concat([part.table for part in parts], how="diagonal")
    return Columns(kind, table.with_columns(_unknown(law, kind, table)), members, first.annexes)


def _joined_members(law: Law, groups: Sequence[tuple[int, Members | None]]) -> Members:
    offsets, before = [pl.Series([0], dtype=pl.Int64)], 0
    for count, group in groups:
        offsets_here = pl.repeat(0, count + 1, dtype=pl.Int64, eager=True) if group is None else group.offsets
        offsets.append(offsets_here.slice(1) + before)
        before = int(offsets[-1][-1]) if count else before
    return Members(pl.concat(offsets), joined(law, [group.columns for _, group in groups if group is not None]))


def _unknown(law: Law, kind: SubjectType, table: pl.DataFrame) -> list[pl.Expr]:
    """Fill values for columns that contain no nulls."""
    attributes: dict[str, Any] = {rule_set.concludes.name: rule_set.concludes for rule_set in law.of(kind.name)}
    attributes |= kind.attributes
    masks = [
        pl.col(name).fill_null(full_mask(attribute.domain))
        for name, attribute in attributes.items()
        if name in table.columns and attribute.type.finite and not attribute.flag
    ]
    complete = [relation.complete for relation in kind.relations.values()]
    return [*masks, *(pl.col(name).fill_null(value=False) for name in complete if name in table.columns)]


def taken(columns: Columns, positions: pl.Series) -> Columns:
    """The subjects at these positions, in this order, with their members."""
    members = {name: _taken_members(group, positions) for name, group in columns.members.items()}
    return Columns(columns.kind, columns.table[positions], members, columns.annexes)


def _taken_members(group: Members, positions: pl.Series) -> Members:
    offsets, below = ranges(group.offsets, positions)
    return Members(offsets, taken(group.columns, below))


def ranges(offsets: pl.Series, positions: pl.Series) -> tuple[pl.Series, pl.Series]:
    """New offsets and old positions of the members of the subjects at these positions."""
    starts, counts = offsets.gather(positions), offsets.diff().slice(1).gather(positions)
    after = pl.concat([pl.Series([0], dtype=pl.Int64), counts.cum_sum()])
    shifts = pl.DataFrame({"shift": starts - after.slice(0, len(positions)), "count": counts})
    shift = shifts.select(pl.col("shift").repeat_by("count").explode().drop_nulls())["shift"]
    return after, shift + pl.int_range(len(shift), eager=True)


_ENDING = ":evidence"


def levels(columns: Columns) -> set[Evidence]:
    """Every level of evidence of some fact."""
    said = [name for name in columns.table.columns if name.endswith(_ENDING)]
    stated = {Evidence(int(level)) for name in said for level in columns.table[name].unique().drop_nulls()}
    below = (levels(group.columns) for group in columns.members.values())
    return stated.union({Evidence.UNSTATED}, *below)


def erased(law: Law, columns: Columns, least: Evidence) -> Columns:
    """The same subjects with what is known of them on this level of evidence or a stronger one."""
    members = {
        name: Members(group.offsets, erased(law, group.columns, least)) for name, group in columns.members.items()
    }
    rows = pl.repeat(None, len(columns), dtype=pl.Boolean).alias("")  # a table without columns would have no rows
    table = columns.table.select(rows, *_kept(law, columns, least))
    return attrs.evolve(columns, table=table, members=members)


def _kept(law: Law, columns: Columns, least: Evidence) -> Iterator[pl.Expr]:
    kind, headings = columns.kind, columns.table.columns
    attributes = {**kind.attributes, **{rule_set.concludes.name: rule_set.concludes for rule_set in law.of(kind.name)}}
    complete = {relation.complete for relation in kind.relations.values()}
    for name in headings:
        if name not in attributes and name not in complete:
            continue
        said = [pl.col(heading) for heading in (f"{name}{_ENDING}", f"*{_ENDING}") if heading in headings]
        if not said and least > Evidence.UNSTATED:
            continue  # a fact of which nothing is said
        blank: int | bool | None = False if name in complete else None
        if name in attributes and attributes[name].type.finite and not attributes[name].flag:
            blank = full_mask(attributes[name].domain)
        strong = pl.coalesce(*said, pl.lit(int(Evidence.UNSTATED))) >= int(least)
        yield pl.when(strong).then(pl.col(name)).otherwise(pl.lit(blank)).cast(columns.table.schema[name]).alias(name)
