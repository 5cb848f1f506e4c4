"""Mutants of the law: every rule set and named value with one thing in it changed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any

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
from eligibility.testing.edits import Edit, RuleSetEdit, ThresholdEdit
from eligibility.testing.mutation.conditions import Use, levels, variations
from eligibility.testing.mutation.variations import Variation, after, in_field, in_items, replaced, swapped


@attrs.frozen
class Mutant:
    """The law with one thing changed: where, in which words, and which scenario would have caught it.

    `part` is the part that is changed (a rule, a named value, a part of a plan); only a scenario with one of the marks
    in `touches` can notice; the edit makes the change.
    """

    part: str
    key: str
    place: Place
    what: Text
    hint: Text
    touches: frozenset[str]
    edit: Edit

    @classmethod
    def of(cls, part: str, change: Variation[Any], touches: Iterable[str], edit: Edit) -> "Mutant":
        """The mutant of a change of this part."""
        return cls(part, change.key, change.place, change.what, change.hint, frozenset(touches), edit)

    @property
    def id(self) -> str:
        """Its identifier, the same for as long as the rule reads the same."""
        return f"{self.part}: {self.key}"


def owner_of(file: str) -> str:
    """The prefix of the parts of a file: the folder of the instrument, and the date of the file.

    >>> owner_of("rules/861-qd-ttg/2021-06-04.yaml")
    '861-qd-ttg/2021-06-04'
    """
    path = PurePosixPath(file)
    return f"{path.parent.name}/{path.stem}"


def touch(rule_set: RuleSet) -> str:
    """The mark of a scenario in which this rule set is evaluated."""
    return f"rules {rule_set.name} {rule_set.place.file}"


def touch_day(day: date) -> str:
    """The mark of a scenario that asks for the law in force on a day."""
    return f"day {day}"


# ── rule sets ────────────────────────────────────────────────────────────────────────────────────


def of_rule_set(law: Law, rule_set: RuleSet) -> Iterator[Mutant]:
    """The mutants of a rule set."""
    owner, touches = f"{owner_of(rule_set.place.file)} {rule_set.id}", {touch(rule_set)}
    formatter = ConditionFormatter(law, rule_set.subject)
    for index, rule in enumerate(rule_set.rules):
        for change in _of_rule(formatter, rule_set, index):
            worded = change.of(f"Quy tắc “{rule.title.vi}”", f"Rule “{rule.title.en}”")
            yield Mutant.of(f"{owner}/{rule.id}", worded, touches, RuleSetEdit(rule_set, change.becomes))
    if rule_set.otherwise is not None and len(rule_set.concludes.domain) > 1:
        then = after(rule_set.concludes.domain, rule_set.otherwise.then)
        changed = attrs.evolve(rule_set, otherwise=attrs.evolve(rule_set.otherwise, then=then))
        key, what = _concluding(rule_set, rule_set.otherwise.then, then)
        hint = Text("một kịch bản mà không quy tắc nào áp dụng", "a scenario to which no rule applies")
        change = Variation(changed, rule_set.otherwise.place, key, what, hint)
        change = change.of(f"{rule_set.title.vi}, còn lại", f"{rule_set.title.en}, otherwise")
        yield Mutant.of(f"{owner}/otherwise", change, touches, RuleSetEdit(rule_set, changed))


def _of_rule(formatter: ConditionFormatter, rule_set: RuleSet, index: int) -> Iterator[Variation[RuleSet]]:
    """A rule changed, dropped, or swapped with the next."""
    rule = rule_set.rules[index]
    changes = (*in_field(rule, "when", variations(formatter, rule.when)), *_of_outcome(rule_set, rule))
    yield from in_field(rule_set, "rules", in_items(rule_set.rules, index, changes))
    what = Text("bỏ ngoại lệ", "exception dropped") if rule.exception_to else Text("bỏ quy tắc", "rule dropped")
    hint = Text(
        f"một kịch bản mà “{rule.title.vi}” quyết định kết luận",
        f"a scenario in which “{rule.title.en}” decides what is concluded",
    )
    left = attrs.evolve(rule_set, rules=without(rule_set.rules, {rule.id}))
    yield Variation(left, rule.place, what.en, what, hint)
    if _outranks(rule_set, index):
        second = rule_set.rules[index + 1]
        what = Text(f"đổi chỗ với “{second.title.vi}”", f"swapped with “{second.title.en}”")
        hint = Text("một kịch bản mà cả hai quy tắc áp dụng", "a scenario to which both rules apply")
        changed = attrs.evolve(rule_set, rules=swapped(rule_set.rules, index))
        yield Variation(changed, rule.place, f"swapped with {second.id}", what, hint)


def _outranks(rule_set: RuleSet, index: int) -> bool:
    """True where under `first` the result depends on a rule standing before the next one."""
    pair = rule_set.rules[index : index + 2]
    if rule_set.hit_policy is not HitPolicy.FIRST or len(pair) < 2 or any(rule.exception_to for rule in pair):
        return False
    return (pair[0].then, pair[0].cite) != (pair[1].then, pair[1].cite)


def _of_outcome(rule_set: RuleSet, rule: Rule) -> Iterator[Variation[Rule]]:
    """A rule with another value, without one of its bases, or with `formalised` inverted."""
    domain = rule_set.concludes.domain
    if len(domain) > 1:
        then = after(domain, rule.then)
        key, what = _concluding(rule_set, rule.then, then)
        hint = Text("một kịch bản mà quy tắc này cho kết luận", "a scenario in which this rule gives the value")
        yield Variation(attrs.evolve(rule, then=then), rule.place, key, what, hint)
    for index, base in enumerate(rule.exception_to if len(rule.exception_to) > 1 else ()):
        title = rule_set.rules[rule_set.index[base]].title
        hint = Text(
            f"một kịch bản mà “{title.vi}” và ngoại lệ này cùng thỏa mãn",
            f"a scenario in which “{title.en}” and this exception both hold",
        )
        what = Text("không còn là ngoại lệ của “{}”", "no longer an exception to “{}”").format(title)
        changed = attrs.evolve(rule, exception_to=replaced(rule.exception_to, index))
        yield Variation(changed, rule.place, f"no exception to {base}", what, hint)
    flipped = attrs.evolve(rule, formalised=not rule.formalised, question=rule.question or rule.title)
    hint = Text(
        "một kịch bản thỏa mãn điều kiện này mà chưa có câu trả lời",
        "a scenario that satisfies this condition while there is no answer",
    )
    words = ("chưa mã hóa", "not formalised") if rule.formalised else ("đã mã hóa", "formalised")
    yield Variation(flipped, rule.place, words[1], Text(*words), hint)


def _concluding(rule_set: RuleSet, before: object, then: object) -> tuple[str, Text]:
    """The identifier and the words of another conclusion."""
    values = format_value(before), format_value(then)
    labels = [rule_set.labels.get(value, Text(value, value)) for value in values]
    what = Text("kết luận “{}” thành “{}”", "concludes “{}” to “{}”").format(*labels)
    return f"then {values[0]} → {values[1]}", what


def without(rules: tuple[Rule, ...], dropped: set[str]) -> tuple[Rule, ...]:
    """The rules without some of them, and without exceptions that have no base left."""
    left = [rule for rule in rules if rule.id not in dropped]
    orphans = {rule.id for rule in left if rule.exception_to and dropped.issuperset(rule.exception_to)}
    if orphans:
        return without(rules, dropped | orphans)
    bases = (tuple(base for base in rule.exception_to if base not in dropped) for rule in left)
    return tuple(attrs.evolve(rule, exception_to=kept) for rule, kept in zip(left, bases, strict=True))


# ── named values ─────────────────────────────────────────────────────────────────────────────────


def uses(law: Law) -> Mapping[str, tuple[Use, frozenset[str]]]:
    """The first use of each named value, and the marks of the rule sets that use it."""
    first: dict[str, Use] = {}
    touches: dict[str, frozenset[str]] = {}
    for rule_set in law.rule_sets:
        for rule in rule_set.rules:
            for kind, leaf, _ in walk(rule.when, rule_set.subject, by_kind(law.vocabulary), law.thresholds):
                formatter = ConditionFormatter(law, kind)
                for test in leaf.tests:
                    for name in names_in(attrs.evolve(leaf, tests=(test,))):
                        first.setdefault(name, Use(formatter, formatter.measure(leaf), test.op))
                        touches[name] = touches.get(name, frozenset()) | {touch(rule_set)}
    return {name: (use, touches[name]) for name, use in first.items()}


def of_threshold(law: Law, name: str, rows: Mapping[date, Threshold]) -> Iterator[Mutant]:
    """The mutants of a named value, from its rows in one file by the days from which they count."""
    use, touches = uses(law)[name]
    before: Threshold | None = None
    for start, row in sorted(rows.items()):
        part = f"{owner_of(row.place.file)} values/{row.name}"
        changes = [(change, touches, ThresholdEdit(name, change.becomes, row)) for change in levels(use, row)]
        if before is not None:
            changes += _of_row(name, start, row, before, touches)
        for change, marks, edit in changes:
            yield Mutant.of(part, change.of(f"Giá trị “{row.title.vi}”", f"Value “{row.title.en}”"), marks, edit)
        before = row


def _of_row(
    name: str, start: date, row: Threshold, before: Threshold, touches: frozenset[str]
) -> Iterator[tuple[Variation[Threshold], frozenset[str], ThresholdEdit]]:
    """A later row dropped, or in force a day earlier or later."""
    what = Text(f"bỏ mức từ {start}", f"row from {start} dropped")
    hint = Text(f"một kịch bản vào ngày {start} hoặc sau đó", f"a scenario on {start} or later")
    dropped = Variation(before, row.place, f"row from {start} dropped", what, hint)
    yield dropped, touches, ThresholdEdit(name, before, row)
    earlier, later = start - timedelta(1), start + timedelta(1)
    for day, value, moved in ((start, before, later), (earlier, row, earlier)):
        what = Text(f"từ {start} thành {moved}", f"from {start} to {moved}")
        hint = Text(f"một kịch bản vào ngày {day}", f"a scenario on {day}")
        change = Variation(value, row.place, f"from {start} → {moved}", what, hint)
        yield change, frozenset((touch_day(day),)), ThresholdEdit(name, value, day=day)
