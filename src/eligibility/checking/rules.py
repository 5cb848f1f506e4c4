"""Checking of rules and of the tables that are rules in rows."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import attrs

from eligibility.checking.citations import citations
from eligibility.checking.comparisons import Comparisons
from eligibility.checking.conditions import SHARE, ConditionReader
from eligibility.checking.files import concluded_value, read_id, refuse_value
from eligibility.checking.sheets import Fields, Sheet
from eligibility.conditions import AllOf, AnyOf, Condition, Fact, Leaf, Observed
from eligibility.documents import Items, Node, Scalar
from eligibility.errors import Place
from eligibility.rulesets import Citation, Rule
from eligibility.texts import Text
from eligibility.values import Choice, Unknown
from eligibility.vocabulary import Attribute
from eligibility.words import local, term


@attrs.frozen
class Column:
    """What a column of a table observes, and by which attribute its cells are read."""

    observed: Observed
    attribute: Attribute


@attrs.frozen
class RuleReader:
    """Reads the rules of one rule set. Without a reader of conditions (its subject is unknown) they are passed over."""

    sheet: Sheet
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
            words = f"{local('rules', self.sheet.lang)} / {local('table', self.sheet.lang)}"
            vi, en = "cần đúng một trong hai khóa", "exactly one of two keys is needed"
            self.sheet.wrong(fields.place, vi, en, Text(words, words))
        for node in self.sheet.some(fields.get("rules")):
            yield self._rule(node)
        table = fields.get("table")
        if table is not None:
            for rule in self._table(table):
                yield rule, ()

    def _rule(self, node: Node) -> tuple[Rule, tuple[Scalar, ...]]:
        required, optional = ("id", "cite", "when", "then"), ("title", "exception_to", "formalised", "question")
        fields = Fields.of(self.sheet, node, required, optional)
        name = read_id(self.sheet, fields, self.seen)
        formalised = self.sheet.yes(fields.get("formalised"), True, loosely=True)
        question = self.sheet.title(fields.get("question"), "") if "question" in fields else None
        if not formalised and "question" not in fields.keys:
            word = local("question", self.sheet.lang)
            vi = f"quy tắc chưa mã hóa phải nêu “{word}”: điều mà luật bỏ ngỏ"
            en = f"a rule that is not formalised states its “{word}”: what the law leaves open"
            self.sheet.wrong(node.place, vi, en)
        bases = [self.sheet.scalar(item) for item in self.sheet.some(fields.get("exception_to"))]
        named = tuple(base for base in bases if base is not None)
        when = self.conditions.read(fields.get("when")) if self.conditions else AnyOf(())
        rule = self._made(fields, name, when, citations(self.sheet, fields.get("cite")))
        exception_to = tuple(dict.fromkeys(base.text for base in named))
        return attrs.evolve(rule, exception_to=exception_to, formalised=formalised, question=question), named

    def _made(self, fields: Fields, name: str, when: Condition, cite: tuple[Citation, ...]) -> Rule:
        title = self.sheet.title(fields.get("title"), name)
        then = read_then(self.sheet, fields.get("then"), self.domain)
        return Rule(name, title, cite, when, then, place=fields.place)

    # ── tables ───────────────────────────────────────────────────────────────────────────────────

    def _table(self, node: Node) -> Iterator[Rule]:
        table = Fields.of(self.sheet, node, ("columns", "rows"), ("cite",))
        cited = citations(self.sheet, table.get("cite"))
        columns = [self._column(column) for column in self.sheet.some(table.get("columns"))]
        for row in self.sheet.some(table.get("rows")):
            fields = Fields.of(self.sheet, row, ("id", "when", "then"), ("title", "cite"))
            name = read_id(self.sheet, fields, self.seen)
            if "cite" not in fields.keys and "cite" not in table.keys:
                word = local("cite", self.sheet.lang)
                self.sheet.wrong(row.place, f"thiếu khóa “{word}”", f"the key “{word}” is missing")
            cite = citations(self.sheet, fields.get("cite")) or cited
            yield self._made(fields, name, self._cells(fields, columns), cite)

    def _cells(self, fields: Fields, columns: list[Column | None]) -> Condition:
        cells = self.sheet.items(fields.get("when"))
        if "when" in fields and len(cells) != len(columns):
            vi, en = f"{len(cells)} ô cho {len(columns)} cột", f"{len(cells)} cells for {len(columns)} columns"
            self.sheet.wrong(fields.at("when"), vi, en)
            return AllOf(())
        parts = (self._cell(column, cell) for column, cell in zip(columns, cells, strict=False) if column)
        return AllOf(tuple(part for part in parts if part))

    def _column(self, node: Node) -> Column | None:
        """What the cells of a column test: an attribute, or the ratio of two."""
        if self.conditions is None:
            return None
        if isinstance(node, Scalar):
            attribute = self.conditions.attribute(node)
            return Column(Fact(node.text), attribute) if attribute else None
        if isinstance(node, Items):
            self.sheet.expect(node, Text("một thuộc tính hoặc một tỷ lệ", "an attribute or a ratio"))
            return None
        ratio = self.conditions.ratio(Fields.of(self.sheet, node, ("ratio", "of")))
        return Column(ratio, SHARE) if ratio else None

    def _cell(self, column: Column, cell: Node) -> Condition | None:
        if isinstance(cell, Scalar) and term(cell.text, self.sheet.lang, ("anything",)):
            return None
        if isinstance(cell, Scalar) and self.sheet.foreign_term(cell, ("anything",)):
            return None
        assert self.conditions is not None
        comparisons: Comparisons = self.conditions.comparisons
        tests = comparisons.read(cell, column.attribute)
        return Leaf(column.observed, tests, cell.place) if tests else None


def domain_of(attribute: Attribute | None) -> AbstractSet[Choice]:
    """The values that a rule set concludes; none where that is not known."""
    return frozenset(attribute.domain) if attribute else frozenset()


def read_then(sheet: Sheet, node: Node | None, domain: AbstractSet[Choice]) -> Choice:
    """What is concluded; a value that cannot be is noted."""
    found = sheet.scalar(node)
    if found is None:
        return None
    value = concluded_value(sheet, found)
    if isinstance(value, Unknown):
        refuse_value(sheet, found)
        return None
    return value if value in domain else found.text
