"""Checking of rule sets: an instrument's file becomes rule sets and named values."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import attrs

from eligibility.checking.conditions import ConditionReader, Scope
from eligibility.checking.sheets import Fields, Sheet
from eligibility.conditions import AllOf, Condition, Fact, Leaf, Ratio, Threshold, Variant
from eligibility.documents import Entries, Items, Node, Scalar
from eligibility.errors import Place
from eligibility.rulesets import Citation, HitPolicy, Otherwise, Period, Rule, RuleSet
from eligibility.texts import Text, nearest
from eligibility.values import UNKNOWN, Choice, Type, Value
from eligibility.vocabulary import Attribute, SubjectType, Unreadable, written
from eligibility.words import local, term

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\Z")
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,59}\Z")
_PLAIN = re.compile(r"\d+(?:\.\d+)?\Z", re.ASCII)


@attrs.frozen
class Outline:
    """What a rule set is about, before its rules are read: subject, derived attribute and where it stands."""

    id: str
    subject: str
    attribute: Attribute
    place: Place


@attrs.define
class File:
    """One instrument's file while it is checked."""

    sheet: Sheet
    fields: Fields
    number: str
    in_force: Period | None
    uses: Mapping[str, tuple[str, Place]]
    outlines: tuple[Outline, ...] = ()


def open_file(sheet: Sheet, node: Node) -> File:
    """The head of an instrument's file: its number, effective period and what it uses of other instruments."""
    fields = Fields.of(
        sheet, node, ("instrument", "in_force", "rule_sets"), ("title", "uses", "values", "annexes", "notes")
    )
    number = sheet.text(fields.get("instrument"))
    if number and number not in sheet.instruments:
        sheet.wrong(
            fields.at("instrument"),
            f"không có văn bản “{number}” trong instruments.yaml",
            f"no instrument “{number}” in instruments.yaml",
            None,
            nearest(number, sheet.instruments),
        )
    uses: dict[str, tuple[str, Place]] = {}
    for key, value in sheet.entries(fields.get("uses")):
        cited = sheet.citations(value)
        if cited:
            uses[key.text] = (cited[0].instrument, key.place)
    return File(sheet, fields, number, sheet.period(fields.get("in_force")), uses)


def outline(file: File, vocabulary: Mapping[str, SubjectType]) -> None:
    """Read what each rule set concludes; what its values may be follows from its rules."""
    found = []
    for node in file.sheet.items(file.fields.get("rule_sets")):
        if not isinstance(node, Entries):
            file.sheet.expect(node, Text("một bộ quy tắc", "a rule set"))
            continue
        quiet = attrs.evolve(file.sheet, problems=[])  # the rules themselves are checked later
        fields = Fields.of(quiet, node, (), _RULE_SET)
        subject, name = quiet.scalar(fields.get("subject")), quiet.scalar(fields.get("concludes"))
        if subject is None or name is None:
            continue
        if subject.text not in vocabulary:
            _no_subject(file.sheet, subject, vocabulary)
            continue
        if not _NAME.match(name.text):
            file.sheet.wrong(
                name.place, f"tên “{name.text}” không dùng được", f"“{name.text}” is no name", Text("a-z 0-9 _", "a-z 0-9 _")
            )
            continue
        if name.text in vocabulary[subject.text].attributes:
            file.sheet.wrong(
                name.place,
                f"“{name.text}” là dữ kiện của {subject.text}, không thể kết luận",
                f"“{name.text}” is a fact of {subject.text} and cannot be concluded",
            )
        title = quiet.title(fields.get("title"), name.text)
        attribute = _concluded(file.sheet, name.text, title, list(_thens(quiet, fields)))
        found.append(Outline(quiet.text(fields.get("id")), subject.text, attribute, name.place))
    file.outlines = tuple(found)


def _no_subject(sheet: Sheet, subject: Scalar, vocabulary: Mapping[str, SubjectType]) -> None:
    words = ", ".join(vocabulary)
    near = nearest(subject.text, vocabulary)
    sheet.wrong(
        subject.place, f"không có đối tượng “{subject.text}”", f"no subject “{subject.text}”", Text(words, words), near
    )


