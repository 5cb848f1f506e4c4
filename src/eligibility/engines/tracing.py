"""Tracing: evaluates every condition of every rule and records what it saw. The reference among the engines.

For each rule set one Python function is written from the checked tree, with constants passed in and never from the
file's text, and compiled once. It reads the slots of a frame and leaves in it the outcomes of all leaves, the
conclusion, and the bits of the derived value. Outcomes are two bits (`Outcome`): `all` is &, `any` is |.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, assert_never

import attrs

from eligibility.conclusions import Conclusion, conclude
from eligibility.conditions import (
    AllOf,
    AnyOf,
    AsOf,
    Condition,
    Count,
    CountOf,
    Fact,
    FactValue,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Op,
    Operand,
    Ratio,
    Related,
    Test,
)
from eligibility.engines.frames import FACTS, Frame, Shape, mask_of, slot_value, value_in
from eligibility.errors import FactError, Place, Problem
from eligibility.outcomes import NEGATED
from eligibility.rulesets import Law, RuleSet
from eligibility.texts import Text
from eligibility.vocabulary import Attribute

REMEMBERED = 4_096
"""So many conclusions of a rule set are kept for the next subject with the same states."""

_SIGNS = {
    Op.IS: "==",
    Op.IS_NOT: "!=",
    Op.ONE_OF: "==",
    Op.NONE_OF: "!=",
    Op.AT_LEAST: ">=",
    Op.AT_MOST: "<=",
    Op.MORE_THAN: ">",
    Op.LESS_THAN: "<",
    Op.BEFORE: "<",
    Op.AFTER: ">",
    Op.ON_OR_BEFORE: "<=",
    Op.ON_OR_AFTER: ">=",
}
_DATED = (Op.BEFORE, Op.AFTER, Op.ON_OR_BEFORE, Op.ON_OR_AFTER, Op.BETWEEN)


def passes(op: Op, sign: int) -> bool:
    """Whether a test is passed where observed minus operand has this sign."""
    return {"==": sign == 0, "!=": sign != 0, ">=": sign >= 0, "<=": sign <= 0, ">": sign > 0, "<": sign < 0}[_SIGNS[op]]


def tested(test: Test, compare: Callable[[Any], int], operands: tuple[Any, ...]) -> bool:
    """Whether a known value passes a test; `compare` gives the sign of value minus operand."""
    if test.op is Op.BETWEEN:
        return compare(operands[0]) >= 0 and compare(operands[1]) <= 0
    signs = [compare(operand) for operand in operands]
    if test.op in (Op.IS_NOT, Op.NONE_OF):
        return all(signs)
    return any(passes(test.op, sign) for sign in signs)


def settle(test: Test, value: Any, candidates: tuple[tuple[Any, ...] | None, ...], date: bool = False) -> int:
    """A test whose thresholds are not fixed: settled where all that may apply give one answer."""
    if value is None or any(candidate is None for candidate in candidates):
        return 1
    answers = {
        _answer(test, value, operands, date)
        for operands in _product([candidate for candidate in candidates if candidate is not None])
    }
    return 1 if len(answers) > 1 else 3 if True in answers else 0


def _answer(test: Test, value: Any, operands: tuple[Any, ...], date: bool) -> bool:
    if date and test.op in _DATED and not (value and all(operands)):
        return False  # none is neither before nor after anything
    if isinstance(value, tuple):  # a ratio: part, whole; thresholds are fractions
        part, whole = value
        return tested(test, lambda o: _sign(part * o.denominator - whole * o.numerator), operands)
    return tested(test, lambda o: (value > o) - (value < o), operands)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _product(candidates: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    ways: list[tuple[Any, ...]] = [()]
    for candidate in candidates:
        ways = [(*way, one) for way in ways for one in candidate]
    return ways


def bounded(test: Test, low: int, high: int | None, operands: tuple[int, ...]) -> int:
    """A test of a number of which only bounds are known: settled where every number between answers alike."""
    # Answers change only at the operands: their neighbours and the ends speak for all numbers.
    probes = {low, *(near for o in operands for near in (o - 1, o, o + 1) if near >= low)}
    top = max((low, *operands)) + 1 if high is None else high
    answers = {tested(test, lambda o, n=n: _sign(n - o), operands) for n in {*probes, top} if n <= top}  # type: ignore[misc]
    return 1 if len(answers) > 1 else 3 if True in answers else 0


def choices(test: Test, held: int, other: int, both: int) -> int:
    """A test of one choice against another of the same domain, each held as bits."""
    same = 3 if held == other and held & (held - 1) == 0 else 1 if held & other else 0
    return same if test.op in (Op.IS, Op.ONE_OF) else NEGATED[same]


def contradiction(part: str, whole: str, number: int) -> FactError:
    """The error of a part of nothing."""
    what = Text(f"{part} là {number} trong khi {whole} là 0", f"{part} is {number} while {whole} is 0")
    return FactError([Problem(Place("", column=part), what)])


def answered(frame: Frame, slot: int, rule_set: RuleSet, conclusion: Conclusion) -> None:
    """Take over an answer that somebody found out, where the rules leave the value open."""
    facts = frame[FACTS]
    name = rule_set.concludes.name
    if name not in facts.answers or frame[slot] == 0:
        return
    answer = facts.answers[name]
    if rule_set.concludes.problem(answer):
        raise FactError([rule_set.concludes.no(answer).at(Place("", column=name))])
    known = frame[slot] & mask_of(answer, rule_set.concludes.domain)
    settled = conclusion.settled
    if settled or not known:
        shown = ", ".join(str(value) for value in conclusion.values)
        what = Text(
            f"{name} được kết luận bởi {rule_set.name} là {shown}, không được cho sẵn",
            f"{name} is concluded by {rule_set.name} as {shown} and may not be given",
        )
        raise FactError([Problem(Place("", column=name), what)])
    frame[slot] = known


@attrs.define
class _Writer:
    """Writes the lines of one function."""

    law: Law
    names: dict[str, Any]
    lines: list[str] = attrs.field(factory=list)
    indent: str = "    "
    count: int = 0

    def constant(self, value: Any) -> str:
        if type(value) is int:
            return repr(value)
        name = f"K{len(self.names)}"
        self.names[name] = value
        return name

    def fresh(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def add(self, line: str) -> None:
        self.lines.append(self.indent + line)

    def condition(self, condition: Condition, shape: Shape, var: str, trace: list[str]) -> str:
        """Write a condition; the name or expression of its outcome comes back, its leaves' are added to the trace."""
        match condition:
            case AllOf(parts):
                return self._joined(" & ", [self.condition(part, shape, var, trace) for part in parts])
            case AnyOf(parts):
                return self._joined(" | ", [self.condition(part, shape, var, trace) for part in parts])
            case Not(part):
                self.names["NEGATED"] = NEGATED
                return f"NEGATED[{self.condition(part, shape, var, trace)}]"
            case Related(_, part):
                assert shape.parent is not None
                return self.condition(part, shape.parent, f"{var}[0]", trace)
            case Leaf():
                inner: list[str] = []
                expression = self.leaf(condition, shape, var, inner)
                name = self.fresh("l")
                self.add(f"{name} = {expression}")
                trace += [name, *inner]
                return name
            case _:
                assert_never(condition)

    def _joined(self, sign: str, parts: list[str]) -> str:
        return f"({sign.join(parts)})" if parts else "3"

    def leaf(self, leaf: Leaf, shape: Shape, var: str, trace: list[str]) -> str:
        """The expression of a leaf's outcome, after the lines that it needs."""
        match leaf.observed:
            case Fact(name):
                attribute = shape.attributes[name]
                held = f"{var}[{shape.slots[name]}]"
                if attribute.type.finite:
                    return self._choice(leaf, attribute, held, shape, var)
                return self._scalar(leaf, attribute, held, shape, var)
            case Ratio(part, whole):
                return self._ratio(leaf, part, whole, shape, var)
            case Count():
                low, high = self._members(leaf.observed, shape, var)
                return self._bounds(leaf, low, high, shape, var)
            case CountOf(parts):
                names = [self.condition(part, shape, var, trace) for part in parts]
                seen = self.fresh("s")
                self.add(f"{seen} = ({', '.join(names)},)")
                low = self.fresh("n")
                self.add(f"{low} = {seen}.count(3)")
                return self._bounds(leaf, low, f"{low} + {seen}.count(1)", shape, var)
            case _:
                assert_never(leaf.observed)

    def _choice(self, leaf: Leaf, attribute: Attribute, held: str, shape: Shape, var: str) -> str:
        dynamic = [test for test in leaf.tests if not _literal(test)]
        fixed = [test for test in leaf.tests if _literal(test)]
        parts = []
        if fixed:
            parts.append(f"{self.constant(choice_table(fixed, attribute))}[{held}]")
        for test in dynamic:
            self.names["choices"] = choices
            for operand in test.operands:
                other = self._held(operand, attribute, shape, var)
                parts.append(f"choices({self.constant(test)}, {held}, {other}, 0)")
        return self._joined(" & ", parts)

    def _held(self, operand: Operand, attribute: Attribute, shape: Shape, var: str) -> str:
        if isinstance(operand, FactValue):
            return f"{var}[{shape.slots[operand.attribute]}]"
        assert isinstance(operand, Literal)
        return repr(mask_of(operand.value, attribute.domain))

    def _scalar(self, leaf: Leaf, attribute: Attribute, held: str, shape: Shape, var: str) -> str:
        x = self.fresh("x")
        tests = []
        dated = attribute.type.name == "DATE"
        for test in leaf.tests:
            if test.op is Op.KNOWN:
                wanted = bool(test.operands[0].value)  # type: ignore[union-attr]
                return f"(0 if {held} is None else 3)" if wanted else f"(3 if {held} is None else 0)"
            fixed = self._fixed(test, attribute)
            if fixed is None:
                self.names["settle"] = settle
                candidates = ", ".join(self._candidates(operand, attribute, shape, var) for operand in test.operands)
                tests.append(f"settle({self.constant(test)}, {held}, ({candidates},), {dated})")
            else:
                tests.append(f"(1 if ({x} := {held}) is None else 3 if {self._passes(test, x, fixed, dated)} else 0)")
        return self._joined(" & ", tests)

    def _passes(self, test: Test, x: str, operands: list[Any], dated: bool) -> str:
        names = [self.constant(operand) for operand in operands]
        if test.op is Op.BETWEEN:
            passed = f"{names[0]} <= {x} <= {names[1]}"
        elif test.op in (Op.ONE_OF, Op.NONE_OF, Op.IS, Op.IS_NOT) and len(names) > 1:
            passed = f"{x} {'in' if test.op in (Op.IS, Op.ONE_OF) else 'not in'} ({', '.join(names)},)"
        else:
            passed = f"{x} {_SIGNS[test.op]} {names[0]}"
        return f"{x} and {passed}" if dated and test.op in _DATED else passed

    def _fixed(self, test: Test, attribute: Attribute) -> list[Any] | None:
        """The operands as slots would hold them, where they are the same for every subject."""
        found = []
        for operand in test.operands:
            match operand:
                case Literal(value):
                    found.append(slot_value(attribute, value))
                case AsOf():
                    found.append(self.law.as_of.toordinal())
                case NamedValue(name) if not self.law.thresholds[name].variants:
                    found.append(slot_value(attribute, self.law.thresholds[name].value))
                case _:
                    return None
        return found

    def _candidates(self, operand: Operand, attribute: Attribute | None, shape: Shape, var: str) -> str:
        """The expression of all values that an operand may have, None where it is unknown."""
        as_slot = (lambda v: slot_value(attribute, v)) if attribute else _fraction
        match operand:
            case Literal(value):
                return self.constant((as_slot(value),))
            case AsOf():
                return self.constant((self.law.as_of.toordinal(),))
            case FactValue(name):
                held = f"{var}[{shape.slots[name]}]"
                own = shape.attributes[name]
                turned = f"turned({self.constant(own)}, {self.constant(attribute)}, {held})"
                self.names["turned"] = _turned
                return f"(None if {held} is None else ({turned},))"
            case NamedValue(name):
                threshold = self.law.thresholds[name]
                self.names["candidates"] = candidates
                states = [self.condition(variant.when, shape, var, []) for variant in threshold.variants]
                values = [as_slot(variant.value) for variant in threshold.variants]
                ordinary = self.constant(as_slot(threshold.value))
                return f"candidates(({', '.join(states)},), {self.constant(tuple(values))}, {ordinary})"
            case _:
                assert_never(operand)

    def _ratio(self, leaf: Leaf, part: str, whole: str, shape: Shape, var: str) -> str:
        a, b, out = self.fresh("a"), self.fresh("b"), self.fresh("r")
        scale = _scale(shape.attributes[part], shape.attributes[whole])
        self.add(f"{a} = {var}[{shape.slots[part]}]; {b} = {var}[{shape.slots[whole]}]")
        self.add(f"if {a} is None or {b} is None: {out} = {a} = {b} = None")
        self.add("else:")
        self.names["contradiction"] = contradiction
        self.add(f"    if not {b}:")
        self.add(f"        if {a}: raise contradiction({part!r}, {whole!r}, {a})")
        self.add(f"        {b} = 1")
        if scale != (1, 1):
            self.add(f"    {a} *= {scale[0]}; {b} *= {scale[1]}")
        parts = []
        for test in leaf.tests:
            fixed = self._fixed_shares(test)
            if fixed is None:
                self.names["settle"] = settle
                found = ", ".join(self._candidates(operand, None, shape, var) for operand in test.operands)
                self.add(f"if {a} is not None: {out} = ({a}, {b})")
                parts.append(f"settle({self.constant(test)}, {out}, ({found},))")
            else:
                parts.append(f"(1 if {a} is None else 3 if {_shares(test, a, b, fixed)} else 0)")
        return self._joined(" & ", parts)

    def _fixed_shares(self, test: Test) -> list[Fraction] | None:
        found = []
        for operand in test.operands:
            match operand:
                case Literal(value):
                    found.append(_fraction(value))
                case NamedValue(name) if not self.law.thresholds[name].variants:
                    found.append(_fraction(self.law.thresholds[name].value))
                case _:
                    return None
        return found

    def _members(self, count: Count, shape: Shape, var: str) -> tuple[str, str]:
        slot, member = shape.members[count.relation]
        low, high = self.fresh("n"), self.fresh("h")
        if count.where is None:
            self.add(f"{low} = len({var}[{slot}])")
            self.add(f"{high} = {low} if {var}[{slot + 1}] is None else None")
            return low, high
        where = _Writer(self.law, self.names, count=self.count)
        outcome = where.condition(count.where, member, "m", [])
        self.count = where.count
        seen, ghost = self.fresh("s"), self.fresh("g")
        if len(where.lines) == 1:  # one leaf: no function call for each member
            expression = where.lines[0].partition(" = ")[2]
        else:
            name = f"w{len(self.names)}"
            source = "\n".join([f"def {name}(m):", *where.lines, f"    return {outcome}"])
            exec(compile(source, f"<members of {count.relation}>", "exec"), self.names)  # noqa: S102
            expression = f"{name}(m)"
        self.add(f"{seen} = [{expression} for m in {var}[{slot}]]")
        self.add(f"{low} = {seen}.count(3)")
        self.add(f"{ghost} = {var}[{slot + 1}]")
        self.add(f"{high} = {low} + {seen}.count(1) if {ghost} is None or [{expression} for m in ({ghost},)] == [0] else None")
        return low, high

    def _bounds(self, leaf: Leaf, low: str, high: str, shape: Shape, var: str) -> str:
        hi = self.fresh("h")
        self.add(f"{hi} = {high}")
        parts = []
        for test in leaf.tests:
            match test:
                case Test(Op.AT_LEAST, (Literal(int(number)),)):
                    parts.append(f"(3 if {low} >= {number} else 1 if {hi} is None or {hi} >= {number} else 0)")
                case _:
                    self.names |= {"bounded": bounded, "numbers": _numbers}
                    found = ", ".join(self._candidates(operand, None, shape, var) for operand in test.operands)
                    parts.append(f"numbers({self.constant(test)}, {low}, {hi}, ({found},))")
        return self._joined(" & ", parts)


