"""The meaning of the rule language, written as plainly as possible and as slowly as it likes.

It shares the model (rules, conditions, facts) with the library and no line of its engines: it walks the trees with
words for outcomes, sets of values, exact fractions and plain loops, and tries every way in which undetermined rules
could turn out. What the engines say is held against what is said here.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

from eligibility.model import (
    UNKNOWN,
    AllOf,
    AnyOf,
    AsOf,
    CountOf,
    Fact,
    Facts,
    FactValue,
    HitPolicy,
    Leaf,
    Literal,
    Not,
    OneOf,
    Op,
    Ratio,
    Related,
)

YES, NO, MAYBE = "satisfied", "not_satisfied", "undetermined"
CALENDAR = (Op.BEFORE, Op.AFTER, Op.ON_OR_BEFORE, Op.ON_OR_AFTER, Op.BETWEEN)


class Contradiction(Exception):
    """Facts that cannot be: a part of nothing, or an answer against what the rules conclude."""


class Node:
    """A subject in its place: what it belongs to, what belongs to it, and what was concluded of it."""

    def __init__(self, law, kind, subject, facts=None, parent=None, given=()):
        self.law, self.kind, self.subject, self.facts, self.parent = (
            law,
            law.vocabulary[kind],
            subject,
            facts,
            parent,
        )
        self.given = dict(given)  # what is known of a member that nobody listed
        self.memo = parent.memo if parent else {}  # outcomes found while one rule set concludes of one subject
        self.derived = {}
        self.concluded = {}
        self.contradiction = False
        self.members = {name: self._members(relation) for name, relation in self.kind.relations.items()}

    def _members(self, relation):
        """The members that are listed, and one that is not where there may be more."""
        if self.subject is None:
            listed, complete = [], False
        else:
            listed, complete = (
                getattr(self.subject, relation.name),
                getattr(self.subject, relation.complete) is True,
            )
        beside = self.facts.members.get(relation.name) if self.facts else None
        pairs = [(one.subject, one) for one in beside] if beside is not None else [(one, None) for one in listed]
        nodes = [Node(self.law, relation.subject, subject, facts, self) for subject, facts in pairs]
        ghost = None if complete else Node(self.law, relation.subject, None, None, self, self._absent(relation.subject))
        return nodes, ghost

    def _absent(self, kind):
        """What lists that are complete for this one's province say of every subject that they do not name."""
        province = getattr(self.subject, "province", UNKNOWN)
        for listing in self.law.listings:
            if listing.of != kind or "province" not in listing.keys or province is UNKNOWN:
                continue
            rows = [row for row in listing.rows if row.names[listing.keys.index("province")] == province]
            totals = [total for total in listing.totals if total.area == province and not total.among]
            counts = [sum(total.every or row.value == total.value for row in rows) for total in totals]
            if totals and counts == [total.count for total in totals]:
                yield listing.gives, listing.absent

    def every(self):
        """This node and all below it."""
        yield self
        for nodes, ghost in self.members.values():
            for node in [*nodes, *([ghost] if ghost else [])]:
                yield from node.every()

    def attribute(self, name):
        return self.kind.attributes.get(name) or self.law.attribute(self.kind.name, name)

    def value(self, name):
        """A finite attribute's set of values, as a list; another's value, or UNKNOWN."""
        attribute = self.attribute(name)
        if name in self.derived:
            return self.derived[name]
        if name not in self.kind.attributes:
            return list(attribute.domain)
        value = self.given.get(name, UNKNOWN) if self.subject is None else getattr(self.subject, name, UNKNOWN)
        if not attribute.type.finite:
            return value
        if value is UNKNOWN:
            return list(attribute.domain)
        options = value.options if isinstance(value, OneOf) else [value]
        return [known for known in attribute.domain if any(same(known, option) for option in options)]


def same(one, other):
    """Equality without Python's `True == 1`; a count may equal a quantity."""
    return one == other and kind_of(one) == kind_of(other)


def kind_of(value):
    return "number" if type(value) in (int, Decimal, Fraction) else type(value)


def passes(op, value, operands):
    """Whether a known value passes a test against known operands."""
    if isinstance(value, Fraction):
        operands = [Fraction(operand) for operand in operands]
    if op in (Op.IS, Op.ONE_OF):
        return any(same(value, operand) for operand in operands)
    if op in (Op.IS_NOT, Op.NONE_OF):
        return not any(same(value, operand) for operand in operands)
    if any(kind_of(one) not in ("number", date) for one in (value, *operands)):
        return False  # none, and what is not a number, comes neither before nor after anything
    first = operands[0]
    if op is Op.BETWEEN:
        return first <= value <= operands[1]
    if op in (Op.AT_LEAST, Op.ON_OR_AFTER):
        return value >= first
    if op in (Op.AT_MOST, Op.ON_OR_BEFORE):
        return value <= first
    if op in (Op.MORE_THAN, Op.AFTER):
        return value > first
    assert op in (Op.LESS_THAN, Op.BEFORE), op
    return value < first