def _thens(sheet: Sheet, fields: Fields) -> Iterator[Scalar]:
    rules = list(sheet.items(fields.get("rules")))
    table = fields.get("table")
    if isinstance(table, Entries):
        rules += sheet.items(Fields.of(sheet, table, (), ("columns", "rows", "cite")).get("rows"))
    nodes = [Fields.of(sheet, rule, (), ("then",)).get("then") for rule in rules if isinstance(rule, Entries)]
    otherwise = fields.get("otherwise")
    if isinstance(otherwise, Entries):
        nodes.append(Fields.of(sheet, otherwise, (), ("then", "cite")).get("then"))
    yield from (node for node in nodes if isinstance(node, Scalar))


def _concluded(sheet: Sheet, name: str, title: Text, thens: list[Scalar]) -> Attribute:
    words = [term(then.text, sheet.lang, ("yes", "no", "none")) or then.text for then in thens]
    plain = [word for word in words if word != "none"]
    nullable = "none" in words
    if plain and all(word in ("yes", "no") for word in plain):
        return Attribute(name, title, Type.YES_NO, nullable=nullable)
    numbers = bool(plain) and all(_PLAIN.match(word) for word in plain)
    options: dict[Choice, None] = dict.fromkeys(Decimal(word) if numbers else word for word in plain)
    return Attribute(name, title, Type.CHOICE, choices=tuple(options), nullable=nullable)


_RULE_SET = ("id", "subject", "concludes", "title", "labels", "hit_policy", "rules", "table", "otherwise")


