"""Decisions in words: the conclusion first, then rule by rule which hold, which do not, and why."""

from collections.abc import Iterator

from eligibility.model import (
    Choice,
    Decision,
    Decisions,
    ExplainedRule,
    Explanation,
    HitPolicy,
    Missing,
    Outcome,
    RuleSet,
)
from eligibility.reporting import formats
from eligibility.reporting.explained import STEP, ExplainedFormatter
from eligibility.reporting.titles import APPLIES, MARKS, Titles


def render(decided: "Decision | Decisions | Explanation", lang: str = "vi", name: str = "") -> str:
    """A decision, several of one subject, or an explanation in the words of a language, ``vi`` or ``en``.

    `name` is the subject's name beside its code.

    >>> from datetime import date
    >>> from eligibility import Commune, decide, load_rules
    >>> rules = load_rules("861/QĐ-TTg", date(2023, 7, 5))
    >>> decision = decide(rules, Commune(code="07615", listed_region="I"))["region"]
    >>> print(render(decision, "en").splitlines()[0])
    07615 · The commune's region: Region I commune — 861/QĐ-TTg Điều 1
    """
    if isinstance(decided, Decisions):
        return "\n\n".join(render(decision, lang, name) for decision in decided.final)
    if isinstance(decided, Decision):
        return "\n".join(_decision(decided, lang, name))
    return "\n".join(_explanation(decided, lang, name))


def _decision(decision: Decision, lang: str, name: str) -> Iterator[str]:
    titles = Titles(decision.law, lang)
    cited = titles.cite(decision.cite)
    yield headline(decision.explanation, lang, name) + (f" — {cited}" if cited else "")
    yield STEP + _basis_line(decision, titles)
    for missing in decision.missing:
        yield f"{STEP}{titles.say('còn thiếu', 'missing')}: {missing_text(missing, decision, titles)}"
    yield from _body(decision.explanation, lang)


def _explanation(explanation: Explanation, lang: str, name: str) -> Iterator[str]:
    yield headline(explanation, lang, name)
    yield from _body(explanation, lang)


def _basis_line(decision: Decision, titles: Titles) -> str:
    """The as-of date, the evidence, and the number of engines."""
    day = formats.day(decision.law.as_of, titles.lang)
    parts = [titles.say(f"ngày xét {day}", f"as of {day}")]
    if decision.evidence is not None:
        evidence = titles.evidence(decision.evidence)
        parts.append(titles.say(f"bằng chứng: {evidence}", f"evidence: {evidence}"))
    if decision.entry == "double":
        parts.append(titles.say("hai bộ máy cùng kết luận", "two engines agree"))
    else:
        parts.append(titles.say("chỉ một bộ máy kết luận", "one engine alone"))
    return " · ".join(parts)


def headline(explanation: Explanation, lang: str, name: str = "") -> str:
    """The subject, the title of the rule set, and the conclusion."""
    who = " ".join(part for part in (explanation.subject, name) if part)
    return f"{who} · {conclusion(explanation, lang)}"


def conclusion(explanation: Explanation, lang: str) -> str:
    """The title of the rule set, and the value or the values that it may be."""
    titles = Titles(explanation.law, lang)
    rule_set = explanation.rule_set
    title = rule_set.title.in_(lang)
    if rule_set.hit_policy is HitPolicy.COLLECT:
        outcomes = [rule.outcome for rule in explanation.rules]
        sure, maybe = outcomes.count(Outcome.SATISFIED), outcomes.count(Outcome.UNDETERMINED)
        return f"{title}: {titles.say(f'{sure} chắc chắn, {maybe} có thể', f'{sure} certain, {maybe} possible')}"
    if explanation.conflict:
        rules = ", ".join(_titled(rule_set, explanation.conflict, lang))
        return titles.say(f"{title}: MÂU THUẪN giữa các quy tắc {rules}", f"{title}: CONFLICT of the rules {rules}")
    return f"{title}: {value_text(rule_set, explanation.values, lang)}"


def value_text(rule_set: RuleSet, values: tuple[Choice, ...], lang: str) -> str:
    """The single value, or undetermined with the values that it may be."""
    texts = [formats.value(value, rule_set.concludes, lang, rule_set.labels) for value in values]
    if len(texts) == 1:
        return texts[0]
    may_be = "undetermined; may be" if lang == "en" else "chưa xác định; có thể là"
    return f"{may_be}: {' | '.join(texts)}"


