"""Tabulating: from a law to the steps that decide whole tables of subjects, in an order in which each finds its input.

The tables are those of a layout: one for the topmost kind of subject, one for each relation below. The member that
nobody listed has no row: what is known of it stands in columns of the subject that it would belong to.
"""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final, assert_never

import attrs

from eligibility.engines.columnar.choices import (
    ChoiceFlag,
    ChoiceMask,
    Finite,
    PossibleOutcomes,
    Stated,
    one,
    unknown_of,
)
from eligibility.engines.columnar.conclusions import reached
from eligibility.engines.columnar.expressions import (
    FALSE,
    MAYBE,
    TRUE,
    Call,
    ColumnRef,
    Constant,
    DerivedColumns,
    Expression,
    GroupCount,
    Join,
    OutcomeRef,
    Select,
    Step,
    TablePath,
    both,
    chosen,
    compared,
    either,
    may,
    multiplied,
    negated,
    numbered,
    plus,
    sure,
    switched,
    times,
    unknown,
)
from eligibility.engines.columnar.ranges import Number, Range, ranged
from eligibility.engines.comparisons import passing, scale_beside
from eligibility.engines.frames import FrameLayout, slot_value
from eligibility.model import (
    LARGEST,
    SCALE,
    AllOf,
    AnyOf,
    AsOf,
    Attribute,
    Choice,
    Condition,
    Count,
    CountOf,
    Fact,
    FactValue,
    Law,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Op,
    Operand,
    Ratio,
    Related,
    RuleSet,
    Test,
    Type,
)

WIDE: Final = 2**63 - 1
"""The largest number of 64 bits."""


@attrs.define(eq=False)
class ColumnScope:
    """One kind of subject in its table; `unlisted` where it is the member that nobody listed."""

    layout: FrameLayout
    table: TablePath
    parent: "ColumnScope | None" = None
    unlisted: str = ""
    members: dict[str, "ColumnScope"] = attrs.field(factory=dict)
    ghosts: dict[str, "ColumnScope"] = attrs.field(factory=dict)
    derived: dict[str, Finite] = attrs.field(factory=dict)
    leaves: dict[Leaf, tuple[OutcomeRef, ...]] = attrs.field(factory=dict)
    outcomes: dict[Condition, Expression] = attrs.field(factory=dict)


Given = Mapping[str, Mapping[str, Choice]]
"""By kind of subject what a complete list says of whoever it does not name, by attribute."""