@attrs.frozen
class RuleSetReader:
    """Reads the rule sets of one file."""

    file: File
    scope: Scope

    @property
    def sheet(self) -> Sheet:
        """The sheet of the file."""
        return self.file.sheet

    def read(self) -> tuple[RuleSet, ...]:
        """All rule sets of the file that could be outlined."""
        by_place = {outline.place: outline for outline in self.file.outlines}
        found = []
        ids: dict[str, Place] = {}
        for node in self.sheet.items(self.file.fields.get("rule_sets")):
            fields = Fields.of(self.sheet, node, ("id", "subject", "concludes"), _RULE_SET[3:])
            self._id(fields, ids)
            about = by_place.get(fields.at("concludes"))
            if about:
                found.append(self._rule_set(fields, about))
        return tuple(found)

    def _id(self, fields: Fields, seen: dict[str, Place]) -> str:
        found = self.sheet.scalar(fields.get("id"))
        if found is None:
            return ""
        if not _ID.match(found.text):
            expected = Text("chữ thường không dấu, số, gạch nối", "lower-case letters, digits, hyphens")
            self.sheet.wrong(found.place, f"mã “{found.text}” không dùng được", f"“{found.text}” is no id", expected)
        if found.text in seen:
            line = seen[found.text].line
            self.sheet.wrong(
                found.place, f"mã “{found.text}” lặp lại (dòng {line})", f"the id “{found.text}” repeats (line {line})"
            )
        seen.setdefault(found.text, found.place)
        return found.text

    def _rule_set(self, fields: Fields, about: Outline) -> RuleSet:
        policy_word = self.sheet.term(fields.get("hit_policy"), [policy.value for policy in HitPolicy], "unique")
        policy = HitPolicy(policy_word)
        scope = attrs.evolve(self.scope, collects=policy is HitPolicy.COLLECT)
        reader = ConditionReader(self.sheet, scope, about.subject)
        rules = tuple(self._rules(fields, reader, about.attribute))
        if len([rule for rule in rules if not rule.exception_to]) > 1 and "hit_policy" not in fields:
            words = ", ".join(policy.value for policy in HitPolicy)
            word = local("hit_policy", self.sheet.lang)
            self.sheet.wrong(
                fields.place,
                f"từ hai quy tắc trở lên phải ghi “{word}”",
                f"two or more rules need “{word}” written",
                Text(words, words),
            )
        self._exceptions(rules)
        otherwise = self._otherwise(fields, about.attribute, policy)
        title = self.sheet.title(fields.get("title"), about.id)
        labels = {key.text: self.sheet.title(value, key.text) for key, value in self.sheet.entries(fields.get("labels"))}
        self._labels(fields, labels, about.attribute)
        return RuleSet(
            self.file.number,
            about.id,
            title,
            about.subject,
            about.attribute,
            policy,
            rules,
            otherwise,
            labels,
            fields.place,
        )

    def _labels(self, fields: Fields, labels: Mapping[str, Text], attribute: Attribute) -> None:
        known = [written(value) for value in attribute.domain]
        for key, _ in self.sheet.entries(fields.get("labels")):
            if key.text not in known:
                words = ", ".join(known)
                self.sheet.wrong(
                    key.place,
                    f"không quy tắc nào kết luận “{key.text}”",
                    f"no rule concludes “{key.text}”",
                    Text(words, words),
                    nearest(key.text, known),
                )

    def _otherwise(self, fields: Fields, attribute: Attribute, policy: HitPolicy) -> Otherwise | None:
        node = fields.get("otherwise")
        if node is None:
            if policy is not HitPolicy.COLLECT:
                word = local("otherwise", self.sheet.lang)
                self.sheet.wrong(
                    fields.place,
                    f"thiếu “{word}”: kết luận khi không quy tắc nào áp dụng",
                    f"“{word}” is missing: what is concluded when no rule applies",
                )
            return None
        found = Fields.of(self.sheet, node, ("then", "cite"))
        return Otherwise(self._then(found, attribute), self.sheet.citations(found.get("cite")))

    def _then(self, fields: Fields, attribute: Attribute) -> Choice:
        found = self.sheet.scalar(fields.get("then"))
        if found is None:
            return None
        word = term(found.text, self.sheet.lang, ("yes", "no", "none")) or found.text
        known = {written(value): value for value in attribute.domain}
        return known.get(f"{Decimal(word):f}" if _PLAIN.match(word) and word not in known else word)

    def _rules(self, fields: Fields, reader: ConditionReader, attribute: Attribute) -> Iterator[Rule]:
        if ("rules" in fields) == ("table" in fields):
            words = f"{local('rules', self.sheet.lang)} / {local('table', self.sheet.lang)}"
            self.sheet.wrong(fields.place, "cần đúng một trong hai", "exactly one of two is expected", Text(words, words))
        seen: dict[str, Place] = {}
        for node in self.sheet.items(fields.get("rules")):
            yield self._rule(node, reader, attribute, seen)
        table = fields.get("table")
        if table is not None:
            yield from self._table(table, reader, attribute, seen)

    def _rule(self, node: Node, reader: ConditionReader, attribute: Attribute, seen: dict[str, Place]) -> Rule:
        fields = Fields.of(
            self.sheet,
            node,
            ("id", "cite", "when", "then"),
            ("title", "exception_to", "formalised", "question"),
        )
        rule_id = self._id(fields, seen)
        formalised = self.sheet.yes(fields.get("formalised"), True)
        question = self.sheet.title(fields.get("question"), "") if "question" in fields else None
        if not formalised and question is None:
            word = local("question", self.sheet.lang)
            self.sheet.wrong(
                node.place,
                f"quy tắc chưa mã hóa phải nêu “{word}” mà luật bỏ ngỏ",
                f"a rule that is not formalised states the “{word}” that the law leaves open",
            )
        bases = tuple(self.sheet.text(item) for item in self.sheet.items(fields.get("exception_to")))
        return Rule(
            rule_id,
            self.sheet.title(fields.get("title"), rule_id),
            self.sheet.citations(fields.get("cite")),
            reader.read(fields.get("when")),
            self._then(fields, attribute),
            bases,
            formalised,
            question,
            fields.place,
        )

    def _table(
        self, node: Node, reader: ConditionReader, attribute: Attribute, seen: dict[str, Place]
    ) -> Iterator[Rule]:
        table = Fields.of(self.sheet, node, ("columns", "rows"), ("cite",))
        columns = self.sheet.items(table.get("columns"))
        for row in self.sheet.items(table.get("rows")):
            fields = Fields.of(self.sheet, row, ("id", "when", "then"), ("title", "cite"))
            rule_id = self._id(fields, seen)
            cells = self.sheet.items(fields.get("when"))
            if len(cells) != len(columns):
                self.sheet.wrong(
                    fields.at("when"),
                    f"{len(cells)} ô cho {len(columns)} cột",
                    f"{len(cells)} cells for {len(columns)} columns",
                )
            if "cite" not in fields and "cite" not in table:
                word = local("cite", self.sheet.lang)
                self.sheet.wrong(row.place, f"thiếu “{word}”", f"“{word}” is missing")
            parts = [part for pair in zip(columns, cells, strict=False) if (part := self._cell(*pair, reader))]
            cite = fields.get("cite") or table.get("cite")
            yield Rule(
                rule_id,
                self.sheet.title(fields.get("title"), rule_id),
                self.sheet.citations(cite),
                AllOf(tuple(parts)),
                self._then(fields, attribute),
                place=fields.place,
            )

    def _cell(self, column: Node, cell: Node, reader: ConditionReader) -> Condition | None:
        if isinstance(cell, Scalar) and term(cell.text, self.sheet.lang, ("anything",)):
            return None
        if isinstance(column, Scalar):
            attribute = reader.attribute(column)
            tests = reader.tests(column, cell, attribute) if attribute else ()
            return Leaf(Fact(column.text), tests, cell.place) if tests else None
        if not isinstance(column, Entries) or not isinstance(cell, Entries):
            self.sheet.expect(cell, Text("một phép thử", "a test"))
            return None
        found = reader.read(Entries((*column.entries, *cell.entries), cell.place))
        return found if isinstance(found, Leaf) and isinstance(found.observed, Ratio) else None

    def _exceptions(self, rules: tuple[Rule, ...]) -> None:
        ids = {rule.id: rule for rule in rules}
        for rule in rules:
            for base in rule.exception_to:
                if base == rule.id:
                    self.sheet.wrong(
                        rule.place, f"“{rule.id}” là ngoại lệ của chính nó", f"“{rule.id}” is an exception to itself"
                    )
                elif base not in ids:
                    words = ", ".join(ids)
                    self.sheet.wrong(
                        rule.place,
                        f"không có quy tắc “{base}” trong bộ này",
                        f"no rule “{base}” in this rule set",
                        Text(words, words),
                        nearest(base, ids),
                    )
            chain = _circle(rule, ids)
            if chain:
                path = " → ".join(chain)
                self.sheet.wrong(rule.place, f"ngoại lệ vòng tròn: {path}", f"exceptions in a circle: {path}")


