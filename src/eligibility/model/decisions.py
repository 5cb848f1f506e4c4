"""Decisions: the value of a derived attribute for one subject, or what it may be; and why, as data without words."""

from collections.abc import Iterator, Mapping
from typing import Protocol

import attrs

from eligibility.model.conclusions import Conclusion
from eligibility.model.conditions import Observed, Op
from eligibility.model.outcomes import Outcome
from eligibility.model.rulesets import Answer, Citation, Law, Rule, RuleSet
from eligibility.model.values import Choice, Evidence, Given, Value


@attrs.frozen
class Seen:
    """A fact as a leaf saw it: whose, its value, how far it can be trusted, and where it was read."""

    subject: str
    attribute: str
    value: Given
    evidence: Evidence
    source: str


@attrs.frozen
class ExplainedTest:
    """A test and its thresholds as they stood: for each operand every value that may apply; `named`: their names."""

    op: Op
    thresholds: tuple[tuple[Value, ...], ...]
    named: tuple[str, ...]


@attrs.frozen
class ExplainedMember:
    """One member of a relation and whether it counts; an empty subject is the member that nobody listed.

    `basis` are the explanations of the derived attributes that are read of it.
    """

    subject: str
    outcome: Outcome
    why: "ExplainedCondition | None"
    basis: tuple["Explanation", ...] = ()


@attrs.frozen
class ExplainedLeaf:
    """A leaf: what it saw, against what, with which outcome. A count has bounds (None: no upper one) and members."""

    outcome: Outcome
    observed: Observed
    seen: tuple[Seen, ...]
    tests: tuple[ExplainedTest, ...]
    bounds: tuple[int, int | None] | None = None
    members: tuple[ExplainedMember, ...] = ()
    parts: tuple["ExplainedCondition", ...] = ()


@attrs.frozen
class ExplainedNode:
    """`all`, `any`, `not`, or the name of the relation to the subject that this one belongs to."""

    outcome: Outcome
    word: str
    parts: tuple["ExplainedCondition", ...]


ExplainedCondition = ExplainedLeaf | ExplainedNode


@attrs.frozen
class ExplainedRule:
    """A rule: its outcome, its condition's own, and which exceptions stood in its way."""

    rule: Rule
    outcome: Outcome
    condition: ExplainedCondition
    excepted_by: tuple[str, ...]
    answer: Answer | None


@attrs.frozen
class Explanation:
    """Explanation of a rule set's conclusion for one subject.

    `basis` are the explanations of the derived attributes that it reads, each after those it needs itself. `law` is
    what it was decided under: its date, and the titles of all that is spoken of.
    """

    subject: str
    rule_set: RuleSet
    values: tuple[Choice, ...]
    conflict: tuple[str, ...]
    rules: tuple[ExplainedRule, ...]
    otherwise: Outcome
    answered: Seen | None
    basis: tuple["Explanation", ...] = ()
    law: Law = attrs.field(kw_only=True, eq=False, repr=False)


@attrs.frozen
class Missing:
    """Something unknown that is still in play: a fact, the rest of a relation, or a question the law leaves open."""

    subject: str
    attribute: str
    kind: str = "fact"


@attrs.frozen
class MoreMembers:
    """So many more members of a relation, each with these facts; `complete` says that there are no others then."""

    count: int
    facts: tuple[tuple[str, Given], ...] = ()
    complete: bool = False


@attrs.frozen
class NoMoreMembers:
    """Finding that a relation has no members but those listed."""


Found = Given | MoreMembers | NoMoreMembers
"""A possible finding about something missing; for a question, yes or no: the rule holds or not."""


@attrs.frozen
class Counterfactual:
    """Values of some facts that settle a decision, or change it, and the conclusion they lead to."""

    facts: tuple[tuple[Missing, Found], ...]
    value: Choice


@attrs.frozen
class Counterfactuals:
    """The smallest sets of facts that could settle or change a decision, each replayed.

    `truncated` says that the search was cut: there may be others, and smaller ones among those with other values.
    """

    settlings: tuple[Counterfactual, ...]
    truncated: bool


class Case(Protocol):
    """State that an engine stores for a decided subject, to explain it on demand."""

    @property
    def law(self) -> Law:
        """The law under which it was decided."""

    @property
    def subject(self) -> str:
        """The subject's code, or its names where it has none."""

    @property
    def double(self) -> bool:
        """True where durable_rules fired the same rules."""

    def conclusion(self, rule_set: RuleSet) -> Conclusion:
        """The conclusion of the rule set."""

    def values(self, rule_set: RuleSet) -> tuple[Choice, ...]:
        """The values still possible, answers taken into account."""

    def evidence(self, rule_set: RuleSet) -> Evidence | None:
        """The evidence of the strongest sufficient proof."""

    def missing(self, rule_set: RuleSet) -> tuple[Missing, ...]:
        """The unknown facts still in play."""

    def explain(self, rule_set: RuleSet) -> Explanation:
        """The explanation of the decision."""


