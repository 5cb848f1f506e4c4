"""Grounds of an allocation, for reports: its register, the annexes, who lacks which facts."""

from collections.abc import Iterable, Mapping

import attrs

from eligibility.allocation.assumptions import met_by
from eligibility.model import Allocation, AnnexMatch, Missing, Placement, Row
from eligibility.registers import Covered, Register, areas, covered


@attrs.frozen
class MissingGroup:
    """Subjects that stay undetermined because the same facts are missing."""

    missing: tuple[Missing, ...]
    placings: tuple[Placement, ...]


@attrs.frozen
class RowsBehind:
    """The rows of an annex that satisfy the condition of an assumption, and those of them that match no subject."""

    match: AnnexMatch
    rows: tuple[Row, ...]
    gone: tuple[Row, ...]


@attrs.frozen
class Grounds:
    """The register of an allocation, its annexes by area, the rows behind each assumption, the missing facts."""

    register: Register
    annexes: tuple[Covered, ...]
    behind: Mapping[str, tuple[RowsBehind, ...]]
    missing: tuple[MissingGroup, ...]


def grounds_of(allocation: Allocation, register: Register) -> Grounds:
    """The grounds of an allocation among the subjects of a register."""
    names = areas(placing.facts for placing in allocation.placings())
    behind = {
        assumed.assumption.id: tuple(
            RowsBehind(match, rows, gone)
            for match in register.matches
            for rows, gone in (met_by(allocation.law, assumed.assumption, match),)
            if rows
        )
        for assumed in allocation.assumed
    }
    return Grounds(register, tuple(covered(register.matches, names)), behind, _by_missing(allocation.undetermined))


def _by_missing(placings: Iterable[Placement]) -> tuple[MissingGroup, ...]:
    """Placings by the facts that they lack, the largest group first."""
    groups: dict[tuple[tuple[str, str], ...], list[Placement]] = {}
    for placing in placings:
        lacks = dict.fromkeys((missing.kind, missing.attribute) for missing in placing.missing)
        groups.setdefault(tuple(lacks), []).append(placing)
    missing_groups = [
        MissingGroup(tuple(Missing("", attribute, kind) for kind, attribute in lacks), tuple(group))
        for lacks, group in groups.items()
    ]
    return tuple(sorted(missing_groups, key=lambda group: -len(group.placings)))