def missing_text(missing: Missing, decision: Decision, titles: Titles) -> str:
    """A missing fact in words, with its subject where that is not the decision's own."""
    if missing.kind == "question":
        rule = titles.rule(missing.attribute)
        question = rule.question or rule.title
        return titles.say(f"luật bỏ ngỏ: {question.vi}", f"the law is silent: {question.en}")
    subject = f" ({missing.subject or '?'})" if missing.subject != decision.subject else ""
    if missing.kind == "relation":
        title = titles.relation(missing.attribute).title.in_(titles.lang).lower()
        return titles.say(f"danh sách đầy đủ: {title}", f"the complete list: {title}") + subject
    return titles.title(decision.rule_set.subject, missing.attribute) + subject


def _titled(rule_set: RuleSet, ids: tuple[str, ...], lang: str) -> list[str]:
    return [f"“{rule_set.rules[rule_set.index[rule_id]].title.in_(lang)}”" for rule_id in ids]


def _body(explanation: Explanation, lang: str) -> Iterator[str]:
    """The decisions on which the conclusion rests, then its own rules."""
    titles = Titles(explanation.law, lang)
    for basis in explanation.basis:
        yield f"{STEP}{titles.say('Dựa trên', 'Based on')} {conclusion(basis, lang)}"
        yield from _rules(basis, titles, STEP * 2)
    if explanation.basis:
        yield f"{STEP}{titles.say('Xét', 'Rules of')} {explanation.rule_set.title.in_(lang)}"
    yield from _rules(explanation, titles, STEP * (2 if explanation.basis else 1))


def _rules(explanation: Explanation, titles: Titles, indent: str) -> Iterator[str]:
    for rule in explanation.rules:
        yield from _rule(rule, explanation.rule_set, titles, indent)
    otherwise = explanation.rule_set.otherwise
    if otherwise is not None:
        then = value_text(explanation.rule_set, (otherwise.then,), titles.lang)
        word = titles.say("Còn lại", "Otherwise")
        yield f"{indent}{MARKS[explanation.otherwise]} {word}: {then} — {titles.cite(otherwise.cite)}"
    if explanation.answered is not None:
        seen = explanation.answered
        answer = titles.value(explanation.rule_set.subject, seen.attribute, seen.value)
        ground = titles.evidence(seen.evidence, seen.source)
        yield f"{indent}! {titles.say('Câu trả lời trong dữ liệu', 'An answer in the facts')}: {answer} ({ground})"


def _rule(rule: ExplainedRule, rule_set: RuleSet, titles: Titles, indent: str) -> Iterator[str]:
    lang = titles.lang
    yield f"{indent}{MARKS[rule.outcome]} {rule.rule.title.in_(lang)} — {titles.cite(rule.rule.cite)}"
    inner = indent + STEP
    yield from ExplainedFormatter.of(titles, rule_set.subject).lines(rule.condition, inner)
    if not rule.rule.formalised:
        yield from _open_question(rule, titles, inner)
    elif rule.condition.outcome is not Outcome.NOT_SATISFIED and rule.outcome is not rule.condition.outcome:
        yield inner + _excepted(rule, rule_set, titles)


def _excepted(rule: ExplainedRule, rule_set: RuleSet, titles: Titles) -> str:
    """The reason why a rule whose condition holds, or may hold, does not apply, or may not."""
    if rule.excepted_by:
        names = ", ".join(_titled(rule_set, rule.excepted_by, titles.lang))
        if rule.outcome is Outcome.NOT_SATISFIED:
            return titles.say(f"→ bị loại trừ bởi ngoại lệ {names}", f"→ excepted by {names}")
        return titles.say(f"→ còn tùy ngoại lệ {names}", f"→ depends on the exception {names}")
    names = ", ".join(_titled(rule_set, rule.rule.exception_to, titles.lang))
    return titles.say(f"→ chỉ là ngoại lệ của {names}", f"→ only an exception to {names}")


def _open_question(rule: ExplainedRule, titles: Titles, indent: str) -> Iterator[str]:
    """A question that the law leaves open, and the answer that was used."""
    asked = (rule.rule.question or rule.rule.title).in_(titles.lang)
    yield f"{indent}{titles.say('Luật bỏ ngỏ', 'The law is silent')}: {asked}"
    answer = rule.answer
    if answer is None:
        yield f"{indent}→ {titles.say('chưa ai trả lời', 'nobody has answered')}"
        return
    holds, by = APPLIES[answer.holds].in_(titles.lang), titles.signed(answer.by, answer.on)
    who = titles.say("người lập kế hoạch trả lời", "the planner's answer")
    yield f"{indent}→ {who}: {holds} ({by}): {answer.reason.in_(titles.lang)}"
