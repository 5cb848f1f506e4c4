"""Coverage of the law: what the scenarios make hold, fail and undetermined, and on which sides of each threshold."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs

from eligibility.model import Law, Leaf, Outcome, Rule, RuleSet
from eligibility.reporting import ConditionFormatter, op_text
from eligibility.sources import Place, Text
from eligibility.testing.coverage.traces import SIDES, Key, Path, Traces, key_of, labels, within
from eligibility.testing.gherkin import FeatureError
from eligibility.testing.laws import LawCache
from eligibility.testing.overlay import LawOverlay
from eligibility.testing.runner import BoundScenario, ScenarioResult, run
from eligibility.testing.steps import Expected

OUTCOMES: Final = tuple(outcome.key for outcome in (Outcome.SATISFIED, Outcome.NOT_SATISFIED, Outcome.UNDETERMINED))
"""The outcomes in the order of their marks."""
Marks = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""The positions of the scenarios in which something holds, fails and is undetermined; or of those below, at, above."""


def _counts(states: tuple[str, ...], marks: Marks) -> dict[str, int]:
    return {state: len(positions) for state, positions in zip(states, marks, strict=True)}


@attrs.frozen
class Boundary:
    """A threshold of a test: the scenarios in which a value is below it, at it and above it.

    `label` is the threshold as rule files write it. Of a date *below* is the day before, and no earlier day.
    """

    place: Place
    label: str
    words: Text
    marks: Marks

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        sides = _counts(SIDES, self.marks)
        missing = [side for side, count in sides.items() if not count]
        return {"line": self.place.line, "threshold": attrs.asdict(self.words), **sides, "missing": missing}


@attrs.frozen
class LeafCoverage:
    """A leaf of a rule, or of a variant of a named value that it compares with, and its thresholds."""

    place: Place
    words: Text
    marks: Marks
    boundaries: tuple[Boundary, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        head = {"line": self.place.line, "condition": attrs.asdict(self.words)}
        boundaries = [boundary.as_dict() for boundary in self.boundaries]
        return {**head, **_counts(OUTCOMES, self.marks), "boundaries": boundaries}


@attrs.frozen
class RuleCoverage:
    """A rule: in which scenarios it applies, does not apply, and is undetermined."""

    id: str
    title: Text
    place: Place
    marks: Marks
    leaves: tuple[LeafCoverage, ...]

    @property
    def scenarios(self) -> tuple[int, ...]:
        """The positions of all scenarios in which it was evaluated."""
        return tuple(sorted(set().union(*self.marks)))

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        head = {"id": self.id, "line": self.place.line, "title": attrs.asdict(self.title)}
        return {**head, **_counts(OUTCOMES, self.marks), "leaves": [leaf.as_dict() for leaf in self.leaves]}


@attrs.frozen
class RuleSetCoverage:
    """A rule set with its rules."""

    name: str
    title: Text
    place: Place
    rules: tuple[RuleCoverage, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        head = {"rule_set": self.name, "file": self.place.file, "line": self.place.line}
        return {**head, "title": attrs.asdict(self.title), "rules": [rule.as_dict() for rule in self.rules]}


Row = tuple[str, str, str, tuple[int, int, int]]
"""File and line, `rule`, `leaf` or `boundary`, its words, and the numbers of scenarios of each mark."""


@attrs.frozen
class LawCoverage:
    """The results of scenarios, and what they touch of every rule set of the laws that they load."""

    results: tuple[ScenarioResult, ...]
    rule_sets: tuple[RuleSetCoverage, ...]

    def rows(self, lang: str) -> Iterator[Row]:
        """Every rule, leaf and boundary, for a table."""
        for rule_set in self.rule_sets:
            for rule in rule_set.rules:
                yield _row(rule.place, "rule", rule.title.in_(lang), rule.marks)
                for leaf in rule.leaves:
                    yield _row(leaf.place, "leaf", leaf.words.in_(lang), leaf.marks)
                    for boundary in leaf.boundaries:
                        yield _row(boundary.place, "boundary", boundary.words.in_(lang), boundary.marks)

    def gaps(self, lang: str) -> Iterator[Row]:
        """The rows with a zero: what no scenario makes hold, fail or undetermined, or does not touch."""
        return (row for row in self.rows(lang) if not all(row[3]))

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {"scenarios": len(self.results), "rule_sets": [rule_set.as_dict() for rule_set in self.rule_sets]}


def _row(place: Place, what: str, words: str, marks: Marks) -> Row:
    return f"{place.file}:{place.line}", what, words, (len(marks[0]), len(marks[1]), len(marks[2]))


def measure(scenarios: Sequence[BoundScenario], laws: LawCache) -> LawCoverage:
    """Run scenarios, and note what they touch of every rule set of the laws that they load.

    Every decision counts, of members too, but not the member that nobody listed.
    """
    traces = Traces()
    overlay = LawOverlay(laws.root, lender=laws, decided=traces.decided)
    results = []
    for traces.now, bound in enumerate(scenarios):
        result = run(bound, overlay)[0]
        if result.error is not None and not isinstance(result.error, Expected | FeatureError):
            raise result.error
        results.append(result)
    editions: dict[Key, list[tuple[Law, RuleSet]]] = {}
    for law in (*overlay.laws.values(), *(plan.law for plan in overlay.plans.values())):
        for rule_set in law.rule_sets:
            editions.setdefault(key_of(rule_set), []).append((law, rule_set))
    covered = [_of_rule_set([law for law, _ in pairs], pairs[0][1], traces) for pairs in editions.values()]
    return LawCoverage(tuple(results), tuple(sorted(covered, key=lambda rule_set: rule_set.place.order)))


def _of_rule_set(laws: Sequence[Law], rule_set: RuleSet, traces: Traces) -> RuleSetCoverage:
    rules = tuple(_of_rule(laws, rule_set, rule, traces) for rule in rule_set.rules)
    return RuleSetCoverage(rule_set.name, rule_set.title, rule_set.place, rules)


def _of_rule(laws: Sequence[Law], rule_set: RuleSet, rule: Rule, traces: Traces) -> RuleCoverage:
    path = (*key_of(rule_set), rule.id)
    formatter = ConditionFormatter(laws[0], rule_set.subject)
    leaves = tuple(_of_leaf(laws, *place, traces) for place in within(formatter, rule.when, path))
    return RuleCoverage(rule.id, rule.title, rule.place, _marks(traces, path, OUTCOMES), leaves)


def _of_leaf(
    laws: Sequence[Law], formatter: ConditionFormatter, leaf: Leaf, path: Path, traces: Traces
) -> LeafCoverage:
    measure = formatter.measure(leaf)
    boundaries = []
    for position, test in enumerate(leaf.tests):
        word = Text(op_text(test.op, "vi"), op_text(test.op, "en"))
        for turn, operand in enumerate(test.operands if test.op.bounds else ()):
            for label in dict.fromkeys(label for law in laws for label in labels(law, operand, measure)):
                words = Text("{} {} {}", "{} {} {}").format(measure.title, word, Text(label, label))
                marks = _marks(traces, (*path, position, turn, label), SIDES)
                boundaries.append(Boundary(test.place, label, words, marks))
    return LeafCoverage(leaf.place, formatter.text(leaf), _marks(traces, path, OUTCOMES), tuple(boundaries))


def _marks(traces: Traces, path: Path, states: tuple[str, ...]) -> Marks:
    first, second, third = traces.marks(path, states)
    return first, second, third
