"""Checking of rules and of the tables that are rules in rows."""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet

import attrs

from eligibility.model import (
    AllOf,
    AnyOf,
    Attribute,
    Choice,
    Citation,
    Condition,
    Fact,
    HitPolicy,
    Leaf,
    Observed,
    Otherwise,
    Rule,
    RuleSet,
    Unknown,
    format_value,
)
from eligibility.rulefiles.comparisons import ComparisonReader
from eligibility.rulefiles.conditions import SHARE, ConditionReader
from eligibility.rulefiles.dependencies import circles, shown_circle
from eligibility.rulefiles.instrument_files import (
    RULE_SET,
    InstrumentFile,
    RuleSetHeader,
    concluded_value,
    read_id,
    refuse_value,
    shown_values,
)
from eligibility.rulefiles.instruments import citations
from eligibility.rulefiles.reader import Fields, FileReader, joined_names
from eligibility.rulefiles.scope import Scope
from eligibility.sources import Entries, Items, Node, Place, Scalar, Text, local_keyword, local_term, term


@attrs.frozen
class TableColumn:
    """A column of a decision table: what it observes, and the attribute by which its cells are read."""

    observed: Observed
    attribute: Attribute


@attrs.frozen
class RuleReader:
    """Reads the rules of one rule set. Without a reader of conditions (its subject is unknown) they are passed over."""

    reader: FileReader
    conditions: ConditionReader | None
    attribute: Attribute | None
    seen: dict[str, Place] = attrs.field(factory=dict)
    domain: AbstractSet[Choice] = attrs.field(init=False)

    @domain.default
    def _values(self) -> AbstractSet[Choice]:
        return domain_of(self.attribute)

    def read(self, fields: Fields) -> Iterator[tuple[Rule, tuple[Scalar, ...]]]:
        """Every rule, those of the table among them, with the names of what it is an exception to as written."""
        if ("rules" in fields.keys) == ("table" in fields.keys):
            words = f"{local_keyword('rules', self.reader.lang)} / {local_keyword('table', self.reader.lang)}"
            vi, en = "cần đúng một trong hai khóa", "exactly one of two keys is needed"
            self.reader.report(fields.place, vi, en, Text(words, words))
        for node in self.reader.required_items(fields.get("rules")):
            yield self._rule(node)
        table = fields.get("table")
        if table is not None:
            for rule in self._table(table):
                yield rule, ()

    def _rule(self, node: Node) -> tuple[Rule, tuple[Scalar, ...]]:
        required, optional = ("id", "cite", "when", "then"), ("title", "exception_to", "formalised", "question")
        fields = Fields.of(self.reader, node, required, optional)
        name = read_id(self.reader, fields, self.seen)
        formalised = self.reader.yes(fields.get("formalised"), True, loosely=True)
        question = self.reader.title(fields.get("question"), "") if "question" in fields else None
        if not formalised and "question" not in fields.keys:
            word = local_keyword("question", self.reader.lang)
            vi = f"quy tắc chưa mã hóa phải nêu “{word}”: điều mà luật bỏ ngỏ"
            en = f"a rule that is not formalised states its “{word}”: what the law leaves open"
            self.reader.report(node.place, vi, en)
        bases = [self.reader.scalar(item) for item in self.reader.required_items(fields.get("exception_to"))]
        named = tuple(base for base in bases if base is not None)
        when = self.conditions.read(fields.get("when")) if self.conditions else AnyOf(())
        rule = self._made(fields, name, when, citations(self.reader, fields.get("cite")))
        exception_to = tuple(dict.fromkeys(base.text for base in named))
        return attrs.evolve(rule, exception_to=exception_to, formalised=formalised, question=question), named

    def _made(self, fields: Fields, name: str, when: Condition, cite: tuple[Citation, ...]) -> Rule:
        title = self.reader.title(fields.get("title"), name)
        then = read_then(self.reader, fields.get("then"), self.domain)
        return Rule(name, title, cite, when, then, place=fields.place)

    # ── tables ───────────────────────────────────────────────────────────────────────────────────

    def _table(self, node: Node) -> Iterator[Rule]:
        table = Fields.of(self.reader, node, ("columns", "rows"), ("cite",))
        cited = citations(self.reader, table.get("cite"))
        columns = [self._column(column) for column in self.reader.required_items(table.get("columns"))]
        for row in self.reader.required_items(table.get("rows")):
            fields = Fields.of(self.reader, row, ("id", "when", "then"), ("title", "cite"))
            name = read_id(self.reader, fields, self.seen)
            if "cite" not in fields.keys and "cite" not in table.keys:
                word = local_keyword("cite", self.reader.lang)
                self.reader.report(row.place, f"thiếu khóa “{word}”", f"the key “{word}” is missing")
            cite = citations(self.reader, fields.get("cite")) or cited
            yield self._made(fields, name, self._cells(fields, columns), cite)

    def _cells(self, fields: Fields, columns: list[TableColumn | None]) -> Condition:
        cells = self.reader.items(fields.get("when"))
        if "when" in fields and len(cells) != len(columns):
            vi, en = f"{len(cells)} ô cho {len(columns)} cột", f"{len(cells)} cells for {len(columns)} columns"
            self.reader.report(fields.at("when"), vi, en)
            return AllOf(())
        parts = (self._cell(column, cell) for column, cell in zip(columns, cells, strict=False) if column)
        return AllOf(tuple(part for part in parts if part))

    def _column(self, node: Node) -> TableColumn | None:
        """The column of an attribute, or of the ratio of two."""
        if self.conditions is None:
            return None
        if isinstance(node, Scalar):
            attribute = self.conditions.attribute(node)
            return TableColumn(Fact(node.text), attribute) if attribute else None
        if isinstance(node, Items):
            self.reader.report_unexpected(node, Text("một thuộc tính hoặc một tỷ lệ", "an attribute or a ratio"))
            return None
        ratio = self.conditions.ratio(Fields.of(self.reader, node, ("ratio", "of")))
        return TableColumn(ratio, SHARE) if ratio else None

    def _cell(self, column: TableColumn, cell: Node) -> Condition | None:
        if isinstance(cell, Scalar) and term(cell.text, self.reader.lang, ("anything",)):
            return None
        if isinstance(cell, Scalar) and self.reader.foreign_term(cell, ("anything",)):
            return None
        assert self.conditions is not None
        comparisons: ComparisonReader = self.conditions.comparisons
        tests = comparisons.read(cell, column.attribute)
        return Leaf(column.observed, tests, cell.place) if tests else None


