"""Erasure: columns in which every fact weaker than a level of evidence is taken as unknown."""

from collections.abc import Iterator

import attrs
import polars as pl

from eligibility.columns.tables import Columns, Members
from eligibility.rulesets import Law
from eligibility.values import Evidence

_ENDING = ":evidence"


def levels(columns: Columns) -> set[Evidence]:
    """Every level of evidence of some fact."""
    said = [name for name in columns.table.columns if name.endswith(_ENDING)]
    found = {Evidence(int(level)) for name in said for level in columns.table[name].unique().drop_nulls()}
    below = (levels(group.columns) for group in columns.members.values())
    return found.union({Evidence.UNSTATED}, *below)


def erased(law: Law, columns: Columns, least: Evidence) -> Columns:
    """The same subjects with what is known of them on this level of evidence or a stronger one."""
    members = {
        name: Members(group.offsets, erased(law, group.columns, least)) for name, group in columns.members.items()
    }
    rows = pl.repeat(None, len(columns), dtype=pl.Boolean).alias("")  # a table without columns would have no rows
    table = columns.table.select(rows, *_kept(law, columns, least))
    return attrs.evolve(columns, table=table, members=members)


def _kept(law: Law, columns: Columns, least: Evidence) -> Iterator[pl.Expr]:
    kind, known = columns.kind, columns.table.columns
    attributes = {**kind.attributes, **{one.concludes.name: one.concludes for one in law.of(kind.name)}}
    complete = {relation.complete for relation in kind.relations.values()}
    for name in known:
        if name not in attributes and name not in complete:
            continue
        said = [pl.col(heading) for heading in (f"{name}{_ENDING}", f"*{_ENDING}") if heading in known]
        if not said and least > Evidence.UNSTATED:
            continue  # a fact of which nothing is said
        blank: int | bool | None = False if name in complete else None
        if name in attributes and attributes[name].type.finite and not attributes[name].flag:
            blank = (1 << len(attributes[name].domain)) - 1
        strong = pl.coalesce(*said, pl.lit(int(Evidence.UNSTATED))) >= int(least)
        yield pl.when(strong).then(pl.col(name)).otherwise(pl.lit(blank)).cast(columns.table.schema[name]).alias(name)
