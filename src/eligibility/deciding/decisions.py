"""Decide the derived attributes of a subject by two engines that must agree."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby, islice
from typing import Any, Final

import attrs

from eligibility.deciding.program import Program, kind_of, program_for, program_of, traced
from eligibility.engines import Frame, link_parents, unlink_parents
from eligibility.engines.tracing import name_of
from eligibility.model import Choice, Conclusion, Decisions, Evidence, Explanation, Law, Missing, RuleSet, values_of

BATCH: Final = 50
"""The number of subjects that durable_rules checks together."""


@attrs.define(eq=False)  # not frozen, which would cost more than the reading of a member
class Decided:
    """A decided subject: its frame, that of the topmost subject around it, and the program that decided it.

    Members need not refer to the subject that they belong to until an explanation follows them up.
    """

    program: Program
    root: Frame
    frame: Frame

    def _linked(self) -> Frame:
        link_parents(self.program.layout, self.root)
        return self.frame

    @property
    def law(self) -> Law:
        """The law under which it was decided."""
        return self.program.law

    @property
    def subject(self) -> str:
        """The subject's code, or its names where it has none."""
        return name_of(self.frame if self.frame is self.root else self._linked())

    @property
    def double(self) -> bool:
        """True where durable_rules fired the same rules."""
        return self.program.double

    def conclusion(self, rule_set: RuleSet) -> Conclusion:
        """The conclusion of the rule set."""
        conclusion: Conclusion = self.frame[self.program.target.traces[rule_set.name] + 1]
        return conclusion

    def values(self, rule_set: RuleSet) -> tuple[Choice, ...]:
        """The values still possible, answers taken into account."""
        attribute = rule_set.concludes
        return values_of(self.frame[self.program.target.slots[attribute.name]], attribute.domain)

    def evidence(self, rule_set: RuleSet) -> Evidence | None:
        """The evidence of the strongest sufficient proof."""
        return self.program.evidence_evaluator.evidence(self.root, self.program.target, self.frame, rule_set)

    def missing(self, rule_set: RuleSet) -> tuple[Missing, ...]:
        """The unknown facts still in play."""
        dependencies = self.program.finder.inputs(self.program.target, self._linked(), rule_set)
        return tuple(dict.fromkeys(dependency.missing for dependency in dependencies))

    def explain(self, rule_set: RuleSet) -> Explanation:
        """Why."""
        return self.program.explainer.explain(self.program.target, self._linked(), rule_set)


def decide(law: Law, subject: Any, within: Any = None) -> Decisions:  # noqa: ANN401 - an object of any declared class
    """The decisions on one subject, one for each attribute that the law concludes for it.

    `subject` is an attrs object or its `Facts`; `within` the subject that it belongs to, where that is known. Raises
    `FactError` where the facts contradict each other, a list, or the rules, and `EngineDisagreement` where the engines
    do.

    >>> from datetime import date
    >>> from eligibility import Commune, load_rules
    >>> rules = load_rules("861/QĐ-TTg", date(2023, 7, 5))
    >>> decide(rules, Commune(listed_region="III", new_rural_since=None))["region"].value
    'III'
    """
    program = program_of(law, subject)
    root, frame = traced(program, subject, within)
    program.check((root,))
    unlink_parents(program.layout, root)
    return Decisions(program.rule_sets, Decided(program, root, frame))


def decide_many(law: Law, subjects: Iterable[Any], subject: str = "") -> Iterator[Decisions]:
    """The decisions on many subjects, in their order, as a stream; `subject` names their kind where that is known.

    >>> from datetime import date
    >>> from eligibility import Commune, load_rules
    >>> rules = load_rules("861/QĐ-TTg", date(2023, 7, 5))
    >>> communes = [Commune(listed_region=region, new_rural_since=None) for region in ("I", "III")]
    >>> [decisions["region"].value for decisions in decide_many(rules, communes)]
    ['I', 'III']
    """
    groups = [(subject, iter(subjects))] if subject else groupby(subjects, partial(kind_of, law))
    for kind, group in groups:
        program = program_for(law, kind)
        layout, rule_sets = program.layout, program.rule_sets
        while batch := [traced(program, member) for member in islice(group, BATCH)]:
            program.check([root for root, _ in batch])
            for root, frame in batch:
                unlink_parents(layout, root)
                yield Decisions(rule_sets, Decided(program, root, frame))
