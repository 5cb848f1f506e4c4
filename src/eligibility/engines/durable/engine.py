"""The second entry: durable_rules fires again the rules that tracing has evaluated.

The productions and the cells of a frame that they compare are compiled in `productions`. Ratios, counts, dates and
whatever depends on other facts reach the engine as the outcomes that tracing found; choices, numbers and texts it
compares itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

import attrs

from eligibility.engines.durable import driver
from eligibility.engines.durable.driver import Network
from eligibility.engines.durable.productions import RULES_A_KIND, ProductionCompiler, reads, text_of
from eligibility.engines.durable.subset import Production
from eligibility.engines.frames import SUBJECT, Frame, FrameLayout, facts_by_name
from eligibility.engines.functions import compiled
from eligibility.model import Law, RuleSet, identity
from eligibility.sources import EngineDisagreement

REMEMBERED: Final = 4_096
"""The largest number of pictures of a group that are stored with the rules that apply, and of expected names."""

Fires = tuple[Any, ...]
"""The positions of the rules that apply; where several rule sets are fired together, a tuple of these."""


@attrs.frozen(eq=False)
class _RuleGroup:
    """Rules that are shown the same cells of the frames of one layout: by rule set their positions.

    A picture is the content of the cells for a frame. `agreed` are the pictures for which both engines found the same
    rules to apply.
    """

    layout: FrameLayout
    parts: tuple[tuple[RuleSet, range], ...]
    compiler: ProductionCompiler
    expected: dict[Fires, tuple[str, ...]] = attrs.field(factory=dict)
    agreed: dict[object, Fires] = attrs.field(factory=dict)

    def productions(self) -> Iterator[Production]:
        """The productions of these rules."""
        for rule_set, positions in self.parts:
            yield from self.compiler.productions(rule_set, positions)

    def names(self, fires: Fires) -> tuple[str, ...]:
        """The names that the engine should report where tracing found these rules to apply."""
        several = fires if len(self.parts) > 1 else (fires,)
        return tuple(
            f"{rule_set.name} {rule_set.rules[position].id}"
            for (rule_set, positions), applying in zip(self.parts, several, strict=True)
            for position in applying
            if position in positions
        )


class DurableEngine:
    """The productions of a law for frames of one layout, and their network on one thread.

    Where `remembers` is switched off, everything is fired again in each check.
    """

    def __init__(self, law: Law, layout: FrameLayout) -> None:
        self._groups: list[_RuleGroup] = []
        for member in layout.walk():
            for parts in _portions(law.of(member.kind.name)):
                self._groups.append(_RuleGroup(member, parts, ProductionCompiler(law, member, f"k{len(self._groups)}")))
        self.remembers = True
        self.productions = [production for group in self._groups for production in group.productions()]
        self.cells = {group.compiler.kind: tuple(group.compiler.cells) for group in self._groups}
        self._network = Network(self.productions, self.cells) if self.cells else None
        self._check = _check(layout, {group: self._firing(group) for group in self._groups})

    @staticmethod
    def available() -> bool:
        """True where durable_rules works."""
        return driver.available()

    def check(self, roots: Iterable[Frame]) -> None:
        """Fire the frames that tracing has decided; `EngineDisagreement` where other rules apply.

        Inputs already confirmed on this thread are not fired again: the engine is a function of its input. Members that
        nobody listed are not fired.
        """
        for root in roots:
            self._check(root)
        if not self.remembers:
            for group in self._groups:
                group.agreed.clear()

    def _firing(self, group: _RuleGroup) -> Callable[[Frame, Frame | None, object, Fires], None]:
        """A function that fires a frame whose picture is not among those agreed on."""
        names: dict[str, Any] = {}
        show = compiled("show", "f", [f"    return {text_of(group.compiler, 'f', names)}"], names, "show")
        expected, agreed = group.expected, group.agreed

        def fire(frame: Frame, parent: Frame | None, picture: object, fires: Fires) -> None:
            assert self._network is not None
            fired = self._network.fire(show(frame))
            if fired != expected.get(fires):
                _compare(group, frame, parent, fires, fired)
            if len(agreed) >= REMEMBERED:
                agreed.clear()
            agreed[picture] = fires

        return fire


def _compare(group: _RuleGroup, frame: Frame, parent: Frame | None, fires: Fires, fired: tuple[str, ...]) -> None:
    if len(group.expected) >= REMEMBERED:
        group.expected.clear()
    expected = group.expected[fires] = group.names(fires)
    if fired != expected:
        subject = identity(frame[SUBJECT], parent and parent[SUBJECT])
        raise EngineDisagreement(subject, fired, expected, facts_by_name(group.layout, frame))


def _portions(rule_sets: tuple[RuleSet, ...]) -> Iterator[tuple[tuple[RuleSet, range], ...]]:
    """The rules of one kind of subject in portions of at most `RULES_A_KIND`."""
    rules = [(rule_set, position) for rule_set in rule_sets for position in range(len(rule_set.rules))]
    for start in range(0, len(rules), RULES_A_KIND):
        parts = []
        for _, pairs in groupby(rules[start : start + RULES_A_KIND], lambda pair: pair[0].name):
            (rule_set, first), *others = pairs
            parts.append((rule_set, range(first, first + 1 + len(others))))
        yield tuple(parts)


def _check(layout: FrameLayout, firings: Mapping[_RuleGroup, Callable[..., None]]) -> Callable[[Frame], None]:
    """A function that fires a frame and its members where their pictures are not among those agreed on."""
    names: dict[str, Any] = {}
    lines = list(_lines(layout, firings, names, "f"))
    return compiled("check", "f", [*lines, "    return None"], names, "check")


def _lines(
    layout: FrameLayout, firings: Mapping[_RuleGroup, Callable[..., None]], names: dict[str, Any], var: str
) -> Iterator[str]:
    indent, parent = "    " * len(var), var[1:] or "None"
    for group, fire in firings.items():
        if group.layout is layout:
            name = group.compiler.kind
            names |= {f"agreed_{name}": group.agreed.get, f"fire_{name}": fire}
            fires = [f"{var}[{layout.traces[rule_set.name] + 1}].fires" for rule_set, _ in group.parts]
            # Rules of the same rule set in another group change the verdict, too.
            divided = [
                rules
                for rules, (rule_set, positions) in zip(fires, group.parts, strict=True)
                if len(positions) < len(rule_set.rules)
            ]
            picture, verdict = _joined([*reads(group.compiler, var), *divided]), _joined(fires)
            yield f"{indent}if agreed_{name}(p := {picture}) != (v := {verdict}): fire_{name}({var}, {parent}, p, v)"
    for slot, member in layout.members.values():
        inner = list(_lines(member, firings, names, var + "f"))
        if inner:
            yield f"{indent}for {var}f in {var}[{slot}]:"
            yield from inner


def _joined(expressions: list[str]) -> str:
    return expressions[0] if len(expressions) == 1 else f"({', '.join(expressions)})"
