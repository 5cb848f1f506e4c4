"""Tracing: evaluates every condition of every rule and records its outcome. The reference among the engines.

For each rule set one Python function is generated from the checked tree and compiled once. It reads the slots of a
frame and writes into it the outcomes of all leaves, the conclusion, and the bits of the derived value.
Outcomes are two bits (`Outcome`): `all` is &, `any` is |.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from eligibility.engines.frames import FACTS, Frame, FrameLayout
from eligibility.engines.functions import tuple_of
from eligibility.engines.tracing.codegen import CodeGenerator
from eligibility.engines.tracing.operands import FrameVariable
from eligibility.engines.tracing.source import FunctionSource
from eligibility.model import Conclusion, Condition, Law, Rule, RuleSet, Value, conclude, format_value, listed, mask_of
from eligibility.sources import FactError, Place, Problem, Text

REMEMBERED: Final = 4_096
"""The largest number of traces and conclusions of a rule set that are stored for other subjects with the same input."""

TABLED: Final = 12
"""A rule set that reads at most so many bits is looked up in a table, any other in a memo."""

Traced = tuple[tuple[int, ...], Conclusion, int]
"""The results of a rule set: the outcomes of its leaves, the conclusion, and the bits of the derived value."""

Result = TypeVar("Result")


class Tracer:
    """The rule sets of a law, compiled for frames of one layout.

    `run` takes a frame through all rule sets, its members before it where the rule sets stand in that order.
    """

    def __init__(self, law: Law, layout: FrameLayout) -> None:
        self.law = law
        self.layout = layout
        self._outcomes: dict[tuple[int, Condition], Callable[[Frame], int]] = {}
        self.run = self._compiled()

    def outcome(self, condition: Condition, layout: FrameLayout, frame: Frame) -> int:
        """The outcome of one condition on one frame, by the same code that rule sets are compiled to."""
        key = (id(layout), condition)
        if key not in self._outcomes:
            source = FunctionSource({})
            outcome = CodeGenerator(self.law, source).condition(condition, FrameVariable(layout, "f"), [])
            self._outcomes[key] = source.compiled("outcome", "f", outcome, "condition")
        return self._outcomes[key](frame)

    def _compiled(self) -> Callable[[Frame], None]:
        source = FunctionSource({"answered": answered})
        generator = CodeGenerator(self.law, source)
        # Members have facts beside them only within a subject that has: mostly there is nothing to ask for.
        beside = source.name("b", f"f[{FACTS}] is not None")
        for rule_set in self.law.rule_sets:
            for path, layout in _paths(self.layout):
                if layout.kind.name == rule_set.subject:
                    _walk(source, path, partial(self._stage, generator, beside, rule_set, layout))
        return source.compiled("run", "f", "None", self.law.number)

    def _stage(self, generator: CodeGenerator, beside: str, rule_set: RuleSet, layout: FrameLayout, frame: str) -> None:
        """Write the lines that take the frame in this variable through one rule set."""
        source, variable = generator.source, FrameVariable(layout, frame)
        inputs = dict(pair for rule in rule_set.rules for pair in generator.inputs(rule.when, variable))
        slot, trace = layout.slots[rule_set.concludes.name], layout.traces[rule_set.name]
        store: Callable[[Any, Traced], None]
        if sum(inputs.values()) <= TABLED:
            table: list[Traced | None] = [None] * (1 << sum(inputs.values()))
            stored, store = f"{source.given('known', table)}[k := {_packed(inputs)}]", table.__setitem__
        else:
            memo: dict[Any, Traced] = {}
            stored, store = f"{source.given('known', memo.get)}(k := {tuple_of(inputs)})", partial(_store, memo)
        new = source.given("new", self._new(rule_set, layout, store))
        source.line(f"{frame}[{trace}], {frame}[{trace + 1}], {frame}[{slot}] = {stored} or {new}({frame}, k)")
        facts, given = f"{frame}[{FACTS}]", source.given("set", rule_set)
        answers = f"{beside} and {facts} is not None and {facts}.answers"
        source.line(f"if {answers}: answered({frame}, {slot}, {given}, {frame}[{trace + 1}])")

    def _new(
        self, rule_set: RuleSet, layout: FrameLayout, store: Callable[[Any, Traced], None]
    ) -> Callable[[Frame, Any], Traced]:
        """A function that evaluates a rule set on a frame, and stores the results for the next with the same key."""
        source, trace = FunctionSource({}), list[str]()
        generator, variable = CodeGenerator(self.law, source), FrameVariable(layout, "f")
        outcomes = [generator.condition(rule.when, variable, trace) for rule in rule_set.rules]
        states = [_state(self.law, rule_set, *pair) for pair in zip(rule_set.rules, outcomes, strict=True)]
        evaluate = source.compiled("evaluate", "f", f"{tuple_of(trace)}, {tuple_of(states)}", rule_set.name)
        concluded: dict[tuple[int, ...], Conclusion] = {}

        def new(frame: Frame, key: object) -> Traced:
            trace, states = evaluate(frame)
            conclusion = concluded.get(states)
            if conclusion is None:
                conclusion = conclude(rule_set, states)
                _store(concluded, states, conclusion)
            store(key, (trace, conclusion, conclusion.mask))
            return trace, conclusion, conclusion.mask

        return new


def answered(frame: Frame, slot: int, rule_set: RuleSet, conclusion: Conclusion) -> None:
    """Take over an answer that somebody found out, where the rules leave the value open."""
    concludes = rule_set.concludes
    if concludes.name not in frame[FACTS].answers:
        return
    place = Place("", column=concludes.name)
    answer = frame[FACTS].answers[concludes.name]
    if concludes.rejects(answer):
        raise FactError([concludes.invalid(answer).at(place)])
    remaining = frame[slot] & mask_of(answer, concludes.domain)
    if conclusion.settled or not remaining:
        values = listed(format_value(value) for value in conclusion.values)
        given = format_value(answer)
        what = Text(
            f"{concludes.name} được kết luận bởi {rule_set.name} là {values}, không được cho sẵn là {given}",
            f"{concludes.name} is concluded by {rule_set.name} as {values} and may not be given as {given}",
        )
        raise FactError([Problem(place, what)])
    frame[slot] = remaining


def candidates(states: tuple[int, ...], values: tuple[Value, ...], ordinary: Value) -> tuple[Value, ...]:
    """The values of a threshold that may apply: each variant's in turn, until one certainly holds."""
    possible = []
    for state, value in zip(states, values, strict=True):
        if state:
            possible.append(value)
        if state == 3:
            return tuple(possible)
    return (*possible, ordinary)


