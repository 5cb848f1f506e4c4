"""Tracing: evaluates every condition of every rule and records what it saw. The reference among the engines.

For each rule set one Python function is written from the checked tree (`writing`) and compiled once. It reads the
slots of a frame and leaves in it the outcomes of all leaves, the conclusion, and the bits of the derived value.
Outcomes are two bits (`Outcome`): `all` is &, `any` is |.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from eligibility.engines.frames import FACTS, Frame, FrameLayout, mask_of
from eligibility.engines.tracing.codegen import Writer
from eligibility.model import Conclusion, Condition, Law, Rule, RuleSet, Value, conclude, listed, written
from eligibility.sources import FactError, Place, Problem, Text

REMEMBERED: Final = 4_096
"""So many traces and conclusions of a rule set are kept for the next subject of which it reads the same."""

TABLED: Final = 12
"""Where what a rule set reads has no more bits, a table holds what it leaves in a frame."""

Traced = tuple[tuple[int, ...], Conclusion, int]
"""What a rule set leaves in a frame: the outcomes of its leaves, the conclusion, and the bits of the derived value."""

Kept = TypeVar("Kept")


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
            writer = Writer(self.law, {})
            found = writer.condition(condition, layout, "f", [])
            self._outcomes[key] = _function(
                "outcome", [*writer.lines, f"    return {found}"], "condition", writer.names
            )
        return self._outcomes[key](frame)

    def _compiled(self) -> Callable[[Frame], None]:
        writer = Writer(self.law, {"answered": answered})
        # Members have facts beside them only within a subject that has: mostly there is nothing to ask for.
        beside = writer.name("b", f"f[{FACTS}] is not None")
        for rule_set in self.law.rule_sets:
            for path, layout in _paths(self.layout):
                if layout.kind.name == rule_set.subject:
                    _walk(writer, path, partial(self._stage, writer, beside, rule_set, layout))
        return _function("run", [*writer.lines, "    return None"], self.law.number, writer.names)

    def _stage(self, writer: Writer, beside: str, rule_set: RuleSet, layout: FrameLayout, var: str) -> None:
        """Write the lines that take the frame with this variable name through one rule set."""
        inputs = dict(one for rule in rule_set.rules for one in writer.inputs(rule.when, layout, var))
        slot, at = layout.slots[rule_set.concludes.name], layout.traces[rule_set.name]
        if sum(inputs.values()) <= TABLED:
            table: list[Traced | None] = [None] * (1 << sum(inputs.values()))
            known, new = (
                f"{writer.given('known', table)}[k := {_packed(inputs)}]",
                self._new(rule_set, layout, table.__setitem__),
            )
        else:
            memo: dict[Any, Traced] = {}
            known, new = (
                f"{writer.given('known', memo.get)}(k := {_tuple(inputs)})",
                self._new(rule_set, layout, partial(_keep, memo)),
            )
        writer.line(f"{var}[{at}], {var}[{at + 1}], {var}[{slot}] = {known} or {writer.given('new', new)}({var}, k)")
        facts, given = f"{var}[{FACTS}]", writer.given("set", rule_set)
        answers = f"{beside} and {facts} is not None and {facts}.answers"
        writer.line(f"if {answers}: answered({var}, {slot}, {given}, {var}[{at + 1}])")

    def _new(
        self, rule_set: RuleSet, layout: FrameLayout, keep: Callable[[Any, Traced], None]
    ) -> Callable[[Frame, Any], Traced]:
        """A function that evaluates a rule set on a frame, and keeps what came out for the next with the same key."""
        writer = Writer(self.law, {})
        trace: list[str] = []
        outcomes = [writer.condition(rule.when, layout, "f", trace) for rule in rule_set.rules]
        states = [_state(self.law, rule_set, *pair) for pair in zip(rule_set.rules, outcomes, strict=True)]
        found = [*writer.lines, f"    return {_tuple(trace)}, {_tuple(states)}"]
        evaluate = _function("evaluate", found, rule_set.name, writer.names)
        concluded: dict[tuple[int, ...], Conclusion] = {}

        def new(frame: Frame, key: object) -> Traced:
            trace, states = evaluate(frame)
            conclusion = concluded.get(states)
            if conclusion is None:
                conclusion = conclude(rule_set, states)
                _keep(concluded, states, conclusion)
            keep(key, (trace, conclusion, conclusion.mask))
            return trace, conclusion, conclusion.mask

        return new


def answered(frame: Frame, slot: int, rule_set: RuleSet, conclusion: Conclusion) -> None:
    """Take over an answer that somebody found out, where the rules leave the value open."""
    concludes = rule_set.concludes
    if concludes.name not in frame[FACTS].answers:
        return
    place = Place("", column=concludes.name)
    answer = frame[FACTS].answers[concludes.name]
    if concludes.problem(answer):
        raise FactError([concludes.no(answer).at(place)])
    known = frame[slot] & mask_of(answer, concludes.domain)
    if conclusion.settled or not known:
        shown = listed(written(value) for value in conclusion.values)
        what = Text(
            f"{concludes.name} được kết luận bởi {rule_set.name} là {shown}, không được cho sẵn là {written(answer)}",
            f"{concludes.name} is concluded by {rule_set.name} as {shown} and may not be given as {written(answer)}",
        )
        raise FactError([Problem(place, what)])
    frame[slot] = known


def candidates(states: tuple[int, ...], values: tuple[Value, ...], ordinary: Value) -> tuple[Value, ...]:
    """The values of a threshold that may apply: each variant's in turn, until one certainly holds."""
    found = []
    for state, value in zip(states, values, strict=True):
        if state:
            found.append(value)
        if state == 3:
            return tuple(found)
    return (*found, ordinary)