@attrs.define
class ColumnCompiler:
    """Writes the steps of a law for one layout, from the columns that each table has.

    `absent` names for each kind of subject the attributes that lists give, and what they say of whoever is not in
    them; the column `complete ATTRIBUTE of KIND` of the topmost table tells in which rows that list is complete.
    """

    law: Law
    layout: FrameLayout
    present: Mapping[TablePath, Collection[str]]
    absent: Given = attrs.field(factory=dict)
    steps: list[Step] = attrs.field(factory=list)
    found: dict[tuple[TablePath, str], DerivedColumns] = attrs.field(factory=dict)
    faults: list[tuple[TablePath, str]] = attrs.field(factory=list)
    views: dict[TablePath, ColumnScope] = attrs.field(factory=dict)
    names: dict[tuple[TablePath, Expression], ColumnRef] = attrs.field(factory=dict)
    taken: set[tuple[TablePath, str]] = attrs.field(factory=set)

    def write(self) -> "ColumnCompiler":
        """Write everything."""
        self._view(self.layout, (), None)
        for rule_set in self.law.rule_sets:
            for view in (view for table, view in self.views.items() if table in self.present):
                if view.layout.kind.name == rule_set.subject and rule_set.concludes.name not in view.derived:
                    self._conclude(view, rule_set)
        return self

    def asked(self, condition: Condition) -> Expression:
        """The outcome of a condition on the topmost subjects, with only those steps that it needs."""
        return self.condition(condition, self._view(self.layout, (), None))

    def _view(self, layout: FrameLayout, table: TablePath, parent: ColumnScope | None) -> ColumnScope:
        view = self.views[table] = ColumnScope(layout, table, parent)
        for relation, (_, member) in layout.members.items():
            view.members[relation] = self._view(member, (*table, relation), view)
            view.ghosts[relation] = _ghost(member, view)
        return view

    # ── names ────────────────────────────────────────────────────────────────────────────────────

    def name(self, view: ColumnScope, expression: Expression, hint: str) -> ColumnRef | Constant:
        """The column that holds the value of an expression, made now where there is none."""
        if isinstance(expression, ColumnRef | Constant):
            return expression
        key = (view.table, expression)
        if key not in self.names:
            name = self._free(view.table, f"{view.unlisted}{hint}")
            self.steps.append(Select(view.table, name, expression))
            self.names[key] = ColumnRef(name)
        return self.names[key]

    def _free(self, table: TablePath, hint: str) -> str:
        name, number = hint, 1
        while (table, name) in self.taken or name in self.present.get(table, ()):
            number += 1
            name = f"{hint} {number}"
        self.taken.add((table, name))
        return name

    def _lifted(self, view: ColumnScope, expression: Expression) -> Expression:
        """What the subject above has, for each of its members."""
        assert view.parent is not None  # the checker has seen to it
        held = self.name(view.parent, expression, "above")
        if view.unlisted or isinstance(held, Constant):
            return held
        key = (view.table, Call("gather", (held,)))
        if key not in self.names:
            self.names[key] = ColumnRef(self._free(view.table, f"^{held.name}"))
            self.steps.append(Join(view.table, self.names[key].name, held.name))
        return self.names[key]

    # ── facts ────────────────────────────────────────────────────────────────────────────────────

    def _held(self, view: ColumnScope, name: str) -> Expression:
        """The number, date or text in a column, or that it is unknown."""
        here = not view.unlisted and name in self.present.get(view.table, ())
        return ColumnRef(name) if here else self._absent(view, name) or MAYBE

    def _finite(self, view: ColumnScope, name: str) -> Finite:
        rule_set = self.law.concluding(view.layout.kind.name, name)
        if rule_set is not None:
            if name not in view.derived:
                self._conclude(view, rule_set)
            return view.derived[name]
        attribute = view.layout.attributes[name]
        if not view.unlisted and name in self.present.get(view.table, ()):
            return (
                ChoiceFlag.of(attribute, ColumnRef(name))
                if attribute.flag
                else ChoiceMask(attribute.domain, ColumnRef(name))
            )
        absent = self._absent(view, name)
        if absent is None:
            return unknown_of(attribute)
        return ChoiceFlag.of(attribute, absent) if attribute.flag else ChoiceMask(attribute.domain, absent)

    def _absent(self, view: ColumnScope, name: str) -> Expression | None:
        """What a complete list says of a member that nobody listed."""
        kind = view.layout.kind.name
        column = f"complete {name} of {kind}"
        above = view.parent.table if view.parent else ()
        says = self.absent.get(kind, {})
        nowhere = not view.unlisted or view.parent is None or view.parent.unlisted
        if nowhere or name not in says or column not in self.present.get(above, ()):
            return None
        attribute = view.layout.attributes[name]
        known = sure(ColumnRef(column))
        if attribute.flag:
            return switched(known, Constant(says[name] is True), MAYBE)
        nothing = Constant((1 << len(attribute.domain)) - 1) if ChoiceMask.fits(attribute) else MAYBE
        return chosen(known, Constant(slot_value(attribute, says[name])), nothing)

    # ── conditions ───────────────────────────────────────────────────────────────────────────────

    def condition(self, condition: Condition, view: ColumnScope) -> Expression:
        """The outcome of a condition, in the table of the view."""
        if condition not in view.outcomes:
            view.outcomes[condition] = self._condition(condition, view)
        return view.outcomes[condition]

    def _condition(self, condition: Condition, view: ColumnScope) -> Expression:
        match condition:
            case AllOf(inner):
                return both(*(self.condition(part, view) for part in inner))
            case AnyOf(inner):
                return either(*(self.condition(part, view) for part in inner))
            case Not(part):
                return negated(self.condition(part, view))
            case Related(_, part):
                assert view.parent is not None  # the checker has seen to it
                return self._lifted(view, self.condition(part, view.parent))
            case Leaf():
                return self.name(view, self._leaf(condition, view), "leaf")
            case _:
                assert_never(condition)

    def trace(self, condition: Condition, view: ColumnScope) -> tuple[OutcomeRef, ...]:
        """Where the outcomes of the leaves stand, in the order of writing."""
        match condition:
            case AllOf(inner) | AnyOf(inner):
                return tuple(named for part in inner for named in self.trace(part, view))
            case Not(part):
                return self.trace(part, view)
            case Related(_, part):
                assert view.parent is not None  # the checker has seen to it
                return self.trace(part, view.parent)
            case Leaf(CountOf(inner)):
                below = tuple(named for part in inner for named in self.trace(part, view))
                return (self._named(view, condition), *below)
            case Leaf():
                return (self._named(view, condition),)
            case _:
                assert_never(condition)

    def _named(self, view: ColumnScope, leaf: Leaf) -> OutcomeRef:
        return view.table, self.name(view, self.condition(leaf, view), "leaf")

    def _leaf(self, leaf: Leaf, view: ColumnScope) -> Expression:
        observed = leaf.observed
        match observed:
            case Fact(name):
                attribute = view.layout.attributes[name]
                if attribute.type.finite:
                    return self._choice(leaf.tests, self._finite(view, name))
                held = self._held(view, name)
                return both(*(self._test(test, attribute, held, view) for test in leaf.tests))
            case Ratio():
                sides = self._sides(observed, view)
                return both(*(self._share(test, sides, view) for test in leaf.tests))
            case Count():
                within = self._members(observed, view)
            case CountOf(inner):
                states = [self.condition(part, view) for part in inner]
                low = _sum([numbered(sure(state)) for state in states])
                within = Range(low, plus(low, _sum([numbered(unknown(state)) for state in states])), TRUE)
            case _:
                assert_never(observed)
        within = Range(*(self.name(view, part, "count") for part in (within.low, within.top, within.closed)))
        return both(*(self._counted(test, within, view, ()) for test in leaf.tests))

    def _choice(self, tests: tuple[Test, ...], held: Finite) -> Expression:
        others = [test for test in tests if test.op is not Op.KNOWN]
        wishes = [_wish(test, held.known()) for test in tests if test.op is Op.KNOWN]
        bits = passing(others, held.domain)
        return both(*([held.tested(bits)] if others else []), *wishes)

    # ── numbers, dates, texts and ratios ─────────────────────────────────────────────────────────

    def _test(self, test: Test, attribute: Attribute, held: Expression, view: ColumnScope) -> Expression:
        if test.op is Op.KNOWN:
            return _wish(test, negated(unknown(held)))
        outcomes = []
        for op, operand in test.op.parts(test.operands):
            write = partial(self._compared, op, attribute, held, view)
            outcomes.append(self._varied(operand, view, write))
        return (both if test.op.conjoined else either)(*outcomes)

    def _varied(self, operand: Operand, view: ColumnScope, write: Callable[[Operand], Expression]) -> Expression:
        """The outcome with an operand: where a named value has variants, with each of them that may apply."""
        if not isinstance(operand, NamedValue):
            return write(Literal(self.law.as_of) if isinstance(operand, AsOf) else operand)
        threshold = self.law.thresholds[operand.name]
        outcome = write(Literal(threshold.value))
        for variant in reversed(threshold.variants):
            state = self.condition(variant.when, view)
            outcome = switched(state, write(Literal(variant.value)), outcome)
        return outcome

    def _compared(
        self, op: Op, attribute: Attribute, held: Expression, view: ColumnScope, operand: Operand
    ) -> Expression:
        sign = op.sign
        dated = attribute.type is Type.DATE and not op.chooses
        if isinstance(operand, FactValue):
            other = view.layout.attributes[operand.attribute]
            theirs = self._held(view, operand.attribute)
            outcome = compared(
                times(held, scale_beside(attribute, other)), sign, times(theirs, scale_beside(other, attribute))
            )
            none = [compared(side, "!=", Constant(0)) for side in (held, theirs)]
            return both(outcome, *none) if dated else outcome
        assert isinstance(operand, Literal), operand
        if dated and operand.value is None:
            return FALSE  # nothing is before or after none
        outcome = compared(held, sign, Constant(slot_value(attribute, operand.value)))
        return both(outcome, compared(held, "!=", Constant(0))) if dated and sign in ("<", "<=") else outcome

    def _sides(self, ratio: Ratio, view: ColumnScope) -> "Share":
        """Both numbers of a ratio in one unit; of nothing, nothing is a part, and that counts as 0."""
        own, other = (view.layout.attributes[name] for name in (ratio.part, ratio.whole))
        part = times(self._held(view, ratio.part), scale_beside(own, other))
        whole = times(self._held(view, ratio.whole), scale_beside(other, own))
        largest = LARGEST * (1 if own.type is other.type is Type.COUNT else SCALE)
        if MAYBE in (part, whole):
            return Share(MAYBE, MAYBE, largest)
        self._nothing(view, part, whole)
        base = chosen(sure(compared(whole, "==", Constant(0))), Constant(1), whole)
        return Share(part, self.name(view, base, f"{ratio.whole} or 1"), largest)

    def _share(self, test: Test, share: "Share", view: ColumnScope) -> Expression:
        if test.op is Op.KNOWN:
            return _wish(test, negated(either(unknown(share.part), unknown(share.whole))))
        outcomes = []
        for op, operand in test.op.parts(test.operands):
            outcomes.append(self._varied(operand, view, partial(self._crossed, op, share, view)))
        return (both if test.op.conjoined else either)(*outcomes)

    def _crossed(self, op: Op, share: "Share", view: ColumnScope, operand: Operand) -> Expression:
        """A ratio against a share, without a division."""
        if isinstance(operand, FactValue):
            other = view.layout.attributes[operand.attribute]
            part, whole = share.within(SCALE if other.type is Type.SHARE else LARGEST * SCALE)
            return compared(times(part, SCALE), op.sign, multiplied(whole, self._held(view, operand.attribute)))
        number = _fraction(operand)
        part, whole = share.within(max(number.denominator, number.numerator))
        return compared(times(part, number.denominator), op.sign, times(whole, number.numerator))

    def _nothing(self, view: ColumnScope, part: Expression, base: Expression) -> None:
        """Note where there is a part of nothing."""
        fault = both(compared(part, "!=", Constant(0)), compared(base, "==", Constant(0)))
        named = self.name(view, sure(fault), "part of nothing")
        assert isinstance(named, ColumnRef), named
        if (view.table, named.name) not in self.faults:
            self.faults.append((view.table, named.name))

    # ── counts ───────────────────────────────────────────────────────────────────────────────────

    def _members(self, count: Count, view: ColumnScope) -> Range:
        """Between which bounds the number of members lies that satisfy a condition."""
        relation, ghost = count.relation, view.ghosts[count.relation]
        outside = TRUE if count.where is None else self.condition(count.where, ghost)
        complete = view.layout.kind.relations[relation].complete
        known = not view.unlisted and complete in self.present.get(view.table, ())
        closed = either(ColumnRef(complete) if known else FALSE, negated(may(outside)))
        if view.unlisted or (*view.table, relation) not in self.present:
            return Range(Constant(0), Constant(0), closed)
        member = view.members[relation]
        outcome = TRUE if count.where is None else self.condition(count.where, member)
        low, more = self._tallied(view, relation, self.name(member, outcome, "counts"))
        return Range(low, plus(low, more), closed)

    def _tallied(
        self, view: ColumnScope, relation: str, outcome: ColumnRef | Constant
    ) -> tuple[Expression, Expression]:
        zero = Constant(0)
        if outcome == FALSE:
            return zero, zero
        key = (view.table, Call("tally", (ColumnRef(relation), outcome)))
        if key not in self.names:
            self.names[key] = ColumnRef(self._free(view.table, f"{relation} low"))
            more = self._free(view.table, f"{relation} more")
            self.taken.add((view.table, more))
            self.steps.append(GroupCount(view.table, relation, outcome, self.names[key].name, more))
            self.names[view.table, Call("more", (ColumnRef(relation), outcome))] = ColumnRef(more)
        low, more_ = self.names[key], self.names[view.table, Call("more", (ColumnRef(relation), outcome))]
        return (zero, more_) if outcome == MAYBE else (low, zero if outcome == TRUE else more_)

    def _counted(self, test: Test, within: Range, view: ColumnScope, found: tuple[Number, ...]) -> Expression:
        """The outcome of a count's test: all operands are needed at once, as several together may leave no gap."""
        if test.op is Op.KNOWN:
            return _wish(test, both(within.closed, compared(within.low, "==", within.top)))
        if len(found) == len(test.operands):
            return ranged(test.op, within, found)

        def write(operand: Operand) -> Expression:
            return self._counted(test, within, view, (*found, self._number(operand, view)))

        return self._varied(test.operands[len(found)], view, write)

    def _number(self, operand: Operand, view: ColumnScope) -> Number:
        if isinstance(operand, FactValue):
            scale = 1 if view.layout.attributes[operand.attribute].type is Type.COUNT else SCALE
            return Number(self._held(view, operand.attribute), scale)
        number = _fraction(operand)
        return Number(Constant(number.numerator), number.denominator)

    # ── conclusions ──────────────────────────────────────────────────────────────────────────────

    def _conclude(self, view: ColumnScope, rule_set: RuleSet) -> None:
        states = [self._state(view, rule_set, at) for at in range(len(rule_set.rules))]
        ends = reached(rule_set, states)
        concludes = rule_set.concludes
        cans = tuple(self.name(view, can, f"{concludes.name} may be") for can in ends.cans)
        held = PossibleOutcomes(concludes.domain, cans)
        if view.unlisted:
            view.derived[concludes.name] = held
            return
        if concludes.name in self.present.get(view.table, ()):
            held = self._answered(view, concludes, held, ends.conflict)
        view.derived[concludes.name] = held
        leaves = tuple(named for rule in rule_set.rules for named in self.trace(rule.when, view))

        def here(expressions: tuple[Expression, ...], hint: str) -> tuple[OutcomeRef, ...]:
            return tuple((view.table, self.name(view, one, hint)) for one in expressions)

        self.found[view.table, rule_set.name] = DerivedColumns(
            leaves,
            here(tuple(states), "state"),
            here(ends.outcomes, "rule"),
            here(held.cans, f"{concludes.name} may be"),
            here((ends.conflict,), "conflict")[0],
        )

    def _state(self, view: ColumnScope, rule_set: RuleSet, at: int) -> Expression:
        rule = rule_set.rules[at]
        outcome = self.condition(rule.when, view)
        answer = self.law.answers.get(f"{rule_set.name} {rule.id}")
        if not rule.formalised and not (answer and answer.holds):
            outcome = FALSE if answer else both(outcome, MAYBE)
        return self.name(view, outcome, f"{rule.id} state")

    def _answered(
        self, view: ColumnScope, concludes: Attribute, held: PossibleOutcomes, conflict: Expression
    ) -> PossibleOutcomes:
        """Take over the answers that somebody found out, where the rules leave the value open."""
        own: Stated = ChoiceMask(concludes.domain, ColumnRef(concludes.name))
        if concludes.flag:
            own = ChoiceFlag.of(concludes, ColumnRef(concludes.name))
        cans = tuple(both(can, own.can(bit)) for bit, can in enumerate(held.cans))
        settled = both(one(held.cans), negated(conflict))
        fault = self.name(view, both(own.given(), either(settled, negated(either(*cans)))), "answer refused")
        assert isinstance(fault, ColumnRef), fault
        self.faults.append((view.table, fault.name))
        named = tuple(self.name(view, can, f"{concludes.name} answered may be") for can in cans)
        return PossibleOutcomes(concludes.domain, named)


