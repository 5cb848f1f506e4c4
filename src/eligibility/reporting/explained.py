"""Explained conditions part by part: each with its mark, each leaf with what it observed against its thresholds."""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

import attrs

from eligibility.model import (
    UNKNOWN,
    Count,
    CountOf,
    ExplainedCondition,
    ExplainedLeaf,
    ExplainedMember,
    ExplainedTest,
    Fact,
    Op,
    Outcome,
    Ratio,
    Seen,
    Value,
)
from eligibility.reporting import formats
from eligibility.reporting.conditions import AS_OF, NOT_KNOWN, ConditionFormatter, joined
from eligibility.reporting.titles import AND, MARKS, NODES, OR, SIGNS, TESTS, Titles
from eligibility.sources import Text

MEMBERS = 10
"""So many members of a relation are shown with their reasons; of more, their number."""
STEP = "  "


@attrs.frozen
class ExplainedFormatter:
    """The explained conditions on one kind of subject, as lines of one language."""

    titles: Titles
    conditions: ConditionFormatter

    @classmethod
    def of(cls, titles: Titles, subject: str) -> "ExplainedFormatter":
        """The formatter for a kind of subject."""
        return cls(titles, ConditionFormatter(titles.law, subject))

    @property
    def lang(self) -> str:
        """The language."""
        return self.titles.lang

    def lines(self, condition: ExplainedCondition, indent: str) -> Iterator[str]:
        """A condition part by part, each with its mark."""
        mark = f"{indent}{MARKS[condition.outcome]} "
        below = self
        if isinstance(condition, ExplainedLeaf):
            yield mark + self.leaf(condition)
            yield from self._members(condition, indent + STEP)
        else:
            heading = self.conditions.group(condition.word, empty=not condition.parts).in_(self.lang)
            yield mark + (f"{heading}:" if condition.parts else heading)
            if condition.word not in NODES:
                below = attrs.evolve(self, conditions=self.conditions.up(condition.word))
        for part in condition.parts:
            yield from below.lines(part, indent + STEP)

    def _members(self, leaf: ExplainedLeaf, indent: str) -> Iterator[str]:
        """The members of a count, those that count first, each with its reason."""
        if not isinstance(leaf.observed, Count) or leaf.observed.where is None:
            return
        members = attrs.evolve(self, conditions=self.conditions.down(leaf.observed.relation))
        ordered = sorted((member for member in leaf.members if member.subject), key=lambda member: -member.outcome)
        for member in ordered[:MEMBERS]:
            yield from members.member(member, leaf.observed.word, indent)
        if len(ordered) > MEMBERS:
            more, title = len(ordered) - MEMBERS, members.conditions.kind.title.vi.lower()
            yield indent + Text(f"… và {more} {title} khác", f"… and {more} more").in_(self.lang)

    def member(self, member: ExplainedMember, word: str, indent: str) -> Iterator[str]:
        """A member of a relation with its reasons."""
        why = member.why
        assert why is not None
        if word == "every":  # stored as *not what every member must satisfy*: shown is what each must satisfy
            (why,) = why.parts
        first, *rest = self.lines(why, "")
        head = f"{indent}{MARKS[why.outcome]} {member.subject.rpartition('/')[2]}"
        if isinstance(why, ExplainedLeaf):
            yield f"{head} · {self.leaf(why)}"
        else:
            yield head
            rest = [first, *rest]
        yield from (f"{indent}{STEP}{line}" for line in rest)

    def leaf(self, leaf: ExplainedLeaf) -> str:
        """The observation, requirement and evidence of a leaf; a plain match is named once."""
        observation = self._observation(leaf)
        needed = AND.in_(self.lang).join(self._test(leaf, test) for test in leaf.tests)
        if leaf.outcome is Outcome.SATISFIED and all(test.op in SIGNS for test in leaf.tests):
            compared = f"{observation} {needed}"
        elif leaf.outcome is Outcome.SATISFIED and all(test.op is Op.IS for test in leaf.tests):
            compared = observation
        else:
            compared = f"{observation}; {Text('cần', 'must be').in_(self.lang)} {needed}"
        return f"{self._title(leaf).in_(self.lang)}: {compared}{self._grounds(leaf)}"

    def _title(self, leaf: ExplainedLeaf) -> Text:
        title = self.conditions.title
        match leaf.observed:
            case Fact(name):
                return title(name)
            case Ratio(part, whole):
                return Text("{} / {}", "{} / {}").format(title(part), title(whole))
            case Count(relation, where, word):
                member, counted = self.conditions.down(relation).kind, self.conditions.kind.relations[relation]
                members = Text(f"Số {member.title.vi.lower()}", counted.title.en)
                if where is None:
                    return members
                if word == "every":  # counts those that do not
                    return Text("{} không đạt điều sau", "{} that do not meet this").format(members)
                return Text("{} đạt điều sau", "{} that meet this").format(members)
            case CountOf():
                return Text("Số điều thỏa mãn", "How many of these hold")
            case _:
                assert_never(leaf.observed)

    def _observation(self, leaf: ExplainedLeaf) -> str:
        match leaf.observed:
            case Fact(name):
                return self.titles.value(self.conditions.subject, name, leaf.seen[0].value)
            case Ratio():
                return ratio_text(leaf.seen[0], leaf.seen[1], self.lang)
            case _:
                return _bounds_text(leaf, self.lang)

    def _test(self, leaf: ExplainedLeaf, test: ExplainedTest) -> str:
        if test.op is Op.KNOWN:
            wanted = TESTS[Op.KNOWN] if test.thresholds == ((True,),) else Text("là chưa biết", "unknown")
            return wanted.in_(self.lang)
        pairs = zip(test.thresholds, test.named, strict=True)
        return joined(TESTS[test.op], test.op, [self._threshold(leaf, *pair) for pair in pairs], self.lang)

    def _threshold(self, leaf: ExplainedLeaf, values: tuple[Value, ...], name: str) -> str:
        """A threshold as it stood: the values that may apply, with the name of what gave them."""
        texts = [self.conditions.value(leaf, value, self.lang) for value in values] or [NOT_KNOWN.in_(self.lang)]
        text = OR.in_(self.lang).join(texts)
        if name == "as_of":
            return f"{AS_OF.in_(self.lang)} {text}"
        attribute = self.titles.attribute(self.conditions.subject, name) if name else None
        return f"{text} ({attribute.title.in_(self.lang).lower()})" if attribute else text

    def _grounds(self, leaf: ExplainedLeaf) -> str:
        """The evidence of what a leaf observed, or the instrument that concluded it, in parentheses."""
        grounds: dict[str, None] = {}
        for seen in leaf.seen:
            instrument = self.titles.derived(self.conditions.subject, seen.attribute)
            if instrument:
                grounds[f"{Text('theo', 'by').in_(self.lang)} {instrument}"] = None
            elif seen.value is not UNKNOWN:
                grounds[self.titles.evidence(seen.evidence, seen.source)] = None
        return f" ({'; '.join(grounds)})" if grounds else ""


def _bounds_text(leaf: ExplainedLeaf, lang: str) -> str:
    assert leaf.bounds is not None
    low, high = leaf.bounds
    if high is None:
        return Text(f"ít nhất {low} (danh sách chưa đầy đủ)", f"at least {low} (the list is not complete)").in_(lang)
    return str(low) if low == high else Text(f"từ {low} đến {high}", f"{low} to {high}").in_(lang)


def ratio_text(part: Seen, whole: Seen, lang: str) -> str:
    """The two numbers and their ratio; 0 of 0 counts as 0, and says so."""
    numbers = [formats.value(seen.value, None, lang) for seen in (part, whole)]
    if part.value is UNKNOWN and whole.value is UNKNOWN:
        return numbers[0]
    if part.value is UNKNOWN or whole.value is UNKNOWN:
        return "/".join(numbers)
    if not whole.value:
        return f"{'/'.join(numbers)} = {Text('0% (0 trên 0 tính là 0)', '0% (0 of 0 counts as 0)').in_(lang)}"
    ratio = Fraction(part.value) / Fraction(whole.value)  # type: ignore[arg-type]
    share = formats.share(ratio, lang)
    return f"{'/'.join(numbers)} {share if share.startswith(formats.ABOUT) else f'= {share}'}"
