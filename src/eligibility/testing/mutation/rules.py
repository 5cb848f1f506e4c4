"""Mutants of the law: every rule set and named value with one thing in it changed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import PurePosixPath

import attrs

from eligibility.model import (
    HitPolicy,
    Law,
    Rule,
    RuleSet,
    Threshold,
    by_kind,
    format_value,
    names_in,
    walk,
)
from eligibility.reporting import ConditionFormatter
from eligibility.sources import Place, Text
from eligibility.testing.edits import Edit, RuleSetEdit, ThresholdDayEdit, ThresholdEdit
from eligibility.testing.mutation.conditions import Use, Variation, after, levels, replaced, swapped, variations


@attrs.frozen
class Mutant:
    """The law with one thing changed: where, in which words, and which scenario would have caught it.

    `part` is what is changed (a rule, a named value, a part of a plan); `touches` says what a scenario must touch to
    notice; the edit makes the change.
    """

    part: str
    key: str
    place: Place
    what: Text
    hint: Text
    touches: frozenset[str]
    edit: Edit

    @property
    def id(self) -> str:
        """Its identifier, the same for as long as the rule reads the same."""
        return f"{self.part}: {self.key}"


def owner_of(file: str) -> str:
    """What the parts of a file are called by: the folder of the instrument, and the date of the file.

    >>> owner_of("rules/861-qd-ttg/2021-06-04.yaml")
    '861-qd-ttg/2021-06-04'
    """
    path = PurePosixPath(file)
    return f"{path.parent.name}/{path.stem}"


def touch(rule_set: RuleSet) -> str:
    """What a scenario touches in which this rule set is evaluated."""
    return f"rules {rule_set.name} {rule_set.place.file}"


def touch_day(day: date) -> str:
    """What a scenario touches that asks for the law in force on a day."""
    return f"day {day}"


# ── rule sets ────────────────────────────────────────────────────────────────────────────────────


def of_rule_set(law: Law, rule_set: RuleSet) -> Iterator[Mutant]:
    """The mutants of a rule set."""
    owner = f"{owner_of(rule_set.place.file)} {rule_set.id}"
    formatter = ConditionFormatter(law, rule_set.subject)
    for at, rule in enumerate(rule_set.rules):
        for one in _of_rule(formatter, rule_set, at):
            what = Text(f"Quy tắc “{rule.title.vi}”: {one.what.vi}", f"Rule “{rule.title.en}”: {one.what.en}")
            yield _made(f"{owner}/{rule.id}", rule_set, attrs.evolve(one, what=what))
    if rule_set.otherwise is not None and len(rule_set.concludes.domain) > 1:
        then = after(rule_set.concludes.domain, rule_set.otherwise.then)
        changed = attrs.evolve(rule_set, otherwise=attrs.evolve(rule_set.otherwise, then=then))
        key, what = _concluding(rule_set, rule_set.otherwise.then, then)
        what = Text("{}, còn lại: {}", "{}, otherwise: {}").format(rule_set.title, what)
        hint = Text("một kịch bản mà không quy tắc nào áp dụng", "a scenario to which no rule applies")
        place = rule_set.otherwise.place
        yield _made(f"{owner}/otherwise", rule_set, Variation(changed, place, key, what, hint))


def _made(part: str, rule_set: RuleSet, one: Variation[RuleSet]) -> Mutant:
    edit = RuleSetEdit(rule_set, one.becomes)
    return Mutant(part, one.key, one.place, one.what, one.hint, frozenset((touch(rule_set),)), edit)


def _of_rule(formatter: ConditionFormatter, rule_set: RuleSet, at: int) -> Iterator[Variation[RuleSet]]:
    rule = rule_set.rules[at]
    for one in variations(formatter, rule.when):
        yield one.put(_with(rule_set, at, attrs.evolve(rule, when=one.becomes)))
    for two in _of_outcome(rule_set, rule):
        yield two.put(_with(rule_set, at, two.becomes))
    what = Text("bỏ ngoại lệ", "exception dropped") if rule.exception_to else Text("bỏ quy tắc", "rule dropped")
    hint = Text(
        f"một kịch bản mà “{rule.title.vi}” quyết định kết luận",
        f"a scenario in which “{rule.title.en}” decides what is concluded",
    )
    left = attrs.evolve(rule_set, rules=without(rule_set.rules, {rule.id}))
    yield Variation(left, rule.place, what.en, what, hint)
    if _outranks(rule_set, at):
        second = rule_set.rules[at + 1]
        what = Text(f"đổi chỗ với “{second.title.vi}”", f"swapped with “{second.title.en}”")
        hint = Text("một kịch bản mà cả hai quy tắc áp dụng", "a scenario to which both rules apply")
        changed = attrs.evolve(rule_set, rules=swapped(rule_set.rules, at))
        yield Variation(changed, rule.place, f"swapped with {second.id}", what, hint)


def _with(rule_set: RuleSet, at: int, rule: Rule) -> RuleSet:
    return attrs.evolve(rule_set, rules=replaced(rule_set.rules, at, rule))


def _outranks(rule_set: RuleSet, at: int) -> bool:
    """Whether it matters under `first` that a rule stands before the next one."""
    pair = rule_set.rules[at : at + 2]
    if rule_set.hit_policy is not HitPolicy.FIRST or len(pair) < 2 or any(rule.exception_to for rule in pair):
        return False
    return (pair[0].then, pair[0].cite) != (pair[1].then, pair[1].cite)


def _of_outcome(rule_set: RuleSet, rule: Rule) -> Iterator[Variation[Rule]]:
    """A rule with another value, without one of its bases, or formalised where it was not and the other way round."""
    domain = rule_set.concludes.domain
    if len(domain) > 1:
        then = after(domain, rule.then)
        key, what = _concluding(rule_set, rule.then, then)
        hint = Text("một kịch bản mà quy tắc này cho kết luận", "a scenario in which this rule gives the value")
        yield Variation(attrs.evolve(rule, then=then), rule.place, key, what, hint)
    for at, base in enumerate(rule.exception_to if len(rule.exception_to) > 1 else ()):
        title = rule_set.rules[rule_set.index[base]].title
        hint = Text(
            f"một kịch bản mà “{title.vi}” và ngoại lệ này cùng thỏa mãn",
            f"a scenario in which “{title.en}” and this exception both hold",
        )
        what = Text("không còn là ngoại lệ của “{}”", "no longer an exception to “{}”").format(title)
        changed = attrs.evolve(rule, exception_to=replaced(rule.exception_to, at))
        yield Variation(changed, rule.place, f"no exception to {base}", what, hint)
    flipped = attrs.evolve(rule, formalised=not rule.formalised, question=rule.question or rule.title)
    hint = Text(
        "một kịch bản thỏa mãn điều kiện này mà chưa có câu trả lời",
        "a scenario that satisfies this condition while there is no answer",
    )
    words = ("chưa mã hóa", "not formalised") if rule.formalised else ("đã mã hóa", "formalised")
    yield Variation(flipped, rule.place, words[1], Text(*words), hint)


def _concluding(rule_set: RuleSet, before: object, then: object) -> tuple[str, Text]:
    old, new = format_value(before), format_value(then)
    labels = [rule_set.labels.get(word, Text(word, word)) for word in (old, new)]
    return f"then {old} → {new}", Text("kết luận “{}” thành “{}”", "concludes “{}” to “{}”").format(*labels)


def without(rules: tuple[Rule, ...], gone: set[str]) -> tuple[Rule, ...]:
    """The rules without some of them, and without exceptions to nothing else."""
    left = [rule for rule in rules if rule.id not in gone]
    orphans = {rule.id for rule in left if rule.exception_to and gone.issuperset(rule.exception_to)}
    if orphans:
        return without(rules, gone | orphans)
    return tuple(
        attrs.evolve(rule, exception_to=tuple(base for base in rule.exception_to if base not in gone)) for rule in left
    )


# ── named values ─────────────────────────────────────────────────────────────────────────────────


def uses(law: Law) -> Mapping[str, tuple[Use, frozenset[str]]]:
    """For each named value the first use of it, and the rule sets that use it."""
    first: dict[str, Use] = {}
    users: dict[str, frozenset[str]] = {}
    for rule_set in law.rule_sets:
        for rule in rule_set.rules:
            for kind, leaf, _ in walk(rule.when, rule_set.subject, by_kind(law.vocabulary), law.thresholds):
                formatter = ConditionFormatter(law, kind)
                for test in leaf.tests:
                    for name in names_in(attrs.evolve(leaf, tests=(test,))):
                        first.setdefault(name, Use(formatter, formatter.measure(leaf), test.op))
                        users[name] = users.get(name, frozenset()) | {touch(rule_set)}
    return {name: (use, users[name]) for name, use in first.items()}


def of_threshold(law: Law, name: str, rows: Mapping[date, Threshold]) -> Iterator[Mutant]:
    """The mutants of a named value, from its rows in one file by the days from which they count."""
    use, touches = uses(law)[name]
    ordered = sorted(rows.items())
    for at, (start, row) in enumerate(ordered):
        part = f"{owner_of(row.place.file)} values/{row.name}"
        for one in levels(use, row):
            what = Text("Giá trị “{}”: {}", "Value “{}”: {}").format(row.title, one.what)
            edit = ThresholdEdit(name, row, one.becomes)
            yield Mutant(part, one.key, one.place, what, one.hint, touches, edit)
        if at:
            before = ordered[at - 1][1]
            yield from _of_row(part, name, (start, row), before, touches)


def _of_row(
    part: str, name: str, dated: tuple[date, Threshold], before: Threshold, touches: Iterable[str]
) -> Iterator[Mutant]:
    """A later row dropped, or in force a day earlier or later."""
    start, row = dated
    what = Text("Giá trị “{}”: bỏ mức từ " + str(start), "Value “{}”: row from " + f"{start} dropped").format(row.title)
    hint = Text(f"một kịch bản vào ngày {start} hoặc sau đó", f"a scenario on {start} or later")
    edit: Edit = ThresholdEdit(name, row, before)
    yield Mutant(part, f"row from {start} dropped", row.place, what, hint, frozenset(touches), edit)
    for day, value, moved in ((start, before, start + timedelta(1)), (start - timedelta(1), row, start - timedelta(1))):
        vi, en = row.title.vi, row.title.en
        what = Text(f"Giá trị “{vi}”: từ {start} thành {moved}", f"Value “{en}”: from {start} to {moved}")
        hint = Text(f"một kịch bản vào ngày {day}", f"a scenario on {day}")
        edit = ThresholdDayEdit(name, day, value)
        yield Mutant(part, f"from {start} → {moved}", row.place, what, hint, frozenset((touch_day(day),)), edit)