def domain_of(attribute: Attribute | None) -> AbstractSet[Choice]:
    """The values that a rule set concludes; none where that is not known."""
    return frozenset(attribute.domain) if attribute else frozenset()


def read_then(reader: FileReader, node: Node | None, domain: AbstractSet[Choice]) -> Choice:
    """The concluded value; an impossible one is noted."""
    scalar = reader.scalar(node)
    if scalar is None:
        return None
    value = concluded_value(reader, scalar)
    if isinstance(value, Unknown):
        refuse_value(reader, scalar)
        return None
    return value if value in domain else scalar.text


_POLICIES = tuple(policy.value for policy in HitPolicy)
Exceptions = Mapping[str, tuple[Scalar, ...]]


@attrs.frozen
class RuleSetReader:
    """Reads the rule sets of one file."""

    file: InstrumentFile
    scope: Scope

    @property
    def reader(self) -> FileReader:
        """The reader of the file."""
        return self.file.reader

    def read(self) -> tuple[RuleSet, ...]:
        """All rule sets of the file; those that could not be outlined are checked all the same, but left out."""
        rule_sets = []
        ids: dict[str, Place] = {}
        for node in self.reader.required_items(self.file.fields.get("rule_sets")):
            fields = Fields.of(self.reader, node, RULE_SET[:3], RULE_SET[3:])
            if not isinstance(node, Entries):
                continue
            name = read_id(self.reader, fields, ids)
            for word in ("subject", "concludes"):
                self.reader.scalar(fields.get(word))
            rule_set = self._rule_set(fields, name, self.file.outlines.get(fields.at("concludes")))
            rule_sets += [rule_set] if rule_set else []
        return tuple(rule_sets)

    def _rule_set(self, fields: Fields, name: str, about: RuleSetHeader | None) -> RuleSet | None:
        policy = HitPolicy(self.reader.term(fields.get("hit_policy"), _POLICIES, "unique"))
        attribute = about.attribute if about else None
        collects = policy is HitPolicy.COLLECT
        conditions = ConditionReader(self.reader, self.scope, about.subject, collects) if about else None
        rule_reader = RuleReader(self.reader, conditions, attribute)
        read = list(rule_reader.read(fields))
        self._policy(fields, sum(not bases for _, bases in read))
        rules = tuple(rule for rule, _ in read)
        check_exceptions(self.reader, rules, {rule.id: bases for rule, bases in read})
        otherwise = self._otherwise(fields, attribute, policy)
        title = self.reader.title(fields.get("title"), name)
        if about is None:
            return None
        labels = self._labels(fields, about.attribute)
        number = self.file.number
        return RuleSet(
            number, name, title, about.subject, about.attribute, policy, rules, otherwise, labels, fields.place
        )

    def _policy(self, fields: Fields, ordinary: int) -> None:
        if ordinary < 2 or "hit_policy" in fields.keys:
            return
        words = ", ".join(local_term(policy, self.reader.lang) for policy in _POLICIES)
        word = local_keyword("hit_policy", self.reader.lang)
        vi = f"có {ordinary} quy tắc thì phải ghi “{word}”: nếu nhiều quy tắc cùng áp dụng thì lấy quy tắc nào"
        en = f"{ordinary} rules need “{word}”: what follows when several of them apply"
        self.reader.report(fields.place, vi, en, Text(words, words))

    def _labels(self, fields: Fields, attribute: Attribute) -> dict[str, Text]:
        """Titles of the values, by the value as English files write it."""
        values = shown_values(self.reader, attribute)
        labels: dict[str, Text] = {}
        for key, node in self.reader.entries(fields.get("labels")):
            if key.text in values:
                labels[format_value(values[key.text])] = self.reader.title(node, key.text)
                continue
            vi, en = f"không quy tắc nào kết luận “{key.text}”", f"no rule concludes “{key.text}”"
            words = joined_names(values)
            self.reader.report(key.place, vi, en, Text(words, words), self.reader.suggest(key.text, values))
        return labels

    def _otherwise(self, fields: Fields, attribute: Attribute | None, policy: HitPolicy) -> Otherwise | None:
        node = fields.get("otherwise")
        if node is not None:
            entry = Fields.of(self.reader, node, ("then", "cite"))
            then = read_then(self.reader, entry.get("then"), domain_of(attribute))
            return Otherwise(then, citations(self.reader, entry.get("cite")), node.place)
        if policy is not HitPolicy.COLLECT and "otherwise" not in fields.keys:
            word = local_keyword("otherwise", self.reader.lang)
            vi = f"thiếu khóa “{word}”: kết luận khi không quy tắc nào áp dụng"
            en = f"the key “{word}” is missing: what is concluded when no rule applies"
            self.reader.report(fields.place, vi, en)
        return None