def agreed(answers):
    """One outcome for the answers of every way in which things may be."""
    answers = set(answers)
    return YES if answers == {True} else NO if answers == {False} else MAYBE


def negated(outcome):
    return {YES: NO, NO: YES, MAYBE: MAYBE}[outcome]


def all_hold(outcomes):
    outcomes = list(outcomes)
    return NO if NO in outcomes else MAYBE if MAYBE in outcomes else YES


def any_holds(outcomes):
    return negated(all_hold(negated(outcome) for outcome in outcomes))


def evaluate(condition, node):
    """The outcome of a condition. Everything is looked at, so that a contradiction is found wherever it stands."""
    match condition:
        case AllOf(parts):
            return all_hold([evaluate(part, node) for part in parts])
        case AnyOf(parts):
            return any_holds([evaluate(part, node) for part in parts])
        case Not(part):
            return negated(evaluate(part, node))
        case Related(_, part):
            return evaluate(part, node.parent)
        case Leaf(observed, tests):
            key = id(condition), id(node)
            if key not in node.memo:
                node.memo[key] = leaf(observed, tests, node)
            return node.memo[key]
        case _:
            raise AssertionError(condition)


def trace(condition, node):
    """The outcomes of the leaves on one subject, in the order of writing."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return [outcome for part in parts for outcome in trace(part, node)]
        case Not(part):
            return trace(part, node)
        case Related(_, part):
            return trace(part, node.parent)
        case Leaf(CountOf(parts)):
            return [evaluate(condition, node), *[outcome for part in parts for outcome in trace(part, node)]]
        case _:
            return [evaluate(condition, node)]


def operand_values(operand, node):
    """The values that an operand may have; None where it could be anything."""
    match operand:
        case Literal(value):
            return [value]
        case AsOf():
            return [node.law.as_of]
        case FactValue(name):
            value = node.value(name)
            return None if value is UNKNOWN else [value]
        case _:
            return threshold_values(node.law.thresholds[operand.name], node)


def threshold_values(threshold, node):
    """The values of a threshold that may apply: each variant's in turn, until one certainly holds."""
    found = []
    states = [(evaluate(variant.when, node), variant.value) for variant in threshold.variants]
    for state, value in states:
        if state != NO:
            found.append(value)
        if state == YES:
            return found
    return [*found, threshold.value]


def settled(test, values, node):
    """The outcome of a test of something that may be any of these values (None: anything at all)."""
    operands = [operand_values(operand, node) for operand in test.operands]
    if test.op in CALENDAR and any(known == [None] for known in (values, *operands)):
        return NO
    if values is None:
        return MAYBE
    return agreed(
        passes(test.op, value, way)
        for value in values
        for way in product(*[near(value) if known is None else known for known in operands])
    )


def near(value):
    """What an unknown operand may be, as far as it matters beside a value: less, the same, more, or none."""
    if value is None or isinstance(value, date):
        return [None, *([value + timedelta(days) for days in (-1, 0, 1)] if value else [date.max])]
    return [value + step for step in (-1, 0, 1)]


def leaf(observed, tests, node):
    others = [test for test in tests if test.op is not Op.KNOWN]
    wanted = [test.operands[0].value for test in tests if test.op is Op.KNOWN]
    match observed:
        case Fact(name) if node.attribute(name).type.finite:
            values = node.value(name)
            is_known = len(values) == 1
            ways = [[passes(t.op, value, [o.value for o in t.operands]) for t in others] for value in values]
            outcomes = [agreed(all(way) for way in ways)] if others else []
        case Fact(name):
            value = node.value(name)
            is_known = value is not UNKNOWN
            outcomes = [settled(test, [value] if is_known else None, node) for test in others]
        case Ratio(part, whole):
            value = ratio(node.value(part), node.value(whole))
            is_known = value is not None
            outcomes = [settled(test, [value] if is_known else None, node) for test in others]
        case _:
            low, high = bounds(observed, node)
            is_known = low == high
            outcomes = [counted(test, low, high, node) for test in others]
    outcomes += [YES if is_known == wish else NO for wish in wanted]
    return all_hold(outcomes)


def ratio(part, whole):
    if part is UNKNOWN or whole is UNKNOWN:
        return None
    if whole == 0 and part != 0:
        raise Contradiction("a part of nothing")
    return Fraction(0) if whole == 0 else Fraction(part) / Fraction(whole)


