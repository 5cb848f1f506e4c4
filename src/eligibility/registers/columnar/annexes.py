"""Subjects that an annex may concern, filled in as registers do it."""

from collections.abc import Collection, Iterable, Mapping

import attrs
import polars as pl

from eligibility.communes import AREA, PLACES, plain_name, short_name
from eligibility.model import AnnexList, AnnexMatch, Choice, Completeness, Evidence, Law
from eligibility.model.columns import Columns, Wanted, columns_of, facts_of, joined, taken
from eligibility.registers.annex_index import Annexes
from eligibility.registers.annexes import supplement
from eligibility.registers.columnar.levels import Level
from eligibility.registers.columnar.problems import Findings
from eligibility.registers.parsing import Store
from eligibility.registers.register import of_areas


@attrs.frozen
class CompleteAnnexes:
    """The lists that are complete for some areas, by the kind of subject and the attribute that they give."""

    areas: Mapping[tuple[str, str], Mapping[str, Completeness]]

    @classmethod
    def of(cls, lists: Annexes, wanted: Wanted) -> "CompleteAnnexes":
        """The complete annexes that give one of these attributes."""
        return cls(
            {
                (kind, index.listing.gives): complete
                for kind, names in wanted.items()
                for index, complete in lists.of(kind)
                if complete and index.listing.gives in names
            }
        )

    @property
    def absent(self) -> Mapping[str, Mapping[str, Choice]]:
        """By kind of subject and attribute the value of a subject that a complete list does not name."""
        values: dict[str, dict[str, Choice]] = {}
        for (kind, gives), complete in self.areas.items():
            values.setdefault(kind, {})[gives] = next(iter(complete.values())).absent
        return values

    @property
    def levels(self) -> Collection[Evidence]:
        """The levels of evidence on which lists are complete."""
        return {stated.evidence for complete in self.areas.values() for stated in complete.values()}

    def columns(self, table: pl.DataFrame, least: Evidence = Evidence.ASSUMED) -> Mapping[str, pl.Series]:
        """For each list a Boolean column: where it is complete, on this level of evidence or a stronger one."""
        if not self.areas or AREA not in table.columns:
            return {}
        area = table[AREA]
        names = area.unique().drop_nulls()
        columns: dict[str, pl.Series] = {}
        for (kind, gives), complete in self.areas.items():
            complete_areas = {name for name, stated in complete.items() if stated.evidence >= least}
            holds = area.is_in([name for name in names if short_name(name) in complete_areas])
            columns[f"complete {gives} of {kind}"] = holds.fill_null(value=False)
        return columns


@attrs.frozen(eq=False)
class Listed:
    """The subjects at some positions of a level, with what lists say of them and of their parts."""

    law: Law
    positions: pl.Series
    columns: Columns
    matches: tuple[AnnexMatch, ...]

    def among(self, columns: Columns, start: int) -> Columns:
        """The columns of the subjects from a position on, with those that lists filled in their places."""
        first, last = self.positions.search_sorted(pl.Series([start, start + len(columns)]))
        if first == last:
            return columns
        order = pl.int_range(len(columns), eager=True)
        places = self.positions.slice(first, last - first) - start
        order = order.scatter(places, pl.int_range(len(columns), len(columns) + last - first, eager=True))
        return taken(joined(self.law, [columns, self.columns.slice(first, last - first)]), order)


def listed(law: Law, listings: Iterable[AnnexList], level: Level, wanted: Wanted | None) -> Listed | None:
    """The subjects of a level of which lists may speak, filled in; None where no list speaks of their kind.

    Contradictions between facts and lists are noted.
    """
    lists = lists_for(law, listings, level.kind.name, wanted)
    if not lists.listings:
        return None
    wide = _wide(lists, level, Findings())
    positions, areas = spoken_of(law, lists, wide)
    subjects = wide.picked(positions)
    wide.findings.refuse()  # no facts can be made of what is not facts
    facts = [*facts_of(law, subjects)]
    filled, matches, problems = supplement(
        lists, law.vocabulary, level.kind.name, [(subject_facts, None) for subject_facts in facts]
    )
    level.findings.problems += problems
    wanted = None if wanted is None else {**wanted, level.kind.name: {*wanted.get(level.kind.name, ()), "code"}}
    columns = columns_of(law, level.kind, filled, wanted)
    return Listed(law, positions, columns, tuple(of_areas(match, areas) for match in matches))


def lists_for(law: Law, listings: Iterable[AnnexList], kind: str, wanted: Wanted | None) -> Annexes:
    """The lists of which somebody will read what they give subjects of a kind, or their parts."""
    kinds = {kind, *law.vocabulary.descendants(kind)} & (law.vocabulary if wanted is None else wanted).keys()
    return Annexes(tuple(listing for listing in listings if listing.of in kinds))


def _wide(lists: Annexes, level: Level, findings: Findings) -> Level:
    """The same level, read with all that it takes to tell of whom a list speaks."""
    names = {"code", "name", *PLACES}
    for listing in lists.listings:
        names |= {*listing.keys, listing.gives}
    fields = [
        field
        for field in level.every
        if field in level.fields or (field.column.name in names and field.column.store is not Store.LINK)
    ]
    below = {name: _wide(lists, lower, findings) for name, lower in level.below.items()}
    return attrs.evolve(level, fields=fields, findings=findings, below=below)


def spoken_of(law: Law, lists: Annexes, level: Level) -> tuple[pl.Series, set[str]]:
    """The positions of the subjects of whom, or of whose parts, lists may speak; the areas of all subjects."""
    mask = pl.repeat(value=False, n=level.table.height, eager=True, dtype=pl.Boolean)
    texts: dict[str, pl.Series] = {}
    for listing, complete in zip(lists.listings, lists.complete, strict=True):
        key = AREA if AREA in listing.keys else listing.keys[0]
        of = law.vocabulary[listing.of]
        if key not in level.kind.attributes or (of is not level.kind and key in of.attributes):
            return pl.int_range(level.table.height, eager=True), set()
        if key not in texts:
            texts[key] = level.texts(key)
        roots = {plain_name(row.names[listing.keys.index(key)]) for row in listing.rows} | {*map(plain_name, complete)}
        mask |= texts[key].is_in(
            [text for text in texts[key].unique() if text is not None and plain_name(text) in roots]
        )
    areas = texts.get(AREA, pl.Series([])).unique()
    return mask.fill_null(value=False).arg_true(), {short_name(text) for text in areas if text is not None}
