"""Scopes: one kind of subject in its table, and its facts there as expressions."""

from collections.abc import Collection, Mapping

import attrs

from eligibility.engines.columnar.choices import Finite, Stated, stated
from eligibility.engines.columnar.expressions import MAYBE, ColumnRef, Constant, Expression, chosen, sure, switched
from eligibility.engines.columnar.steps import TablePath
from eligibility.engines.frames import FrameLayout
from eligibility.model import UNKNOWN, Choice, Condition, encode

Absent = Mapping[str, Mapping[str, Choice]]
"""By kind of subject the values, by attribute, that a complete list gives to members that it does not name."""


@attrs.define(eq=False)
class ColumnScope:
    """One kind of subject in its table; `unlisted` where it is the member that nobody listed."""

    layout: FrameLayout
    table: TablePath
    parent: "ColumnScope | None" = None
    unlisted: str = ""
    members: dict[str, "ColumnScope"] = attrs.field(factory=dict)
    unlisted_members: dict[str, "ColumnScope"] = attrs.field(factory=dict)
    derived: dict[str, Finite] = attrs.field(factory=dict)
    outcomes: dict[Condition, Expression] = attrs.field(factory=dict)

    @classmethod
    def of_unlisted(cls, layout: FrameLayout, parent: "ColumnScope") -> "ColumnScope":
        """The scope of the member that nobody listed: it has no row, only columns of its subject's table."""
        scope = cls(layout, parent.table, parent, f"{parent.unlisted}{layout.kind.name}? ")
        scope.unlisted_members = {
            relation: cls.of_unlisted(member, scope) for relation, (_, member) in layout.members.items()
        }
        return scope


@attrs.frozen
class FactColumns:
    """The facts of a scope as expressions: a column where its table has one, else unknown."""

    present: Mapping[TablePath, Collection[str]]
    absent: Absent

    def has(self, scope: ColumnScope, name: str) -> bool:
        """True where the table of the scope has a column of this name for its subjects."""
        return not scope.unlisted and name in self.present.get(scope.table, ())

    def number(self, scope: ColumnScope, name: str) -> Expression:
        """A number, date or text."""
        return ColumnRef(name) if self.has(scope, name) else self._absent(scope, name) or MAYBE

    def choice(self, scope: ColumnScope, name: str) -> Stated:
        """A choice, or yes or no, that no rule set concludes."""
        column = ColumnRef(name) if self.has(scope, name) else self._absent(scope, name)
        return stated(scope.layout.attributes[name], column)

    def _absent(self, scope: ColumnScope, name: str) -> Expression | None:
        """The value that a complete list gives to the member that nobody listed."""
        kind = scope.layout.kind.name
        values = self.absent.get(kind, {})
        column = f"complete {name} of {kind}"
        listed_above = scope.unlisted and scope.parent is not None and not scope.parent.unlisted
        # The scope of an unlisted member is in the table of its subject.
        if not listed_above or name not in values or column not in self.present.get(scope.table, ()):
            return None
        attribute = scope.layout.attributes[name]
        complete = sure(ColumnRef(column))
        if attribute.flag:
            return switched(complete, Constant(values[name] is True), MAYBE)
        certain, unknown = (Constant(encode(attribute, value)) for value in (values[name], UNKNOWN))
        return chosen(complete, certain, unknown)
