"""Plans as people read them, the planner's choices apart from the plan itself."""

from collections.abc import Iterator

import attrs

from eligibility.model import Answer, Assumption, Key, Law, Limit, LoadedPlan
from eligibility.reporting import ConditionFormatter, formats, share_of
from eligibility.sources import Text
from eligibility.testing.laws import LawCache
from eligibility.testing.pages.clauses import Clause, ClauseBuilder


@attrs.frozen
class Assumed:
    """An assumption: where a condition holds, these facts are taken for granted."""

    assumption: Assumption
    clause: Clause
    facts: tuple[tuple[Text, Text], ...]


@attrs.frozen
class OrderKey:
    """A key of the order: its title, and the titles of its values where some come first."""

    key: Key
    title: Text
    sequence: tuple[Text, ...]


@attrs.frozen
class PlanSheet:
    """One plan as people read it."""

    loaded: LoadedPlan
    subject: Text
    needed: tuple[Text, Text]
    scope: Clause | None
    limits: tuple[tuple[Text, Limit], ...]
    order: tuple[OrderKey, ...]
    answers: tuple[tuple[str, Text, Answer], ...]
    assumed: tuple[Assumed, ...]


def plans(laws: LawCache) -> dict[str, list[LoadedPlan]]:
    """The plans that scenarios loaded, by number, each file once and with its assumptions where some read them."""
    files: dict[str, LoadedPlan] = {}
    for loaded in laws.plans.values():
        other = files.get(loaded.plan.place.file)
        if other is None or (loaded.assumptions and not other.assumptions):
            files[loaded.plan.place.file] = loaded
    numbers: dict[str, list[LoadedPlan]] = {}
    for _, loaded in sorted(files.items()):
        numbers.setdefault(loaded.plan.number, []).append(loaded)
    return numbers


def sheet(loaded: LoadedPlan) -> PlanSheet:
    """A plan as people read it."""
    plan, law = loaded.plan, loaded.law
    formatter = ConditionFormatter(law, plan.subject)
    return PlanSheet(
        loaded,
        formatter.kind.title,
        (formatter.title(plan.attribute), formatter.choice(plan.attribute, plan.value)),
        ClauseBuilder(law).clause(formatter, plan.scope) if plan.scope else None,
        tuple((formatter.title(limit.by).map(formats.lowered), limit) for limit in loaded.limits),
        tuple(_key(formatter, key) for key in loaded.choices.order),
        tuple(_answers(law)),
        tuple(_assumed(law, assumption) for assumption in loaded.assumptions),
    )


def _key(formatter: ConditionFormatter, key: Key) -> OrderKey:
    title = formatter.title(key.attribute)
    return OrderKey(
        key,
        share_of(title, formatter.title(key.whole)) if key.whole else title,
        tuple(formatter.choice(key.attribute, value) for value in key.sequence),
    )


def _answers(law: Law) -> Iterator[tuple[str, Text, Answer]]:
    """The planner's answers to questions that the law leaves open: the rule, the question, the answer."""
    for rule_set in law.rule_sets:
        for rule in rule_set.rules:
            name = f"{rule_set.name} {rule.id}"
            if name in law.answers:
                yield name, rule.question or rule.title, law.answers[name]


def _assumed(law: Law, assumption: Assumption) -> Assumed:
    formatter = ConditionFormatter(law, assumption.subject)
    facts = tuple(
        (formatter.title(name), formatter.choice(name, value))  # type: ignore[arg-type]
        for name, value in assumption.then.items()
    )
    return Assumed(assumption, ClauseBuilder(law).clause(formatter, assumption.when), facts)