def _numbers(test: Test, low: int, high: int | None, found: tuple[tuple[Fraction, ...] | None, ...]) -> int:
    if any(candidate is None for candidate in found):
        return 1
    ways = _product([candidate for candidate in found if candidate is not None])
    answers = {bounded(test, low, high, tuple(int(operand) for operand in way)) for way in ways}
    return answers.pop() if len(answers) == 1 else 1


def candidates(states: tuple[int, ...], values: tuple[Any, ...], ordinary: Any) -> tuple[Any, ...]:
    """The values that may apply: each variant's in turn, until one certainly holds."""
    found = []
    for state, value in zip(states, values, strict=True):
        if state:
            found.append(value)
        if state == 3:
            return tuple(found)
    return (*found, ordinary)


def _turned(own: Attribute, to: Attribute | None, held: Any) -> Any:
    value = value_in(own, held)
    return slot_value(to, value) if to else _fraction(value)


def _fraction(value: Any) -> Fraction:
    return Fraction(value)


def _scale(part: Attribute, whole: Attribute) -> tuple[int, int]:
    from eligibility.values import SCALE, Type

    return (SCALE if part.type is Type.COUNT else 1, SCALE if whole.type is Type.COUNT else 1) if (
        (part.type is Type.COUNT) != (whole.type is Type.COUNT)
    ) else (1, 1)


