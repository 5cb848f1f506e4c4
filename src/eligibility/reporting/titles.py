"""Titles: the words for outcomes, tests, evidence and conditions, and the titles of everything in a law."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs

from eligibility.model import Attribute, Citation, Evidence, Given, Law, Op, Outcome, Relation, Rule, SubjectType
from eligibility.reporting import formats
from eligibility.sources import Text

MARKS: Final = {Outcome.SATISFIED: "✓", Outcome.NOT_SATISFIED: "✗", Outcome.UNDETERMINED: "?"}
"""The mark before everything that has an outcome."""

OUTCOMES: Final = {
    Outcome.SATISFIED: Text("thỏa mãn", "satisfied"),
    Outcome.NOT_SATISFIED: Text("không thỏa mãn", "not satisfied"),
    Outcome.UNDETERMINED: Text("chưa xác định", "undetermined"),
}

EVIDENCE: Final = {
    Evidence.OFFICIAL: Text("nguồn chính thức", "official"),
    Evidence.SECONDARY: Text("nguồn thứ cấp", "secondary"),
    Evidence.UNSTATED: Text("không nêu nguồn", "unstated"),
    Evidence.ASSUMED: Text("GIẢ ĐỊNH", "ASSUMED"),
}

TESTS: Final = {
    Op.IS: Text("là {}", "{}"),  # *must be III*
    Op.IS_NOT: Text("khác {}", "other than {}"),
    Op.ONE_OF: Text("là {}", "{}"),
    Op.NONE_OF: Text("khác {}", "other than {}"),
    Op.AT_LEAST: Text("≥ {}", "≥ {}"),
    Op.AT_MOST: Text("≤ {}", "≤ {}"),
    Op.MORE_THAN: Text("> {}", "> {}"),
    Op.LESS_THAN: Text("< {}", "< {}"),
    Op.BETWEEN: Text("từ {} đến {}", "between {} and {}"),
    Op.BEFORE: Text("trước {}", "before {}"),
    Op.AFTER: Text("sau {}", "after {}"),
    Op.ON_OR_BEFORE: Text("chậm nhất {}", "on or before {}"),
    Op.ON_OR_AFTER: Text("sớm nhất {}", "on or after {}"),
    Op.KNOWN: Text("đã biết", "known"),
}
"""A test after what was observed, as explanations write it."""

CLAUSES: Final = TESTS | {
    Op.IS: Text("{}", "{}"),
    Op.ONE_OF: Text("{}", "{}"),
    Op.AT_LEAST: Text("từ {} trở lên", "at least {}"),
    Op.AT_MOST: Text("không quá {}", "at most {}"),
    Op.MORE_THAN: Text("trên {}", "more than {}"),
    Op.LESS_THAN: Text("dưới {}", "less than {}"),
    Op.BETWEEN: Text("trong khoảng {} và {}", "between {} and {}"),
    Op.ON_OR_BEFORE: Text("chậm nhất vào {}", "on or before {}"),
    Op.ON_OR_AFTER: Text("sớm nhất vào {}", "on or after {}"),
}
"""A test where nothing was observed yet, as pages write it."""

AND: Final = Text(" và ", " and ")
OR: Final = Text(" hoặc ", " or ")

SIGNS: Final = (Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN)
"""The tests that are written as a sign between two numbers."""

NODES: Final = {
    "all": Text("Tất cả những điều sau", "All of these"),
    "any": Text("Ít nhất một trong những điều sau", "At least one of these"),
    "not": Text("Không phải điều sau", "Not this"),
}
"""The headings over the parts of a condition."""

NOTHING: Final = Text("Không đòi hỏi gì", "Nothing is required")
"""A condition without parts."""


APPLIES: Final = {True: Text("áp dụng", "applies"), False: Text("không áp dụng", "does not apply")}
"""The answer to a question that the law leaves open."""


@attrs.frozen
class Titles:
    """The titles of attributes, relations, rules and values under a law, in one language."""

    law: Law
    lang: str

    def say(self, vi: str, en: str) -> str:
        """One of two texts, by the language."""
        return en if self.lang == "en" else vi

    def kind(self, name: str) -> SubjectType:
        """A kind of subject."""
        return self.law.vocabulary[name]

    def relation(self, name: str) -> Relation:
        """A relation, of whichever kind of subject."""
        kinds = self.law.vocabulary.values()
        return next(kind.relations[name] for kind in kinds if name in kind.relations)

    def rule(self, name: str) -> Rule:
        """A rule by its full name."""
        owner, _, rule_id = name.rpartition(" ")
        rule_set = next(rule_set for rule_set in self.law.rule_sets if rule_set.name == owner)
        return rule_set.rules[rule_set.index[rule_id]]

    def attribute(self, kind: str, name: str) -> Attribute | None:
        """An attribute of a kind of subject, a fact's or a derived one, or of another kind where it has none."""
        kinds = (kind, *(other for other in self.law.vocabulary if other != kind))
        attributes = (self.law.attribute(kind, name) for kind in kinds)
        return next((attribute for attribute in attributes if attribute is not None), None)

    def title(self, kind: str, name: str) -> str:
        """The title of an attribute; its name where it has none."""
        attribute = self.attribute(kind, name)
        return attribute.title.in_(self.lang) if attribute else name

    def labels(self, kind: str, name: str) -> Mapping[str, Text]:
        """The titles of the values of a derived attribute."""
        rule_set = self.law.concluding(kind, name)
        return rule_set.labels if rule_set else {}

    def value(self, kind: str, name: str, given: Given) -> str:
        """A value of an attribute."""
        return formats.value(given, self.attribute(kind, name), self.lang, self.labels(kind, name))

    def derived(self, kind: str, name: str) -> str:
        """The instrument under which an attribute is concluded; empty for a fact."""
        rule_set = self.law.concluding(kind, name)
        return rule_set.instrument if rule_set else ""

    def evidence(self, level: Evidence, source: str = "") -> str:
        """A level of evidence with its source."""
        word = EVIDENCE[level].in_(self.lang)
        return f"{word}: {source}" if source else word

    def cite(self, citations: tuple[Citation, ...]) -> str:
        """Citations one after another."""
        return "; ".join(str(citation) for citation in citations)

    def signed(self, by: str | None, on: date | None) -> str:
        """The person who made a choice, and the day."""
        if not by:
            return self.say("CHƯA ĐƯỢC AI THÔNG QUA", "NOT ADOPTED BY ANYBODY")
        return f"{by}, {formats.day(on, self.lang)}" if on else by
