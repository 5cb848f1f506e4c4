"""Reasons for the place of a subject in an allocation, in words."""

from collections.abc import Mapping
from typing import assert_never

import attrs

from eligibility.model import (
    Allocation,
    Awarded,
    Behind,
    Choice,
    Excluded,
    InConflict,
    Key,
    KeySeen,
    Limit,
    Limited,
    LimitUnknown,
    Missing,
    NotDecided,
    Placement,
    Reason,
    ScopeUnknown,
    Unordered,
)
from eligibility.reporting import formats
from eligibility.reporting.explained import ratio_text
from eligibility.reporting.formats import lowered
from eligibility.reporting.titles import Titles


@attrs.frozen
class Reasons:
    """The reasons of one allocation in one language; `names` are those of all its subjects."""

    titles: Titles
    subject: str
    names: Mapping[str, str]

    @classmethod
    def of(cls, allocation: Allocation, lang: str) -> "Reasons":
        """The reasons of an allocation."""
        names = {placing.subject: short_name(placing) for placing in allocation.placings()}
        return cls(Titles(allocation.law, lang), allocation.plan.subject, names)

    def text(self, placing: Placement) -> str:
        """All reasons of a placing."""
        return "; ".join(self.reason(reason, placing) for reason in placing.reasons)

    def reason(self, reason: Reason, placing: Placement) -> str:
        """One reason."""
        say = self.titles.say
        match reason:
            case Awarded(place, of, ahead_of, by):
                placed = say(f"được chọn thứ {place}/{of}", f"awarded {place} of {of}")
                if ahead_of is None:
                    return placed
                return f"{placed}; {say('trước', 'before')} {self.name(ahead_of)} {self.by(by)}"
            case Behind(None, _):
                return say("chỉ tiêu không còn chỗ nào", "there is no place")
            case Behind(subject, by):
                return f"{say('hết chỗ; sau', 'no place left; behind')} {self.name(str(subject))} {self.by(by)}"
            case Limited():
                return self.limited(reason, placing)
            case Unordered(eligible, places):
                return say(
                    f"{eligible} đối tượng đủ điều kiện cho {places} chỗ mà chưa ai chọn thứ tự",
                    f"{eligible} are eligible for {places} places, and nobody chose an order",
                )
            case Excluded(value, rules, cite, may_be):
                because = self.titles.cite(cite)
                return f"{self.decided(may_be or (value,), placing)}{self.ruled(rules, placing)} — {because}"
            case NotDecided(may_be):
                return self.decided(may_be, placing)
            case InConflict(rules, cite):
                conflict = say("các quy tắc mâu thuẫn", "rules in conflict")
                return f"{conflict}{self.ruled(rules, placing)} — {self.titles.cite(cite)}"
            case ScopeUnknown():
                return say("chưa biết có thuộc phạm vi kế hoạch", "whether it is in the plan's scope is unknown")
            case LimitUnknown(limit, missing):
                unknown = ", ".join(self.wanting(fact, placing) for fact in missing)
                return f"{self.limit(limit)}; {say('chưa biết', 'unknown:')} {unknown}"
            case _:
                assert_never(reason)

    def wanting(self, missing: Missing, placing: Placement) -> str:
        """The title of an unknown fact, with its subject where that is another."""
        title = self.titles.title(self.subject, missing.attribute)
        whose = "" if missing.subject == placing.subject else self.name(missing.subject)
        return f"{title} {self.titles.say('của', 'of')} {whose}" if whose else title

    def name(self, subject: str) -> str:
        """The code and name of a subject."""
        return self.names.get(subject, subject)

    def by(self, key: Key | None) -> str:
        """The key by which one subject comes before another."""
        say = self.titles.say
        return f"{say('theo', 'by')} {lowered(self.key(key)) if key else say('mã và tên', 'code and name')}"

    def key(self, key: Key) -> str:
        """The title of a key of the order."""
        title = self.titles.title(self.subject, key.attribute)
        return f"{title} / {lowered(self.titles.title(self.subject, key.whole))}" if key.whole else title

    def limit(self, limit: Limit) -> str:
        """A limit: the number for each value of an attribute."""
        title, most = lowered(self.titles.title(self.subject, self.named(limit))), limit.at_most
        return self.titles.say(f"nhiều nhất {most} cho mỗi {title}", f"at most {most} for each {title}")

    def named(self, limit: Limit) -> str:
        """The attribute by whose values people know a limit: the name where it counts by a code."""
        name = limit.by.removesuffix("_code")
        return name if self.titles.attribute(self.subject, name) else limit.by

    def limited(self, reason: Limited, placing: Placement) -> str:
        """A limit that was reached, with the value, and the subjects that reached it."""
        name = self.named(reason.limit)
        given = reason.value if name == reason.limit.by else getattr(placing.facts.subject, name)
        value = self.titles.value(self.subject, name, given)
        filled = ", ".join(self.name(subject) for subject in reason.filled_by)
        return f"{self.limit(reason.limit)}: {value} {self.titles.say('đã có', 'has')} {filled}"

    def decided(self, values: tuple[Choice, ...], placing: Placement) -> str:
        """The value that was decided, or the values that it may be."""
        rule_set = placing.decision.rule_set
        texts = [formats.value(value, rule_set.concludes, self.titles.lang, rule_set.labels) for value in values]
        title = rule_set.title.in_(self.titles.lang)
        return f"{title}: {self.titles.say(' hoặc ', ' or ').join(texts)}"

    def ruled(self, rules: tuple[str, ...], placing: Placement) -> str:
        """The titles of rules, in parentheses."""
        rule_set = placing.decision.rule_set
        titles = [rule_set.rules[rule_set.index[rule]].title.in_(self.titles.lang) for rule in rules]
        return f" ({'; '.join(titles)})" if titles else ""

    def seen(self, key: KeySeen) -> str:
        """The value of a key."""
        if key.key.whole:
            return f"{lowered(self.key(key.key))}: {ratio_text(key.seen[0], key.seen[1], self.titles.lang)}"
        seen = key.seen[0]
        value = self.titles.value(self.subject, seen.attribute, seen.value)
        # what has labels of its own needs no title before them
        labelled = self.titles.labels(self.subject, seen.attribute)
        return value if labelled else f"{lowered(self.key(key.key))}: {value}"


def short_name(placing: Placement) -> str:
    """The code and own name of a subject; its names alone where it has no code."""
    name = placing.names[0] if placing.names else ""
    return placing.subject if not name or name in placing.subject else f"{placing.subject} {name}"


def full_name(placing: Placement) -> str:
    """The code and the names of a subject."""
    return ", ".join((short_name(placing), *placing.names[1:2]))
