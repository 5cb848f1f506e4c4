"""Planning: plans as people read them, with what the planner chose apart from what the plan says."""

from collections.abc import Iterator

import attrs

from eligibility.model import Answer, Assumption, Deadline, Key, Law, Limit, LoadedPlan, Quota
from eligibility.reporting import ConditionFormatter, formats, share_of
from eligibility.sources import Place, Text
from eligibility.testing.laws import LawCache
from eligibility.testing.pages.chapters import period
from eligibility.testing.pages.clauses import Clause, ClauseBuilder


@attrs.frozen
class Assumed:
    """An assumption: where a condition holds, these facts are taken for granted."""

    assumption: Assumption
    clause: Clause
    facts: tuple[tuple[Text, Text], ...]


@attrs.frozen
class PlanSheet:
    """One plan as people read it."""

    loaded: LoadedPlan
    subject: Text
    needed: tuple[Text, Text]
    scope: Clause | None
    quota: Text
    per_subject: Text | None
    limits: tuple[tuple[Text, Limit], ...]
    deadlines: tuple[tuple[Text, Deadline], ...]
    order: tuple[tuple[Text, Key], ...]
    answers: tuple[tuple[str, Text, Answer], ...]
    assumed: tuple[Assumed, ...]

    @property
    def place(self) -> Place:
        """Where the plan stands."""
        return self.loaded.plan.place


def plans(laws: LawCache) -> dict[str, list[LoadedPlan]]:
    """The plans that scenarios loaded, by number, each file once and with its assumptions where some read them."""
    found: dict[str, LoadedPlan] = {}
    for plan in laws.plans.values():
        known = found.get(plan.plan.place.file)
        if known is None or (plan.assumptions and not known.assumptions):
            found[plan.plan.place.file] = plan
    numbered: dict[str, list[LoadedPlan]] = {}
    for _, plan in sorted(found.items()):
        numbered.setdefault(plan.plan.number, []).append(plan)
    return numbered


def sheet(loaded: LoadedPlan) -> PlanSheet:
    """A plan as people read it."""
    plan, law = loaded.plan, loaded.law
    formatter = ConditionFormatter(law, plan.subject)
    return PlanSheet(
        loaded,
        formatter.kind.title,
        (formatter.title(plan.attribute), formatter.choice(plan.attribute, plan.value)),
        ClauseBuilder(law).clause(formatter, plan.scope) if plan.scope else None,
        _quota(plan.quota),
        _quota(plan.per_subject) if plan.per_subject else None,
        tuple((_limit(formatter, limit), limit) for limit in loaded.limits),
        tuple((period(deadline.start, deadline.end), deadline) for deadline in plan.deadlines),
        tuple((_key(formatter, key), key) for key in loaded.choices.order),
        tuple(_answers(law)),
        tuple(_assumed(law, assumption) for assumption in loaded.assumptions),
    )


def _quota(quota: Quota) -> Text:
    """From how many to how many."""
    if quota.at_least == quota.at_most:
        return Text(f"đúng {quota.at_most}", f"exactly {quota.at_most}")
    if not quota.at_least:
        return Text(f"nhiều nhất {quota.at_most}", f"at most {quota.at_most}")
    return Text(f"từ {quota.at_least} đến {quota.at_most}", f"{quota.at_least} to {quota.at_most}")


def _limit(formatter: ConditionFormatter, limit: Limit) -> Text:
    title, most = formatter.title(limit.by).map(formats.lowered), limit.at_most
    return Text(f"nhiều nhất {most} cho mỗi {title.vi}", f"at most {most} for each {title.en}")


def _key(formatter: ConditionFormatter, key: Key) -> Text:
    """The title of a key of the order, and which of its values come first."""
    title = formatter.title(key.attribute)
    if key.whole:
        title = share_of(title, formatter.title(key.whole))
    if key.sequence:
        values = [formatter.choice(key.attribute, value) for value in key.sequence]
        return Text.of(lambda lang: f"{title.in_(lang)}: {' → '.join(value.in_(lang) for value in values)}")
    turn = Text("giảm dần", "descending") if key.descending else Text("tăng dần", "ascending")
    return Text("{}, {}", "{}, {}").format(title, turn)


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