def _shares(test: Test, a: str, b: str, shares: list[Fraction]) -> str:
    sides = [f"{a} * {share.denominator} {{}} {b} * {share.numerator}" for share in shares]
    if test.op is Op.BETWEEN:
        return f"{sides[0].format('>=')} and {sides[1].format('<=')}"
    joined = " and " if test.op in (Op.IS_NOT, Op.NONE_OF) else " or "
    return "(" + joined.join(side.format(_SIGNS[test.op]) for side in sides) + ")"


def _literal(test: Test) -> bool:
    return all(isinstance(operand, Literal) for operand in test.operands)


def choice_table(tests: list[Test], attribute: Attribute) -> tuple[int, ...]:
    """The outcome of literal tests for every set of values that a choice may have."""
    domain = attribute.domain
    passing = 0
    for at, value in enumerate(domain):
        if all(_chosen(test, value, attribute) for test in tests):
            passing |= 1 << at
    table = []
    for held in range(1 << len(domain)):
        inside, outside = held & passing, held & ~passing
        table.append(1 if inside and outside else 3 if inside else 0)
        for test in tests:
            if test.op is Op.KNOWN:
                known = held & (held - 1) == 0
                table[-1] = 3 if known == bool(test.operands[0].value) else 0  # type: ignore[union-attr]
    return tuple(table)


