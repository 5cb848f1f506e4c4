"""Tables: the facts of many subjects, a column an attribute, as the columnar engine reads them.

What a column holds, by the attribute that it is named after:

- yes/no without none: Boolean, null where unknown;
- other choices: a bit for each value of the domain that it may be, never null (unknown: all of them);
- count: Int64; quantity, share: Int64, whole millionths; null where unknown;
- date: Int32, its ordinal; 0 for the law's none; null where unknown;
- text, code: String; null where unknown.

Beside these stand `RELATION_complete` (Boolean, never null), a derived attribute's name (the answers that somebody
found out; unknown where there is none), and `NAME:evidence` (UInt8, the level; null where nothing is said) and
`NAME:source` (String), where `*` is the whole row. An attribute without a column is unknown for everybody.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs
import polars as pl

from eligibility.model.annexes import AppliedAnnexes
from eligibility.model.attributes import Attribute
from eligibility.model.encoding import decode, full_mask
from eligibility.model.facts import Facts
from eligibility.model.rulesets import Law
from eligibility.model.values import UNKNOWN, Choice, Evidence, Given, OneOf, Type
from eligibility.model.vocabulary import SubjectType
from eligibility.sources import FactError, Place, Problem, Text

WIDEST: Final = 64
"""A choice of more values has no column."""
_WIDTHS: Final = ((8, pl.UInt8), (16, pl.UInt16), (32, pl.UInt32), (WIDEST, pl.UInt64))


@attrs.frozen(eq=False)
class Members:
    """The members of a relation, those of the first subject first.

    `offsets` is one longer than the subjects: the members of the subject at `n` stand from `offsets[n]` up to
    `offsets[n + 1]`, that one not included. They begin at 0 and never fall.
    """

    offsets: pl.Series
    columns: "Columns"


@attrs.frozen(eq=False)
class Columns:
    """The subjects of one kind with their members. A relation that is not here has no member anywhere."""

    kind: SubjectType
    table: pl.DataFrame
    members: Mapping[str, Members] = attrs.field(factory=dict)
    annexes: AppliedAnnexes | None = None

    def __len__(self) -> int:
        return self.table.height

    def slice(self, start: int, length: int) -> "Columns":
        """So many subjects from this position on, with their members."""
        members: dict[str, Members] = {}
        for name, group in self.members.items():
            offsets = group.offsets.slice(start, length + 1)
            first, last = int(offsets[0]), int(offsets[-1])
            members[name] = Members(offsets - first, group.columns.slice(first, last - first))
        return Columns(self.kind, self.table.slice(start, length), members, self.annexes)


def physical(attribute: Attribute) -> Any:  # noqa: ANN401 - a type of polars
    """The type of an attribute's column. Raises `FactError` where a choice has more than 64 values."""
    if attribute.flag:
        return pl.Boolean
    if attribute.type.finite:
        for width, type_ in _WIDTHS:
            if len(attribute.domain) <= width:
                return type_
        what = Text(f"{attribute.name} có hơn {WIDEST} giá trị", f"{attribute.name} has more than {WIDEST} values")
        raise FactError([Problem(Place(attribute.name), what)])
    return {Type.DATE: pl.Int32, Type.TEXT: pl.String, Type.CODE: pl.String}.get(attribute.type, pl.Int64)


def value_at(attribute: Attribute, cell: Any) -> Given:  # noqa: ANN401 - a cell of a column of any type
    """The value that a cell holds."""
    if cell is None:
        return UNKNOWN
    if attribute.flag:
        return bool(cell)
    if attribute.type.finite and cell == full_mask(attribute.domain):
        return UNKNOWN  # of a domain of one value too
    return decode(attribute, cell)  # type: ignore[no-any-return]


def facts_at(law: Law, columns: Columns, position: int) -> Facts:
    """The subject at this position as facts, its members with it."""
    return next(facts_of(law, columns.slice(position, 1)))


def facts_of(law: Law, columns: Columns) -> Iterator[Facts]:
    """All subjects as facts, in their order."""
    kind = columns.kind
    below = {name: iter([*facts_of(law, group.columns)]) for name, group in columns.members.items()}
    counts = {name: group.offsets.diff().slice(1).to_list() for name, group in columns.members.items()}
    for index, row in enumerate(columns.table.iter_rows(named=True)):
        members = {name: tuple(next(below[name]) for _ in range(counts[name][index])) for name in below}
        fields: dict[str, Any] = {
            name: value_at(attribute, row[name]) for name, attribute in kind.attributes.items() if name in row
        }
        for name, relation in kind.relations.items():
            fields[relation.complete] = row.get(relation.complete) is True
            if name in members:
                fields[name] = tuple(member.subject for member in members[name])
        yield Facts(
            kind.cls(**fields),
            {name: Evidence(level) for name, level in _beside(row, ":evidence")},
            dict(_beside(row, ":source")),
            dict(_answers(law, kind, row)),
            {name: group for name, group in members.items() if group},
            columns.annexes,
        )


def _beside(row: Mapping[str, Any], ending: str) -> Iterator[tuple[str, Any]]:
    for name, cell in row.items():
        if name.endswith(ending) and cell is not None:
            yield name.removesuffix(ending), cell


def _answers(law: Law, kind: SubjectType, row: Mapping[str, Any]) -> Iterator[tuple[str, Choice | OneOf]]:
    for rule_set in law.of(kind.name):
        name = rule_set.concludes.name
        if name in row and (answer := value_at(rule_set.concludes, row[name])) is not UNKNOWN:
            yield name, answer  # type: ignore[misc] # of a finite domain
