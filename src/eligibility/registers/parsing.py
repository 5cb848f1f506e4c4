"""Parsing of rows: the meaning of the columns of a table, and a subject's values before its members are known.

The words of a refused value are those of the model's `invalid_values`.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final

import attrs

from eligibility.model import (
    UNKNOWN,
    Attribute,
    Choice,
    Evidence,
    Given,
    InvalidValue,
    Law,
    OneOf,
    Ratio,
    SubjectType,
    Type,
    excesses,
    format_value,
    ratios,
)
from eligibility.registers.rows import Record, RowSource
from eligibility.sources import Place, Problem, Text, closest

REMEMBERED: Final = 10_000
"""Texts of a column that are remembered with their values, at most."""
EVERYTHING: Final = "*"
"""The name under which evidence and source of a whole row are stored."""


class Store(IntEnum):
    """The part of a parsed subject that stores the values of a column."""

    VALUES = 0
    LINK = 1
    ANSWERS = 2
    COMPLETE = 3
    EVIDENCE = 4
    SOURCES = 5


@attrs.frozen(eq=False)
class InputColumn:
    """The meaning of a heading: the store of its values, their name, and the function that reads its texts."""

    store: Store
    name: str
    read: Callable[[str], Any]
    seen: dict[str, Any] = attrs.field(factory=dict)

    def value(self, text: str, place: Place, problems: list[Problem]) -> Any:  # noqa: ANN401 - a value of any store
        """The value of a text at a place, remembered; unknown where the text is invalid, which is noted."""
        try:
            value = self.read(text)
        except InvalidValue as error:
            problems.append(error.at(place))
            return UNKNOWN
        if len(self.seen) < REMEMBERED:
            self.seen[text] = value
        return value


@attrs.define(eq=False)
class ParsedSubject:
    """A subject whose values are read. `link` is what its row says of the subject that it belongs to."""

    record: Record
    values: dict[str, Given]
    link: dict[str, Given] = attrs.field(factory=dict)
    answers: dict[str, Choice | OneOf] = attrs.field(factory=dict)
    complete: dict[str, bool] = attrs.field(factory=dict)
    evidence: dict[str, Evidence] = attrs.field(factory=dict)
    sources: dict[str, str] = attrs.field(factory=dict)
    members: dict[str, list["ParsedSubject"]] = attrs.field(factory=dict)


def columns(law: Law, kind: SubjectType, alone: bool) -> dict[str, InputColumn]:
    """Every heading that a table of this kind of subject may have.

    A row may name the subject that it belongs to by its code or by its names; where
    there is no table of these (`alone`), it may say anything of it.
    """
    input_columns: dict[str, InputColumn] = {}
    upper = law.vocabulary.parent(kind.name)
    if upper:
        input_columns |= _links(upper[0], kind, alone)
    for relation in kind.relations.values():
        title = Text(f"{relation.title.vi} (đủ)", f"{relation.title.en} (complete)")
        flag = Attribute(relation.complete, title, Type.YES_NO)
        input_columns[relation.complete] = InputColumn(Store.COMPLETE, relation.complete, _whole(flag))
    for rule_set in law.of(kind.name):
        derived = rule_set.concludes
        input_columns |= _with_aspects(derived.name, InputColumn(Store.ANSWERS, derived.name, derived.read))
    for name, attribute in kind.attributes.items():
        input_columns |= _with_aspects(name, InputColumn(Store.VALUES, name, attribute.read))
    return input_columns | {heading: _ASPECTS[heading](EVERYTHING) for heading in _ASPECTS}


def _links(upper: SubjectType, kind: SubjectType, alone: bool) -> dict[str, InputColumn]:
    names = {
        f"{upper.name}_code" if name == "code" else upper.name if name == "name" else name: attribute
        for name, attribute in upper.attributes.items()
        if alone or attribute.type in (Type.TEXT, Type.CODE)
    }
    return {
        heading: InputColumn(Store.LINK, attribute.name, attribute.read)
        for heading, attribute in names.items()
        if heading not in kind.attributes
    }


def _with_aspects(name: str, column: InputColumn) -> dict[str, InputColumn]:
    return {name: column, **{f"{name}:{aspect}": make(name) for aspect, make in _ASPECTS.items()}}


def _whole(attribute: Attribute) -> Callable[[str], Any]:
    def read(text: str) -> Any:  # noqa: ANN401
        value = attribute.read(text)
        if isinstance(value, OneOf):
            raise attribute.invalid(text)
        return value

    return read


_SOURCE: Final = Attribute("source", Text("Nguồn", "RowSource"), Type.TEXT)


def _level(text: str) -> Evidence:
    try:
        return Evidence.named(text)
    except ValueError:
        levels = [level.key for level in Evidence]
        words, what = ", ".join(levels), f"“{text[:60]}”"
        raise InvalidValue(Text(what, what), Text(words, words), closest(text, levels)) from None


_ASPECTS: Final[dict[str, Callable[[str], InputColumn]]] = {
    "evidence": lambda name: InputColumn(Store.EVIDENCE, name, _level),
    "source": lambda name: InputColumn(Store.SOURCES, name, _SOURCE.read),
}


def unproved(name: str, place: Place) -> Problem:
    """The problem of a derived value that is given without evidence."""
    what = Text(
        f"“{name}” do bộ quy tắc kết luận; chỉ được ghi như một câu trả lời có nêu bằng chứng",
        f"“{name}” is concluded by a rule set; it may only be given as an answer with evidence",
    )
    return Problem(place, what, Text(f"cột {name}:evidence", f"a column {name}:evidence"))


@attrs.frozen(eq=False)
class Defaults:
    """The evidence and source of what states none of its own."""

    evidence: Evidence = Evidence.UNSTATED
    source: str = ""


@attrs.define(eq=False)
class RowParser:
    """Parser of the rows of one kind of subject; mistakes are noted."""

    law: Law
    kind: SubjectType
    alone: bool
    defaults: Defaults
    problems: list[Problem]
    columns: dict[str, InputColumn] = attrs.field(init=False)
    parts: frozenset[str] = attrs.field(init=False)
    ratios: tuple[Ratio, ...] = attrs.field(init=False)
    inner: dict[str, "RowParser"] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.columns = columns(self.law, self.kind, self.alone)
        self.parts = frozenset(name for name, attribute in self.kind.attributes.items() if attribute.part_of)
        self.ratios = tuple(dict.fromkeys(ratios(self.law)))

    def headings(self, source: RowSource) -> None:
        """Note the headings of a table that are unknown."""
        for heading in source.headings:
            if heading and heading not in self.columns:
                self.unknown(heading, Place(source.name, 1, heading))

    def parse(self, record: Record, headed: bool) -> ParsedSubject:
        """Parse one record; `headed` says that its headings were checked."""
        default = self.defaults
        parsed = ParsedSubject(record, {}, evidence={EVERYTHING: default.evidence})
        if default.source:
            parsed.sources[EVERYTHING] = default.source
        stores = (parsed.values, parsed.link, parsed.answers, parsed.complete, parsed.evidence, parsed.sources)
        columns = self.columns
        for heading, text in record.cells.items():
            if not text:
                continue
            column = columns.get(heading)
            if column is None:
                if not headed:
                    self.unknown(heading, record.at(heading))
                continue
            value = column.seen.get(text, _NEW)
            if value is _NEW:
                value = column.value(text, record.at(heading), self.problems)
            if value is not UNKNOWN:
                stores[column.store][column.name] = value
        self.check(parsed)
        return parsed

    def check(self, parsed: ParsedSubject) -> None:
        """Note contradictions between the values of one subject, and of its members in turn."""
        values, record = parsed.values, parsed.record
        contradictions: dict[str, Text] = {}
        if not self.parts.isdisjoint(values):
            contradictions |= excesses(self.kind.attributes, lambda name: values.get(name, UNKNOWN))
        for ratio in self.ratios:
            part = values.get(ratio.part)
            if part and values.get(ratio.whole) == 0:
                contradictions.setdefault(ratio.part, ratio.of_nothing(format_value(part)))
        self.problems += [Problem(record.at(name), what) for name, what in contradictions.items()]
        for name in parsed.answers:
            if parsed.evidence.get(name, parsed.evidence[EVERYTHING]) is Evidence.UNSTATED:
                self.problems.append(unproved(name, record.at(name)))
        for name, records in record.members.items():
            self.members(parsed, name, records)

    def members(self, parsed: ParsedSubject, name: str, records: tuple[Record, ...]) -> None:
        """The members that stand inside a record."""
        relation = self.kind.relations.get(name)
        if relation is None:
            what = Text(f"“{name[:60]}” không phải danh sách", f"“{name[:60]}” is no list")
            words = ", ".join(self.kind.relations)
            expected = Text(f"danh sách chỉ ở: {words}", f"lists only under: {words}") if words else None
            self.problems.append(Problem(parsed.record.at(name), what, expected))
            return
        if name not in self.inner:
            member = self.law.vocabulary[relation.subject]
            self.inner[name] = RowParser(self.law, member, False, self.defaults, self.problems)
        parsed.members[name] = [self.inner[name].parse(record, headed=False) for record in records]

    def unknown(self, heading: str, place: Place) -> None:
        """Note a heading that no table of this kind has."""
        if heading in self.kind.relations:
            what = Text(f"“{heading}” phải là danh sách các đối tượng", f"“{heading}” must be a list of objects")
            file = Text(f"một tệp riêng, hoặc JSON Lines: {heading}", f"a file of its own, or JSON Lines: {heading}")
            self.problems.append(Problem(place, what, file))
            return
        what = Text(f"cột lạ “{heading[:60]}”", f"unknown column “{heading[:60]}”")
        self.problems.append(Problem(place, what, None, closest(heading[:60], self.columns)))


_NEW: Final = object()