@attrs.frozen(eq=False)
class Decision:
    """Decision of a rule set for one subject.

    `value` is the decided value, or None with `may_be` where it is undetermined (`decided` tells the law's *none* from
    the latter). Explanation, evidence and missing facts are worked out when asked for.
    """

    rule_set: RuleSet
    case: Case = attrs.field(repr=False)

    @property
    def subject(self) -> str:
        """The subject's code, or its names where it has none."""
        return self.case.subject

    @property
    def law(self) -> Law:
        """The law under which it was decided, with its date."""
        return self.case.law

    @property
    def attribute(self) -> str:
        """The name of the derived attribute."""
        return self.rule_set.concludes.name

    @property
    def decided(self) -> bool:
        """True where there is one value."""
        return len(self.case.values(self.rule_set)) == 1 and not self.conflict

    @property
    def value(self) -> Choice:
        """The decided value, or None."""
        return self.case.values(self.rule_set)[0] if self.decided else None

    @property
    def may_be(self) -> tuple[Choice, ...]:
        """The values that it may still have where it is undetermined, else none."""
        return () if self.decided else self.case.values(self.rule_set)

    @property
    def conflict(self) -> tuple[str, ...]:
        """The rules that contradict each other whatever the unknown facts are."""
        return tuple(self.rule_set.rules[position].id for position in self.case.conclusion(self.rule_set).conflict)

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        """The outcome of each rule by its id."""
        outcomes = self.case.conclusion(self.rule_set).outcomes
        return {rule.id: Outcome(outcome) for rule, outcome in zip(self.rule_set.rules, outcomes, strict=True)}

    @property
    def findings(self) -> tuple[tuple[Rule, Outcome], ...]:
        """Under `collect`: the rules that certainly apply and those that may."""
        conclusion = self.case.conclusion(self.rule_set)
        sure = [(self.rule_set.rules[position], Outcome.SATISFIED) for position in conclusion.certain]
        return (*sure, *((self.rule_set.rules[position], Outcome.UNDETERMINED) for position in conclusion.possible))

    @property
    def cite(self) -> tuple[Citation, ...]:
        """The citations of whatever gives the value, or may."""
        citations: dict[Citation, None] = {}
        for position in self.case.conclusion(self.rule_set).reached:
            otherwise = self.rule_set.otherwise
            cited = self.rule_set.rules[position].cite if position >= 0 else otherwise.cite if otherwise else ()
            citations |= dict.fromkeys(cited)
        return tuple(citations)

    @property
    def entry(self) -> str:
        """``double`` where durable_rules fired the same rules, ``single`` where tracing decided alone."""
        return "double" if self.case.double else "single"

    @property
    def evidence(self) -> Evidence | None:
        """The evidence of the strongest sufficient proof; None where undetermined."""
        return self.case.evidence(self.rule_set) if self.decided else None

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Every unknown fact still in play; none where the decision is settled."""
        return () if self.decided else self.case.missing(self.rule_set)

    @property
    def explanation(self) -> Explanation:
        """The explanation as data; `reporting.render` writes it in words."""
        return self.case.explain(self.rule_set)


class Decisions(Mapping[str, Decision]):
    """The decisions of one subject by derived attribute, in the order in which they were concluded."""

    __slots__ = ("case", "rule_sets")

    def __init__(self, rule_sets: Mapping[str, RuleSet], case: Case) -> None:
        self.rule_sets = rule_sets
        self.case = case

    @property
    def subject(self) -> str:
        """The subject's code, or its names where it has none."""
        return self.case.subject

    @property
    def final(self) -> tuple[Decision, ...]:
        """The decisions that no other rests on: their explanations contain those of all others."""
        bases = {basis.rule_set.name for decision in self.values() for basis in decision.explanation.basis}
        return tuple(decision for decision in self.values() if decision.rule_set.name not in bases)

    def __getitem__(self, attribute: str) -> Decision:
        return Decision(self.rule_sets[attribute], self.case)

    def __iter__(self) -> Iterator[str]:
        return iter(self.rule_sets)

    def __len__(self) -> int:
        return len(self.rule_sets)
