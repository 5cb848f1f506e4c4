"""Compiling: from a law to the steps that decide whole tables of subjects.

The tables are those of a layout: one for the topmost kind of subject, one for each relation below. The member that
nobody listed has no row: what is known of it is in columns of the subject that it would belong to.
"""

from collections.abc import Collection, Mapping

import attrs

from eligibility.engines.columnar.choices import Finite, PossibleOutcomes, stated
from eligibility.engines.columnar.conclusions import reached
from eligibility.engines.columnar.conditions import ConditionCompiler
from eligibility.engines.columnar.expressions import FALSE, MAYBE, ColumnRef, Expression, both, either, negated
from eligibility.engines.columnar.scopes import Absent, ColumnScope, FactColumns
from eligibility.engines.columnar.steps import DerivedColumns, OutcomeRef, Plan, Step, StepList, TablePath
from eligibility.engines.frames import FrameLayout
from eligibility.model import Attribute, Condition, Law, RuleSet


@attrs.define
class ColumnCompiler:
    """Writes the steps of a law for one layout, from the columns that each table has.

    `absent` names for each kind of subject the attributes that lists give, and the values of members that are not in
    them; the column `complete ATTRIBUTE of KIND` of the topmost table marks the rows where that list is complete.
    """

    law: Law
    layout: FrameLayout
    present: Mapping[TablePath, Collection[str]]
    absent: Absent = attrs.field(factory=dict)
    derived: dict[tuple[TablePath, str], DerivedColumns] = attrs.field(factory=dict, init=False)
    scopes: dict[TablePath, ColumnScope] = attrs.field(factory=dict, init=False)
    conditions: ConditionCompiler = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        facts = FactColumns(self.present, self.absent)
        self.conditions = ConditionCompiler(self.law, StepList(self.present), facts, self._derive)
        self._scope(self.layout, (), None)

    def plan(self) -> Plan:
        """Every rule set on every subject that has a table."""
        for rule_set in self.law.rule_sets:
            for table, scope in self.scopes.items():
                if table in self.present and scope.layout.kind.name == rule_set.subject:
                    self._derive(scope, rule_set)
        return Plan(tuple(self.conditions.steps.steps), self.derived, tuple(self.conditions.faults))

    def asked(self, condition: Condition) -> tuple[tuple[Step, ...], Expression]:
        """The outcome of a condition on the topmost subjects, after the steps that it needs."""
        outcome = self.conditions.condition(condition, self.scopes[()])
        return tuple(self.conditions.steps.steps), outcome

    def _scope(self, layout: FrameLayout, table: TablePath, parent: ColumnScope | None) -> ColumnScope:
        scope = self.scopes[table] = ColumnScope(layout, table, parent)
        for relation, (_, member) in layout.members.items():
            scope.members[relation] = self._scope(member, (*table, relation), scope)
            scope.unlisted_members[relation] = ColumnScope.of_unlisted(member, scope)
        return scope

    def _derive(self, scope: ColumnScope, rule_set: RuleSet) -> Finite:
        """The values that a rule set concludes in a scope, answers taken into account."""
        concludes = rule_set.concludes
        if concludes.name not in scope.derived:
            scope.derived[concludes.name] = self._concluded(scope, rule_set)
        return scope.derived[concludes.name]

    def _concluded(self, scope: ColumnScope, rule_set: RuleSet) -> PossibleOutcomes:
        states = tuple(self._state(scope, rule_set, position) for position in range(len(rule_set.rules)))
        conclusions = reached(rule_set, states)
        concludes = rule_set.concludes
        hint = f"{concludes.name} may be"
        cans = tuple(self.conditions.select(scope, can, hint) for can in conclusions.cans)
        values = PossibleOutcomes(concludes.domain, cans)
        if scope.unlisted:
            return values
        if concludes.name in self.present.get(scope.table, ()):
            values = self._answered(scope, concludes, values, conclusions.conflict)

        def columns(expressions: tuple[Expression, ...], hint: str) -> tuple[OutcomeRef, ...]:
            return tuple((scope.table, self.conditions.select(scope, part, hint)) for part in expressions)

        self.derived[scope.table, rule_set.name] = DerivedColumns(
            tuple(leaf for rule in rule_set.rules for leaf in self.conditions.trace(rule.when, scope)),
            columns(states, "state"),
            columns(conclusions.outcomes, "rule"),
            columns(values.cans, hint),
            columns((conclusions.conflict,), "conflict")[0],
        )
        return values

    def _state(self, scope: ColumnScope, rule_set: RuleSet, position: int) -> Expression:
        """The state of a rule's condition: what the law leaves open is undetermined until somebody answers."""
        rule = rule_set.rules[position]
        outcome = self.conditions.condition(rule.when, scope)
        answer = self.law.answer(rule_set, rule)
        if not rule.formalised and not (answer and answer.holds):
            outcome = FALSE if answer else both(outcome, MAYBE)
        return self.conditions.select(scope, outcome, f"{rule.id} state")

    def _answered(
        self, scope: ColumnScope, concludes: Attribute, values: PossibleOutcomes, conflict: Expression
    ) -> PossibleOutcomes:
        """Take over the answers that somebody found out, where the rules leave the value open."""
        answer = stated(concludes, ColumnRef(concludes.name))
        cans = tuple(both(can, answer.can(bit)) for bit, can in enumerate(values.cans))
        settled = both(values.known(), negated(conflict))
        refused = both(answer.given(), either(settled, negated(either(*cans))))
        self.conditions.fault(scope, refused, "answer refused")
        hint = f"{concludes.name} answered may be"
        return PossibleOutcomes(concludes.domain, tuple(self.conditions.select(scope, can, hint) for can in cans))
