"""Coverage of the law: what the scenarios make hold, fail and undetermined, and on which sides of each threshold."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs

from eligibility.model import Law, Leaf, Op, Outcome, Rule, RuleSet
from eligibility.reporting import ConditionFormatter, op_text
from eligibility.sources import Place, Text
from eligibility.testing.coverage.traces import SIDES, Key, Path, Traces, key_of, labels, within
from eligibility.testing.gherkin import FeatureError
from eligibility.testing.laws import LawCache
from eligibility.testing.overlay import LawOverlay
from eligibility.testing.runner import BoundScenario, ScenarioResult, run
from eligibility.testing.steps import Expected

ORDER: Final = (Outcome.SATISFIED, Outcome.NOT_SATISFIED, Outcome.UNDETERMINED)
"""The order in which outcomes are shown."""
Marks = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""The positions of the scenarios in which something holds, fails and is undetermined; or of those below, at, above."""


@attrs.frozen
class Boundary:
    """A threshold of a test: in which scenarios a value lies below it, at it and above it.

    Of a date *below* is the day before, and no earlier day.
    """

    place: Place
    words: Text
    marks: Marks

    @property
    def missing(self) -> tuple[str, ...]:
        """The sides that no scenario touches."""
        return tuple(side for side, found in zip(SIDES, self.marks, strict=True) if not found)

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        sides = {side: len(found) for side, found in zip(SIDES, self.marks, strict=True)}
        return {"line": self.place.line, "threshold": attrs.asdict(self.words), **sides, "missing": list(self.missing)}


@attrs.frozen
class LeafCoverage:
    """A leaf of a rule, or of a variant of a named value that it compares with, and its thresholds."""

    place: Place
    words: Text
    marks: Marks
    boundaries: tuple[Boundary, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        boundaries = [boundary.as_dict() for boundary in self.boundaries]
        return {
            "line": self.place.line,
            "condition": attrs.asdict(self.words),
            **_counted(self.marks),
            "boundaries": boundaries,
        }


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
        return tuple(sorted({at for marks in self.marks for at in marks}))

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        head = {"id": self.id, "line": self.place.line, "title": attrs.asdict(self.title)}
        return {**head, **_counted(self.marks), "leaves": [leaf.as_dict() for leaf in self.leaves]}


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
"""File and line, what stands there (rule, leaf or boundary), its words, and how many scenarios there are of each."""


@attrs.frozen
class LawCoverage:
    """What scenarios make of every rule set of the laws that they load, and what came of them."""

    verdicts: tuple[ScenarioResult, ...]
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
        """The rows of which one is zero: what no scenario makes hold, fail or undetermined, or does not touch."""
        return (row for row in self.rows(lang) if not all(row[3]))

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {"scenarios": len(self.verdicts), "rule_sets": [rule_set.as_dict() for rule_set in self.rule_sets]}


def _row(place: Place, what: str, words: str, marks: Marks) -> Row:
    return f"{place.file}:{place.line}", what, words, (len(marks[0]), len(marks[1]), len(marks[2]))


def _counted(marks: Marks) -> dict[str, int]:
    return {outcome.key: len(found) for outcome, found in zip(ORDER, marks, strict=True)}


def measure(scenarios: Sequence[BoundScenario], laws: LawCache) -> LawCoverage:
    """Run scenarios, and see what they touch of every rule set of the laws that they load.

    Every decision counts, of members too, but not the member that nobody listed.
    """
    traces = Traces()
    borrowed = LawOverlay(laws.root, lender=laws, decided=traces.decided)
    verdicts = []
    for traces.now, one in enumerate(scenarios):
        result = run(one, borrowed)[0]
        if result.error is not None and not isinstance(result.error, Expected | FeatureError):
            raise result.error
        verdicts.append(result)
    loaded = (*borrowed.laws.values(), *(plan.law for plan in borrowed.plans.values()))
    found: dict[Key, RuleSetCoverage] = {}
    for law in loaded:
        for rule_set in law.rule_sets:
            own = [other for other in loaded if any(key_of(known) == key_of(rule_set) for known in other.rule_sets)]
            found.setdefault(key_of(rule_set), _of_rule_set(own, rule_set, traces))
    return LawCoverage(tuple(verdicts), tuple(sorted(found.values(), key=lambda one: one.place.order)))


def _of_rule_set(laws: Sequence[Law], rule_set: RuleSet, traces: Traces) -> RuleSetCoverage:
    rules = tuple(_of_rule(laws, rule_set, rule, traces) for rule in rule_set.rules)
    return RuleSetCoverage(rule_set.name, rule_set.title, rule_set.place, rules)


def _of_rule(laws: Sequence[Law], rule_set: RuleSet, rule: Rule, traces: Traces) -> RuleCoverage:
    key = (*key_of(rule_set), rule.id)
    leaves = tuple(
        _of_leaf(laws, formatter, leaf, (*key, *path), traces)
        for formatter, leaf, path in within(ConditionFormatter(laws[0], rule_set.subject), rule.when)
    )
    return RuleCoverage(rule.id, rule.title, rule.place, _marks(traces, key), leaves)


def _of_leaf(laws: Sequence[Law], formatter: ConditionFormatter, leaf: Leaf, key: Path, traces: Traces) -> LeafCoverage:
    observed = formatter.measure(leaf)
    boundaries = []
    for at, test in enumerate(leaf.tests):
        for turn, operand in enumerate(test.operands if test.op.bounds else ()):
            shown = dict.fromkeys(label for law in laws for label in labels(law, operand, observed))
            for label in shown:
                below, on, above = traces.marks((*key, at, turn, label), SIDES)
                words = Text("{} {} " + label, "{} {} " + label).format(observed.title, _word(test.op))
                boundaries.append(Boundary(test.place, words, (below, on, above)))
    return LeafCoverage(leaf.place, formatter.text(leaf), _marks(traces, key), tuple(boundaries))


def _word(op: Op) -> Text:
    return Text.of(lambda lang: op_text(op, lang))


def _marks(traces: Traces, path: Path) -> Marks:
    holds, fails, open_ = traces.marks(path, tuple(outcome.key for outcome in ORDER))
    return holds, fails, open_
