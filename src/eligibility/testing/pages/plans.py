"""Planning: plans as people read them, with what the planner chose apart from what the plan says."""

from collections.abc import Iterator

import attrs

from eligibility.model import Answer, Assumption, Choice, Deadline, Key, Limit, LoadedPlan, Quota
from eligibility.reporting import Titles
from eligibility.sources import Place, Text
from eligibility.testing.conditions import Speaker, both
from eligibility.testing.laws import LawCache
from eligibility.testing.pages.chapters import period
from eligibility.testing.pages.prose import Clause, Teller, in_both, joined, lowered


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
    speaker, teller = Speaker(law, plan.subject), Teller(law, {})
    return PlanSheet(
        loaded,
        law.vocabulary[plan.subject].title,
        (_title(loaded, plan.attribute), _value(loaded, plan.attribute, plan.value)),
        teller.clause(speaker, plan.scope) if plan.scope else None,
        _quota(plan.quota),
        _quota(plan.per_subject) if plan.per_subject else None,
        tuple((_limit(loaded, limit), limit) for limit in loaded.limits),
        tuple((period(one.start, one.end), one) for one in plan.deadlines),
        tuple((_key(loaded, key), key) for key in loaded.choices.order),
        tuple(_answers(loaded)),
        tuple(_assumed(loaded, teller, one) for one in loaded.assumptions),
    )


def _title(loaded: LoadedPlan, name: str) -> Text:
    return in_both(lambda lang: Titles(loaded.law, lang).title(loaded.plan.subject, name))


def _value(loaded: LoadedPlan, name: str, value: Choice) -> Text:
    return in_both(lambda lang: Titles(loaded.law, lang).value(loaded.plan.subject, name, value))


def _quota(quota: Quota) -> Text:
    """From how many to how many."""
    if quota.at_least == quota.at_most:
        return Text(f"đúng {quota.at_most}", f"exactly {quota.at_most}")
    if not quota.at_least:
        return Text(f"nhiều nhất {quota.at_most}", f"at most {quota.at_most}")
    return Text(f"từ {quota.at_least} đến {quota.at_most}", f"{quota.at_least} to {quota.at_most}")


def _limit(loaded: LoadedPlan, limit: Limit) -> Text:
    title = lowered(_title(loaded, limit.by))
    vi, en = f"nhiều nhất {limit.at_most} cho mỗi {{}}", f"at most {limit.at_most} for each {{}}"
    return both(vi, en, title)


def _key(loaded: LoadedPlan, key: Key) -> Text:
    """By what subjects are put in order, and which come first."""
    title = _title(loaded, key.attribute)
    if key.whole:
        title = both("Tỷ lệ giữa {} và {}", "The ratio of {} to {}", lowered(title), lowered(_title(loaded, key.whole)))
    if key.sequence:
        values = joined((_value(loaded, key.attribute, one) for one in key.sequence), Text(" → ", " → "))
        return both("{}: {}", "{}: {}", title, values)
    turn = Text("giảm dần", "descending") if key.descending else Text("tăng dần", "ascending")
    return both("{}, {}", "{}, {}", title, turn)


def _answers(loaded: LoadedPlan) -> Iterator[tuple[str, Text, Answer]]:
    """What the planner answers to questions that the law leaves open: the rule, the question, the answer."""
    for rule_set in loaded.law.rule_sets:
        for rule in rule_set.rules:
            name = f"{rule_set.name} {rule.id}"
            if name in loaded.law.answers:
                yield name, rule.question or rule.title, loaded.law.answers[name]


def _assumed(loaded: LoadedPlan, teller: Teller, one: Assumption) -> Assumed:
    def said(name: str, value: object) -> tuple[Text, Text]:
        return (
            in_both(lambda lang: Titles(loaded.law, lang).title(one.subject, name)),
            in_both(lambda lang: Titles(loaded.law, lang).value(one.subject, name, value)),  # type: ignore[arg-type]
        )

    facts = tuple(said(name, value) for name, value in one.then.items())
    return Assumed(one, teller.clause(Speaker(loaded.law, one.subject), one.when), facts)
