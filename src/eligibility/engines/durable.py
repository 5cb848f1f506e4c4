"""Durable: what tracing decided, fired once more by durable_rules: the second entry.

The productions and what they see of a frame are written in `productions`. Ratios, counts, dates and what depends on
other facts reach the engine as the outcomes that tracing found; choices, numbers and texts it compares itself.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

import attrs

from eligibility.engines import firing
from eligibility.engines.firing import HostNetwork, Network, Production, network
from eligibility.engines.frames import PARENT, SUBJECT, Frame, Shape, facts_seen
from eligibility.engines.productions import RULES_A_KIND, Compiler, body
from eligibility.errors import EngineDisagreement
from eligibility.facts import identity
from eligibility.rulesets import Law, RuleSet

REMEMBERED: Final = 4_096
"""So many combinations of rules that apply are kept with the names that the engine reports for them."""

Part = tuple[RuleSet, int, int]
Key = tuple[Any, ...]
Seen = dict[tuple[str, Key], Frame]


@attrs.frozen
class _Kind:
    """Rules that are shown the same cells of the frames of one shape: parts of rule sets, from position to position."""

    shape: Shape
    parts: tuple[Part, ...]
    compiler: Compiler

    def productions(self) -> Iterator[Production]:
        """The productions of these rules."""
        for rule_set, start, end in self.parts:
            yield from self.compiler.productions(rule_set, range(start, end))

    def expected(self, fires: tuple[tuple[int, ...], ...]) -> tuple[str, ...]:
        """The names that the engine should report where tracing found these rules to apply."""
        return tuple(
            f"{rule_set.name} {rule_set.rules[position].id}"
            for (rule_set, start, end), positions in zip(self.parts, fires, strict=True)
            for position in positions
            if start <= position < end
        )


class DurableEngine:
    """The productions of a law for frames of one shape, and their network on one thread."""

    def __init__(self, law: Law, shape: Shape) -> None:
        self._kinds: dict[str, _Kind] = {}
        for member in shape.walk():
            for parts in _portions(law.of(member.kind.name)):
                name = f"k{len(self._kinds)}"
                self._kinds[name] = _Kind(member, parts, Compiler(law, member, name))
        self._expected: dict[Key, tuple[str, ...]] = {}
        self._agreed: set[tuple[str, Key]] = set()
        self.remembered = REMEMBERED
        self.productions = [production for kind in self._kinds.values() for production in kind.productions()]
        self.cells = {name: tuple(kind.compiler.cells) for name, kind in self._kinds.items()}
        self._network: Network | HostNetwork | None = network(self.productions, self.cells) if self.cells else None
        self.show = _show(shape, tuple(self._kinds.values()))

    @staticmethod
    def available() -> bool:
        """Whether durable_rules works here."""
        return firing.available()

    def check(self, roots: Iterable[Frame]) -> None:
        """Fire the frames that tracing has decided; `EngineDisagreement` where other rules apply.

        What looks the same to the engine, and of which tracing says the same, is fired once on a thread: the engine
        is a function of what it is shown, and a second time would tell nothing new. Members that nobody listed are not
        fired.
        """
        if self._network is None:
            return
        seen: Seen = {}
        for root in roots:
            self.show(root, seen)
        fire, expected = self._network.fire_one, self._expected.get
        agreed = self._agreed
        for pair, frame in seen.items():
            if pair in agreed:
                continue
            shown, key = pair
            fired = fire(shown)
            if fired != expected(key):
                self._compare(fired, key, frame)
            if len(agreed) >= self.remembered:
                agreed.clear()
            agreed.add(pair)

    def _compare(self, fired: tuple[str, ...], key: Key, frame: Frame) -> None:
        kind = self._kinds[key[0]]
        if len(self._expected) >= REMEMBERED:
            self._expected.clear()
        self._expected[key] = kind.expected(key[1:])
        if fired != self._expected[key]:
            subject = identity(frame[SUBJECT], frame[PARENT] and frame[PARENT][SUBJECT])
            raise EngineDisagreement(subject, fired, self._expected[key], facts_seen(kind.shape, frame))


def _portions(rule_sets: tuple[RuleSet, ...]) -> Iterator[tuple[Part, ...]]:
    """The rules of one kind of subject in portions of at most `RULES_A_KIND`."""
    parts: list[Part] = []
    room = RULES_A_KIND
    for rule_set in rule_sets:
        start = 0
        while start < len(rule_set.rules):
            end = min(len(rule_set.rules), start + room)
            parts.append((rule_set, start, end))
            room -= end - start
            start = end
            if not room:
                yield tuple(parts)
                parts, room = [], RULES_A_KIND
    if parts:
        yield tuple(parts)


def _show(shape: Shape, kinds: tuple[_Kind, ...]) -> Callable[[Frame, Seen], None]:
    """A function that adds to `seen` what the engine is shown of a frame and its members, with what should fire."""
    names: dict[str, Any] = {"dumps": partial(json.dumps, ensure_ascii=False)}
    lines = ["def show(f0, seen):", *_lines(shape, kinds, names, 0), "    return None"]
    exec(compile("\n".join(lines), f"<shown of {shape.kind.name}>", "exec"), names)  # noqa: S102
    show: Callable[[Frame, Seen], None] = names["show"]
    return show


def _lines(shape: Shape, kinds: tuple[_Kind, ...], names: dict[str, Any], depth: int) -> Iterator[str]:
    indent, var = "    " * (depth + 1), f"f{depth}"
    for kind in kinds:
        if kind.shape is shape:
            fires = [f"{var}[{shape.traces[rule_set.name] + 1}].fires" for rule_set, _, _ in kind.parts]
            key = ", ".join([f"'{kind.compiler.kind}'", *fires])
            yield f"{indent}seen[{body(kind.compiler, var, names)}, ({key})] = {var}"
    for slot, member in shape.members.values():
        inner = list(_lines(member, kinds, names, depth + 1))
        if inner:
            yield f"{indent}for f{depth + 1} in {var}[{slot}]:"
            yield from inner