def _state(law: Law, rule_set: RuleSet, rule: Rule, outcome: str) -> str:
    """The state of a rule's condition: what the law leaves open is undetermined until somebody answers."""
    answer = law.answer(rule_set, rule)
    if rule.formalised or (answer and answer.holds):
        return outcome
    return "0" if answer else f"{outcome} & 1"


def _packed(inputs: Mapping[str, int]) -> str:
    """The expression of one number made of inputs of so many bits."""
    packed = "0"
    for expression, bits in inputs.items():
        packed = expression if packed == "0" else f"({packed} << {bits} | {expression})"
    return packed


def _store(memo: dict[Any, Result], key: object, result: Result) -> None:
    if len(memo) >= REMEMBERED:
        memo.clear()
    memo[key] = result


def _paths(layout: FrameLayout, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], FrameLayout]]:
    yield path, layout
    for slot, member in layout.members.values():
        yield from _paths(member, (*path, slot))


def _walk(source: FunctionSource, path: tuple[int, ...], write: Callable[[str], None]) -> None:
    """Write lines for every frame at the end of a path of relations, those of unlisted members among them."""
    frame, indent = "f", source.indent
    for slot in path[:-1]:
        members, unlisted, member = f"{frame}[{slot}]", f"{frame}[{slot + 1}]", source.new("m")
        source.line(f"for {member} in {members} if {unlisted} is None else [*{members}, {unlisted}]:")
        source.indent += "    "
        frame = member
    if path:
        source.loop(f"{frame}[{path[-1]}]", f"{frame}[{path[-1] + 1}]", write)
    else:
        write(frame)
    source.indent = indent
