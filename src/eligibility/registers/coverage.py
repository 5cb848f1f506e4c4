"""Coverage of areas by annexes: rows and totals, and the rows that match no subject or several."""

from collections.abc import Iterable, Iterator, Sequence

import attrs

from eligibility.communes import AREA, short_name
from eligibility.model import AnnexMatch, Facts, Row, Total, counted, format_value


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
    names = (getattr(facts.subject, AREA, None) for facts in group)
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str)))


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
    key = match.listing.keys.index(AREA)
    return tuple(row for row in rows if short_name(row.names[key]) == short_name(area))