def _chosen(test: Test, value: Any, attribute: Attribute) -> bool:
    if test.op is Op.KNOWN:
        return True
    options = [operand.value for operand in test.operands if isinstance(operand, Literal)]
    if test.op in (Op.IS, Op.ONE_OF, Op.IS_NOT, Op.NONE_OF):
        found = any(option == value and type(option) is type(value) for option in options)
        return found == (test.op in (Op.IS, Op.ONE_OF))
    if isinstance(value, bool | str) or value is None:
        return False
    return tested(test, lambda o: (value > o) - (value < o), tuple(options))


class Tracer:
    """The rule sets of a law, compiled for frames of one shape."""

    def __init__(self, law: Law, shape: Shape) -> None:
        self.law = law
        self.shape = shape
        self._leaves: dict[tuple[int, Condition], Callable[[Frame], int]] = {}
        self.run = self._compiled()

    def _compiled(self) -> Callable[[Frame], None]:
        names: dict[str, Any] = {"answered": answered}
        lines = ["def run(f):"]
        for rule_set in self.law.rule_sets:
            for path, shape in _paths(self.shape):
                if shape.kind.name == rule_set.subject:
                    name = f"stage{len(names)}"
                    names[name] = self._stage(rule_set, shape)
                    lines += _calls(name, path)
        exec(compile("\n".join([*lines, "    return None"]), "<run>", "exec"), names)  # noqa: S102
        run: Callable[[Frame], None] = names["run"]
        return run

    def _stage(self, rule_set: RuleSet, shape: Shape) -> Callable[[Frame], None]:
        names: dict[str, Any] = {"answered": answered, "rule_set": rule_set, "memo": {}}
        writer = _Writer(self.law, names)
        trace: list[str] = []
        states = []
        for rule in rule_set.rules:
            outcome = writer.condition(rule.when, shape, "f", trace)
            states.append(_formalised(self.law, rule_set, rule.id, rule.formalised, outcome))
        slot, at = shape.slots[rule_set.concludes.name], shape.traces[rule_set.name]
        names["new"] = _remember(rule_set, names["memo"])
        body = [
            "def stage(f):",
            *writer.lines,
            f"    k = ({', '.join(states)},)" if states else "    k = ()",
            "    c = memo.get(k) or new(k)",
            f"    f[{at}] = ({', '.join(trace)},)" if trace else f"    f[{at}] = ()",
            f"    f[{at + 1}] = c",
            f"    f[{slot}] = c.mask",
            f"    if f[2] is not None and f[2].answers: answered(f, {slot}, rule_set, c)",
        ]
        exec(compile("\n".join(body), f"<{rule_set.name}>", "exec"), names)  # noqa: S102
        stage: Callable[[Frame], None] = names["stage"]
        return stage

    def outcome(self, condition: Condition, shape: Shape, frame: Frame) -> int:
        """The outcome of one condition on one frame, by the same code that rule sets are compiled to."""
        key = (id(shape), condition)
        if key not in self._leaves:
            writer = _Writer(self.law, {})
            found = writer.condition(condition, shape, "f", [])
            source = "\n".join(["def leaf(f):", *writer.lines, f"    return {found}"])
            exec(compile(source, "<leaf>", "exec"), writer.names)  # noqa: S102
            self._leaves[key] = writer.names["leaf"]
        return self._leaves[key](frame)