def _circle(rule: Rule, ids: Mapping[str, Rule]) -> tuple[str, ...]:
    """The chain of exceptions that leads from a rule back to itself, longer than one."""
    todo = [(rule.id,)]
    seen = set()
    while todo:
        chain = todo.pop()
        for base in ids[chain[-1]].exception_to:
            if base == rule.id and len(chain) > 1:
                return (*chain, base)
            if base in ids and base not in seen:
                seen.add(base)
                todo.append((*chain, base))
    return ()


@attrs.frozen
class Named:
    """A named value as written: its type and its dated rows."""

    name: str
    type: Type
    rows: Items | None
    fields: Fields
    place: Place


def named_values(file: File) -> dict[str, Named]:
    """The named values of a file with their types, which follow from how they are written."""
    found: dict[str, Named] = {}
    for key, node in file.sheet.entries(file.fields.get("values")):
        fields = Fields.of(file.sheet, node, ("cite", "rows"), ("title",))
        rows = fields.get("rows")
        if not _NAME.match(key.text):
            file.sheet.wrong(key.place, f"tên “{key.text}” không dùng được", f"“{key.text}” is no name")
        texts = [
            value.text
            for row in file.sheet.items(rows)
            if isinstance(row, Entries)
            for name, value in row.entries
            if isinstance(value, Scalar) and name.text in ("value", "mức")
        ]
        found[key.text] = Named(key.text, _written_type(texts), rows if isinstance(rows, Items) else None, fields, key.place)
    return found


