"""Steps: the relational operations that decide whole tables of subjects, in order."""

from collections.abc import Collection, Mapping

import attrs

from eligibility.engines.columnar.expressions import FALSE, MAYBE, TRUE, Call, ColumnRef, Constant, Expression

TablePath = tuple[str, ...]
"""The relations from the topmost kind of subject down to a table."""


@attrs.frozen
class Select:
    """Name the value of an expression in a table."""

    table: TablePath
    name: str
    expression: Expression


@attrs.frozen
class Join:
    """Give each member the value of its subject in the column `source`."""

    table: TablePath
    name: str
    source: str


@attrs.frozen
class GroupCount:
    """Count for each subject the members that satisfy, as `low`, and those undetermined, as `more`."""

    table: TablePath
    relation: str
    outcome: ColumnRef | Constant
    low: str
    more: str


Step = Select | Join | GroupCount
OutcomeRef = tuple[TablePath, ColumnRef | Constant]
"""An outcome: the table, and its column there or what is the same for every row."""


@attrs.frozen
class DerivedColumns:
    """The results of a rule set in a table.

    `leaves` are in the order of the trace; a leaf on the subject that this one belongs to is in that one's table.
    `values` are, for each value of the domain, whether it is possible, answers taken into account.
    """

    leaves: tuple[OutcomeRef, ...]
    states: tuple[OutcomeRef, ...]
    outcomes: tuple[OutcomeRef, ...]
    values: tuple[OutcomeRef, ...]
    conflict: OutcomeRef


@attrs.frozen
class Plan:
    """The steps of a law for registers that have the same columns, and the columns that they make.

    `derived` is by table and name of a rule set; `faults` are columns that mark rows whose facts contradict each other.
    """

    steps: tuple[Step, ...]
    derived: Mapping[tuple[TablePath, str], DerivedColumns]
    faults: tuple[tuple[TablePath, str], ...]


@attrs.define
class StepList:
    """Steps in an order in which each finds its input; what has a column already gets no second one."""

    present: Mapping[TablePath, Collection[str]]
    steps: list[Step] = attrs.field(factory=list)
    columns: dict[tuple[TablePath, Expression], ColumnRef] = attrs.field(factory=dict)
    taken: set[tuple[TablePath, str]] = attrs.field(factory=set)

    def select(self, table: TablePath, expression: Expression, name: str) -> ColumnRef | Constant:
        """The column with the value of an expression, or the constant that it is."""
        if isinstance(expression, ColumnRef | Constant):
            return expression
        key = (table, expression)
        if key not in self.columns:
            self.columns[key] = ColumnRef(self._free(table, name))
            self.steps.append(Select(table, self.columns[key].name, expression))
        return self.columns[key]

    def join(self, table: TablePath, above: ColumnRef) -> ColumnRef:
        """The column in which each member has what its subject has in the column `above`."""
        key = (table, Call("join", (above,)))
        if key not in self.columns:
            self.columns[key] = ColumnRef(self._free(table, f"^{above.name}"))
            self.steps.append(Join(table, self.columns[key].name, above.name))
        return self.columns[key]

    def count(self, table: TablePath, relation: str, outcome: ColumnRef | Constant) -> tuple[Expression, Expression]:
        """The numbers of members that satisfy, and of those that are undetermined."""
        zero = Constant(0)
        if outcome == FALSE:
            return zero, zero
        low, more = ((table, Call(part, (ColumnRef(relation), outcome))) for part in ("low", "more"))
        if low not in self.columns:
            for key, part in ((low, "low"), (more, "more")):
                self.columns[key] = ColumnRef(self._free(table, f"{relation} {part}"))
            names = self.columns[low].name, self.columns[more].name
            self.steps.append(GroupCount(table, relation, outcome, *names))
        if outcome == MAYBE:
            return zero, self.columns[more]
        return self.columns[low], zero if outcome == TRUE else self.columns[more]

    def _free(self, table: TablePath, hint: str) -> str:
        name, number = hint, 1
        while (table, name) in self.taken or name in self.present.get(table, ()):
            number += 1
            name = f"{hint} {number}"
        self.taken.add((table, name))
        return name