def _formalised(law: Law, rule_set: RuleSet, rule: str, formalised: bool, outcome: str) -> str:
    answer = law.answers.get(f"{rule_set.name} {rule}")
    if formalised or (answer and answer.holds):
        return outcome
    return "0" if answer else f"({outcome}) & 1"


def _remember(rule_set: RuleSet, memo: dict[tuple[int, ...], Conclusion]) -> Callable[[tuple[int, ...]], Conclusion]:
    def new(states: tuple[int, ...]) -> Conclusion:
        if len(memo) >= REMEMBERED:
            memo.clear()
        return memo.setdefault(states, conclude(rule_set, states))

    return new


def _paths(shape: Shape, path: tuple[int, ...] = ()) -> Iterable[tuple[tuple[int, ...], Shape]]:
    yield path, shape
    for slot, member in shape.members.values():
        yield from _paths(member, (*path, slot))


def _calls(name: str, path: tuple[int, ...]) -> list[str]:
    """The lines that run a stage on every frame at the end of a path of relations."""
    lines, var, indent = [], "f", "    "
    for depth, slot in enumerate(path):
        lines.append(f"{indent}for m{depth} in {var}[{slot}] if {var}[{slot + 1}] is None else [*{var}[{slot}], {var}[{slot + 1}]]:")
        var, indent = f"m{depth}", indent + "    "
    return [*lines, f"{indent}{name}({var})"]