# ── exceptions ───────────────────────────────────────────────────────────────────────────────────


def check_exceptions(reader: FileReader, rules: Sequence[Rule], bases: Exceptions) -> None:
    """Note every exception to itself, to a rule that is not there, or in a circle."""
    places = {rule.id: rule.place for rule in rules}
    graph: dict[str, tuple[str, ...]] = {}
    for name, named in bases.items():
        graph[name] = tuple(base.text for base in named if base.text in places and base.text != name)
        for base in named:
            if base.text == name:
                vi, en = f"“{name}” là ngoại lệ của chính nó", f"“{name}” is an exception to itself"
                reader.report(base.place, vi, en)
            elif base.text not in places:
                words = joined_names(places)
                vi, en = f"không có quy tắc “{base.text}” trong bộ này", f"no rule “{base.text}” in this rule set"
                reader.report(base.place, vi, en, Text(words, words), reader.suggest(base.text, places))
    for circle in circles(graph):
        path = shown_circle(circle)
        reader.report(places[circle[0]], f"ngoại lệ vòng tròn: {path}", f"exceptions in a circle: {path}")


def cited_notes(reader: FileReader, node: Node | None) -> tuple[tuple[Citation, Text], ...]:
    """Cited notes on passages of the law that bear on no conclusion."""
    notes: list[tuple[Citation, Text]] = []
    for item in reader.items(node):
        entries = item.entries if isinstance(item, Entries) else ()
        texts = Entries(tuple(pair for pair in entries if pair[0].text in ("vi", "en")), item.place)
        rest = Entries(tuple(pair for pair in entries if pair[0].text not in ("vi", "en")), item.place)
        fields = Fields.of(reader, rest if isinstance(item, Entries) else item, ("cite",))
        if isinstance(item, Entries) and not texts.entries:
            reader.report(item.place, "ghi chú không có lời", "the note has no text", Text("vi, en", "vi, en"))
        notes += [(citation, reader.title(texts, "")) for citation in citations(reader, fields.get("cite"))]
    return tuple(notes)
