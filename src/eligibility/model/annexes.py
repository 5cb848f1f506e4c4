"""Annexes: the lists that give an attribute to the subjects named in them, their totals, and how they matched."""

from collections.abc import Iterable

import attrs

from eligibility.model.values import Choice, Evidence, OneOf
from eligibility.sources import NOWHERE, Place


@attrs.frozen
class Total:
    """Number of subjects of an area in a list, as its issuer published it."""

    area: str
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
class AnnexList:
    """A list that gives one attribute of the subjects named in it: an annex of an instrument, or one of a register.

    `keys` are the headings by which a row names its subject (codes, or names from the widest area down). Where the
    rows of an area add up to all its totals the list is complete there, and a subject not in it has the value
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
class AnnexMatch:
    """Match of a list with a register: number of subjects with a row, rows without a subject, and ambiguous rows.

    A row that leaves out the word for the kind is *ambiguous* where another row names the only such subject in full.
    """

    listing: AnnexList
    matched: int
    missing: tuple[Row, ...]
    ambiguous: tuple[Row, ...]


@attrs.frozen
class Completeness:
    """Completeness of a list for an area, with evidence and source like any other fact."""

    absent: Choice
    evidence: Evidence
    source: str


@attrs.frozen(eq=False)
class AppliedAnnexes:
    """The lists of a law that were applied to some subjects together, and how they matched these.

    Pickled, it is None: whoever reads the facts again may have another law.
    """

    listings: tuple[AnnexList, ...]
    matches: tuple[AnnexMatch, ...] = ()

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        return type(None), ()


def counted(total: Total, rows: Iterable[Row]) -> int:
    """Number of these rows that a total counts."""
    return sum(total.every or row.value == total.value for row in rows)