def _written_type(texts: list[str]) -> Type:
    if any(text.endswith("%") for text in texts):
        return Type.SHARE
    if any("-" in text or "/" in text for text in texts):
        return Type.DATE
    return Type.QUANTITY if any("." in text for text in texts) else Type.COUNT


def thresholds(file: File, named: Mapping[str, Named], scope: Scope, as_of: date) -> dict[str, Threshold]:
    """The named values of a file as they stand on a date: all rows are checked, the latest not after it is taken."""
    found: dict[str, Threshold] = {}
    for name, entry in named.items():
        sheet = file.sheet
        cite = tuple(str(citation) for citation in sheet.citations(entry.fields.get("cite")))
        title = sheet.title(entry.fields.get("title"), name)
        attribute = Attribute(name, title, entry.type)
        taken: tuple[date, Node, Fields] | None = None
        starts: set[date] = set()
        for row in sheet.items(entry.rows):
            fields = Fields.of(sheet, row, ("from", "value"), ("variants",))
            start = sheet.day(fields.get("from"))
            _value(sheet, fields.get("value"), attribute)
            _variants(sheet, fields, attribute, scope)
            if start in starts:
                sheet.wrong(row.place, f"hai dòng cùng từ ngày {start}", f"two rows from {start}")
            if start:
                starts.add(start)
            if start and start <= as_of and (taken is None or start > taken[0]):
                taken = (start, row, fields)
        if taken is None:
            sheet.wrong(entry.place, f"“{name}” chưa có mức nào vào {as_of}", f"“{name}” has no value on {as_of}")
            continue
        quiet = attrs.evolve(sheet, problems=[])
        value = _value(quiet, taken[2].get("value"), attribute)
        variants = _variants(quiet, taken[2], attribute, scope)
        found[f"{scope.owner} {name}"] = Threshold(name, title, cite, value, variants, taken[1].place)
    return found


def _value(sheet: Sheet, node: Node | None, attribute: Attribute) -> Value:
    found = sheet.scalar(node)
    if found is None:
        return None
    try:
        value = attribute.read(found.text)
    except Unreadable as error:
        sheet.unreadable(error, found.place)
        return None
    if value is UNKNOWN:
        sheet.unreadable(attribute.no(found.text), found.place)
    return None if value is UNKNOWN else value  # type: ignore[return-value]


def _variants(sheet: Sheet, fields: Fields, attribute: Attribute, scope: Scope) -> tuple[Variant, ...]:
    found = []
    for node in sheet.items(fields.get("variants")):
        variant = Fields.of(sheet, node, ("when", "value"))
        when = _on_any_subject(sheet, variant.get("when"), scope)
        found.append(Variant(when, _value(sheet, variant.get("value"), attribute), node.place))
    return tuple(found)


def _on_any_subject(sheet: Sheet, node: Node | None, scope: Scope) -> Condition:
    """A named value belongs to no subject: its variants are read for the first kind that knows their attributes."""
    best: list[object] | None = None
    condition: Condition = AllOf(())
    for subject in scope.vocabulary:
        attempt = attrs.evolve(sheet, problems=[])
        read = ConditionReader(attempt, scope, subject).read(node)
        if best is None or len(attempt.problems) < len(best):
            best, condition = list(attempt.problems), read
            problems = attempt.problems
    if best:
        sheet.problems.extend(problems)
    return condition


def cited_notes(sheet: Sheet, node: Node | None) -> tuple[tuple[Citation, Text], ...]:
    """What the law says that bears on no conclusion, cited."""
    found = []
    for item in sheet.items(node):
        if not isinstance(item, Entries):
            sheet.expect(item, Text("{căn cứ, vi, en}", "{cite, vi, en}"))
            continue
        texts = {key.text: sheet.text(value) for key, value in item.entries if key.text in ("vi", "en")}
        rest = Entries(tuple(pair for pair in item.entries if pair[0].text not in ("vi", "en")), item.place)
        for citation in sheet.citations(Fields.of(sheet, rest, ("cite",)).get("cite")):
            found.append((citation, Text(texts.get("vi", ""), texts.get("en", texts.get("vi", "")))))
    return tuple(found)