@attrs.frozen
class Share:
    """One number over another, neither more than `largest`; the whole is never 0."""

    part: Expression
    whole: Expression
    largest: int

    def within(self, factor: int) -> tuple[Expression, Expression]:
        """Both numbers wide enough to be multiplied with this."""
        wide = self.largest * factor > WIDE
        return _widened(self.part, wide), _widened(self.whole, wide)


def _fraction(operand: Operand) -> Fraction:
    assert isinstance(operand, Literal), operand
    assert isinstance(operand.value, int | Decimal | Fraction), operand  # a number: the checker has seen to it
    return Fraction(operand.value)


def _ghost(layout: FrameLayout, parent: ColumnScope) -> ColumnScope:
    view = ColumnScope(layout, parent.table, parent, f"{parent.unlisted}{layout.kind.name}? ")
    view.ghosts = {relation: _ghost(member, view) for relation, (_, member) in layout.members.items()}
    return view


def _wish(test: Test, known: Expression) -> Expression:
    return known if test.operands == (Literal(True),) else negated(known)


def _sum(numbers: list[Expression]) -> Expression:
    total: Expression = Constant(0)
    for number in numbers:
        total = plus(total, number)
    return total


def _widened(number: Expression, wide: bool) -> Expression:
    return Call("wide", (number,)) if wide and not isinstance(number, Constant) else number