def bounds(observed, node):
    """How many there are at least, and at most; None where there may be any number more."""
    if isinstance(observed, CountOf):
        outcomes, more = [evaluate(part, node) for part in observed.parts], False
    else:
        nodes, ghost = node.members[observed.relation]
        where = observed.where
        outcomes = [YES if where is None else evaluate(where, one) for one in nodes]
        more = ghost is not None and (where is None or evaluate(where, ghost) != NO)
    low = outcomes.count(YES)
    return low, None if more else low + outcomes.count(MAYBE)


def counted(test, low, high, node):
    if high is None:
        operands = [operand_values(operand, node) or [] for operand in test.operands]
        high = max([low, *(int(value) + 1 for values in operands for value in values)]) + 1
    return settled(test, list(range(low, high + 1)), node)


class Found:
    """What a rule set concludes of one subject."""

    def __init__(self, states, rule_set):
        rules = rule_set.rules
        place = {rule.id: number for number, rule in enumerate(rules)}
        bases = [[place[base] for base in rule.exception_to] for rule in rules]
        exceptions = [[e for e in range(len(rules)) if base in bases[e]] for base in range(len(rules))]
        self.states, self.trace = states, []
        self.ways = []
        applied = []
        open_rules = [number for number, state in enumerate(states) if state == MAYBE]
        for turns in product([True, False], repeat=len(open_rules)):
            holds = [state == YES for state in states]
            for number, turn in zip(open_rules, turns, strict=True):
                holds[number] = turn
            applies = [rule_applies(number, holds, bases, exceptions) for number in range(len(rules))]
            applied.append(applies)
            self.ways.append(giving(rule_set.hit_policy, applies, holds, bases))
        self.outcomes = [agreed(way[number] for way in applied) for number in range(len(rules))]
        self.values, self.conflict = [], False
        if rule_set.hit_policy is HitPolicy.COLLECT:
            return
        thens = [[rules[n].then if n >= 0 else rule_set.otherwise.then for n in way] for way in self.ways]
        self.values = [
            value for value in rule_set.concludes.domain if any(same(value, then) for way in thens for then in way)
        ]
        self.conflict = all(any(not same(one, way[0]) for one in way) for way in thens)
        self.reached = sorted({number for way in self.ways for number in way})

    @property
    def settled(self):
        return len(self.values) == 1 and not self.conflict


def rule_applies(number, holds, bases, exceptions):
    excepted = any(rule_applies(exception, holds, bases, exceptions) for exception in exceptions[number])
    based = not bases[number] or any(holds[base] for base in bases[number])
    return holds[number] and based and not excepted


def giving(policy, applies, holds, bases):
    """The rules that give the value when everything has turned out; -1 for otherwise."""

    def place(number):
        return min([place(base) for base in bases[number] if holds[base]], default=number)

    applying = [number for number, yes in enumerate(applies) if yes]
    if policy is HitPolicy.FIRST and applying:
        return sorted(applying, key=lambda number: (place(number), number))[:1]
    return applying or [-1]


def state_of(rule, rule_set, node):
    """The state of a rule's condition, what the law leaves open among it."""
    outcome = evaluate(rule.when, node)
    if rule.formalised:
        return outcome
    answer = node.law.answers.get(f"{rule_set.name} {rule.id}")
    if answer is None:
        return all_hold([outcome, MAYBE])
    return outcome if answer.holds else NO


def take_answer(node, rule_set, found):
    """An answer is taken only where the rules leave the value open, and only if they allow it."""
    name = rule_set.concludes.name
    if node.facts is None or name not in node.facts.answers:
        return
    answer = node.facts.answers[name]
    options = answer.options if isinstance(answer, OneOf) else [answer]
    left = [value for value in found.values if any(same(value, option) for option in options)]
    if found.settled or not left:
        raise Contradiction("an answer against what is concluded")
    node.derived[name] = left


def decide(law, kind, facts):
    """Every subject from this one down, with what each rule set concludes of it."""
    subject = facts.subject if isinstance(facts, Facts) else facts
    root = Node(law, kind, subject, facts if isinstance(facts, Facts) else None)
    for rule_set in law.rule_sets:
        for node in root.every():
            if node.kind.name != rule_set.subject:
                continue
            try:
                conclude(node, rule_set)
            except Contradiction:
                node.contradiction = True
    return root


def conclude(node, rule_set):
    node.memo.clear()
    found = Found([state_of(rule, rule_set, node) for rule in rule_set.rules], rule_set)
    found.trace = [outcome for rule in rule_set.rules for outcome in trace(rule.when, node)]
    node.concluded[rule_set.name] = found
    node.derived[rule_set.concludes.name] = found.values
    take_answer(node, rule_set, found)