def _function(name: str, lines: list[str], about: str, names: dict[str, Any]) -> Callable[[Frame], Any]:
    exec(compile("\n".join([f"def {name}(f):", *lines]), f"<{about}>", "exec"), names)  # noqa: S102
    function: Callable[[Frame], Any] = names[name]
    return function


def _tuple(expressions: Iterable[str]) -> str:
    return f"({''.join(f'{expression}, ' for expression in expressions)})"


def _state(law: Law, rule_set: RuleSet, rule: Rule, outcome: str) -> str:
    """The state of a rule's condition: what the law leaves open is undetermined until somebody answers."""
    answer = law.answers.get(f"{rule_set.name} {rule.id}")
    if rule.formalised or (answer and answer.holds):
        return outcome
    return "0" if answer else f"{outcome} & 1"


def _packed(inputs: Mapping[str, int]) -> str:
    """The expression of one number made of inputs of so many bits."""
    packed = "0"
    for expression, bits in inputs.items():
        packed = expression if packed == "0" else f"({packed} << {bits} | {expression})"
    return packed


def _keep(memo: dict[Any, Kept], key: object, value: Kept) -> None:
    if len(memo) >= REMEMBERED:
        memo.clear()
    memo[key] = value


def _paths(layout: FrameLayout, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], FrameLayout]]:
    yield path, layout
    for slot, member in layout.members.values():
        yield from _paths(member, (*path, slot))


def _walk(writer: Writer, path: tuple[int, ...], write: Callable[[str], None]) -> None:
    """Write lines for every frame at the end of a path of relations, those of unlisted members among them."""
    var, outside = "f", writer.indent
    for slot in path[:-1]:
        listed_, ghost, one = f"{var}[{slot}]", f"{var}[{slot + 1}]", writer.new("m")
        writer.line(f"for {one} in {listed_} if {ghost} is None else [*{listed_}, {ghost}]:")
        writer.indent += "    "
        var = one
    if path:
        writer.loop(f"{var}[{path[-1]}]", f"{var}[{path[-1] + 1}]", write)
    else:
        write(var)
    writer.indent = outside
