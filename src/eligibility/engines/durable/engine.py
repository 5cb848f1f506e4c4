"""Durable: what tracing decided, fired once more by durable_rules: the second entry.

The productions and what they see of a frame are written in `productions`. Ratios, counts, dates and what depends on
other facts reach the engine as the outcomes that tracing found; choices, numbers and texts it compares itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from eligibility.engines.durable import driver
from eligibility.engines.durable.driver import Network
from eligibility.engines.durable.productions import RULES_A_KIND, ProductionCompiler, reads, text_of
from eligibility.engines.durable.subset import Production
from eligibility.engines.frames import PARENT, SUBJECT, Frame, FrameLayout, facts_by_name
from eligibility.engines.functions import compiled
from eligibility.model import Law, RuleSet, identity
from eligibility.sources import EngineDisagreement

REMEMBERED: Final = 4_096
"""So many pictures of a kind are kept with the rules that both engines found to apply, and so many expected names."""

Part = tuple[RuleSet, int, int]
Fires = tuple[Any, ...]
"""The positions of the rules that apply; where several rule sets are fired together, a tuple of these."""


@attrs.frozen(eq=False)
class _Kind:
    """Rules that are shown the same cells of the frames of one layout: parts of rule sets, from position to position.

    A picture is what the cells show of a frame. `agreed` are the pictures of which the engine said what tracing did.
    """

    layout: FrameLayout
    parts: tuple[Part, ...]
    compiler: ProductionCompiler
    expected: dict[Fires, tuple[str, ...]] = attrs.field(factory=dict)
    agreed: dict[object, Fires] = attrs.field(factory=dict)

    def productions(self) -> Iterator[Production]:
        """The productions of these rules."""
        for rule_set, start, end in self.parts:
            yield from self.compiler.productions(rule_set, range(start, end))

    def shared(self) -> Iterator[int]:
        """Which of the parts are not whole rule sets."""
        for at, (rule_set, start, end) in enumerate(self.parts):
            if end - start < len(rule_set.rules):
                yield at

    def names(self, fires: Fires) -> tuple[str, ...]:
        """The names that the engine should report where tracing found these rules to apply."""
        several = fires if len(self.parts) > 1 else (fires,)
        return tuple(
            f"{rule_set.name} {rule_set.rules[position].id}"
            for (rule_set, start, end), positions in zip(self.parts, several, strict=True)
            for position in positions
            if start <= position < end
        )


class DurableEngine:
    """The productions of a law for frames of one layout, and their network on one thread.

    Where `remembers` is switched off, everything is fired again in each check.
    """

    def __init__(self, law: Law, layout: FrameLayout) -> None:
        self._kinds: list[_Kind] = []
        for member in layout.walk():
            for parts in _portions(law.of(member.kind.name)):
                self._kinds.append(_Kind(member, parts, ProductionCompiler(law, member, f"k{len(self._kinds)}")))
        self.remembers = True
        self.productions = [production for kind in self._kinds for production in kind.productions()]
        self.cells = {kind.compiler.kind: tuple(kind.compiler.cells) for kind in self._kinds}
        self._network = Network(self.productions, self.cells) if self.cells else None
        self._check = _check(layout, {kind: self._firing(kind) for kind in self._kinds})

    @staticmethod
    def available() -> bool:
        """Whether durable_rules works here."""
        return driver.available()

    def check(self, roots: Iterable[Frame]) -> None:
        """Fire the frames that tracing has decided; `EngineDisagreement` where other rules apply.

        What looks the same to the engine, and of which tracing says the same, is fired once on a thread: the engine
        is a function of what it is shown, and a second time would tell nothing new. Members that nobody listed are not
        fired.
        """
        for root in roots:
            self._check(root)
        if not self.remembers:
            for kind in self._kinds:
                kind.agreed.clear()

    def _firing(self, kind: _Kind) -> Callable[[Frame, object, Fires], None]:
        """A function that fires a frame with a picture that is not known to be agreed on."""
        names: dict[str, Any] = {}
        show = compiled("show", "f", [f"    return {text_of(kind.compiler, 'f', names)}"], names, "show")
        expected, agreed = kind.expected, kind.agreed

        def fire(frame: Frame, picture: object, fires: Fires) -> None:
            assert self._network is not None
            fired = self._network.fire_one(show(frame))
            if fired != expected.get(fires):
                _compare(kind, frame, fires, fired)
            if len(agreed) >= REMEMBERED:
                agreed.clear()
            agreed[picture] = fires

        return fire


def _compare(kind: _Kind, frame: Frame, fires: Fires, fired: tuple[str, ...]) -> None:
    if len(kind.expected) >= REMEMBERED:
        kind.expected.clear()
    expected = kind.expected[fires] = kind.names(fires)
    if fired != expected:
        subject = identity(frame[SUBJECT], frame[PARENT] and frame[PARENT][SUBJECT])
        raise EngineDisagreement(subject, fired, expected, facts_by_name(kind.layout, frame))


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


def _check(
    layout: FrameLayout, firings: Mapping[_Kind, Callable[[Frame, object, Fires], None]]
) -> Callable[[Frame], None]:
    """A function that fires of a frame and its members what is not known to be agreed on."""
    names: dict[str, Any] = {}
    lines = list(_lines(layout, firings, names, "f"))
    return compiled("check", "f", [*lines, "    return None"], names, "check")


def _lines(
    layout: FrameLayout, firings: Mapping[_Kind, Callable[..., None]], names: dict[str, Any], var: str
) -> Iterator[str]:
    indent = "    " * len(var)
    for kind, fire in firings.items():
        if kind.layout is layout:
            name = kind.compiler.kind
            names |= {f"agreed_{name}": kind.agreed.get, f"fire_{name}": fire}
            fires = [f"{var}[{layout.traces[rule_set.name] + 1}].fires" for rule_set, _, _ in kind.parts]
            others = [fires[at] for at in kind.shared()]  # what applies elsewhere makes another verdict
            picture, verdict = _joined([*reads(kind.compiler, var), *others]), _joined(fires)
            yield f"{indent}if agreed_{name}(p := {picture}) != (v := {verdict}): fire_{name}({var}, p, v)"
    for slot, member in layout.members.values():
        inner = list(_lines(member, firings, names, var + "f"))
        if inner:
            yield f"{indent}for {var}f in {var}[{slot}]:"
            yield from inner


def _joined(expressions: list[str]) -> str:
    return expressions[0] if len(expressions) == 1 else f"({', '.join(expressions)})"
