"""Checking of rule sets: what they conclude, by which policy, and which of their rules are exceptions to which."""

from collections.abc import Mapping, Sequence

import attrs

from eligibility.checking.circles import circles, shown_circle
from eligibility.checking.citations import citations
from eligibility.checking.conditions import ConditionReader
from eligibility.checking.files import RULE_SET, File, Outline, read_id, shown_values
from eligibility.checking.rules import RuleReader, domain_of, read_then
from eligibility.checking.scopes import Scope
from eligibility.checking.sheets import Fields, Sheet, names_of
from eligibility.documents import Entries, Node, Scalar
from eligibility.errors import Place
from eligibility.rulesets import Citation, HitPolicy, Otherwise, Rule, RuleSet
from eligibility.texts import Text
from eligibility.vocabulary import Attribute, written
from eligibility.words import local, local_term

_POLICIES = tuple(policy.value for policy in HitPolicy)
Exceptions = Mapping[str, tuple[Scalar, ...]]


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
        """All rule sets of the file; those that could not be outlined are checked all the same, but left out."""
        found = []
        ids: dict[str, Place] = {}
        for node in self.sheet.some(self.file.fields.get("rule_sets")):
            fields = Fields.of(self.sheet, node, RULE_SET[:3], RULE_SET[3:])
            if not isinstance(node, Entries):
                continue
            name = read_id(self.sheet, fields, ids)
            for word in ("subject", "concludes"):
                self.sheet.scalar(fields.get(word))
            rule_set = self._rule_set(fields, name, self.file.outlines.get(fields.at("concludes")))
            found += [rule_set] if rule_set else []
        return tuple(found)

    def _rule_set(self, fields: Fields, name: str, about: Outline | None) -> RuleSet | None:
        policy = HitPolicy(self.sheet.term(fields.get("hit_policy"), _POLICIES, "unique"))
        attribute = about.attribute if about else None
        collects = policy is HitPolicy.COLLECT
        conditions = ConditionReader(self.sheet, self.scope, about.subject, collects) if about else None
        reader = RuleReader(self.sheet, conditions, attribute)
        read = list(reader.read(fields))
        self._policy(fields, sum(not bases for _, bases in read))
        rules = tuple(rule for rule, _ in read)
        check_exceptions(self.sheet, rules, {rule.id: bases for rule, bases in read})
        otherwise = self._otherwise(fields, attribute, policy)
        title = self.sheet.title(fields.get("title"), name)
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
        words = ", ".join(local_term(policy, self.sheet.lang) for policy in _POLICIES)
        word = local("hit_policy", self.sheet.lang)
        vi = f"có {ordinary} quy tắc thì phải ghi “{word}”: nếu nhiều quy tắc cùng áp dụng thì lấy quy tắc nào"
        en = f"{ordinary} rules need “{word}”: what follows when several of them apply"
        self.sheet.wrong(fields.place, vi, en, Text(words, words))

    def _labels(self, fields: Fields, attribute: Attribute) -> dict[str, Text]:
        """How the values read aloud, by the value as English files write it."""
        values = shown_values(self.sheet, attribute)
        found: dict[str, Text] = {}
        for key, node in self.sheet.entries(fields.get("labels")):
            if key.text in values:
                found[written(values[key.text])] = self.sheet.title(node, key.text)
                continue
            vi, en = f"không quy tắc nào kết luận “{key.text}”", f"no rule concludes “{key.text}”"
            words = names_of(values)
            self.sheet.wrong(key.place, vi, en, Text(words, words), self.sheet.near(key.text, values))
        return found

    def _otherwise(self, fields: Fields, attribute: Attribute | None, policy: HitPolicy) -> Otherwise | None:
        node = fields.get("otherwise")
        if node is not None:
            found = Fields.of(self.sheet, node, ("then", "cite"))
            then = read_then(self.sheet, found.get("then"), domain_of(attribute))
            return Otherwise(then, citations(self.sheet, found.get("cite")), node.place)
        if policy is not HitPolicy.COLLECT and "otherwise" not in fields.keys:
            word = local("otherwise", self.sheet.lang)
            vi = f"thiếu khóa “{word}”: kết luận khi không quy tắc nào áp dụng"
            en = f"the key “{word}” is missing: what is concluded when no rule applies"
            self.sheet.wrong(fields.place, vi, en)
        return None


# ── exceptions ───────────────────────────────────────────────────────────────────────────────────


def check_exceptions(sheet: Sheet, rules: Sequence[Rule], bases: Exceptions) -> None:
    """Note every exception to itself, to a rule that is not there, or in a circle."""
    places = {rule.id: rule.place for rule in rules}
    graph: dict[str, tuple[str, ...]] = {}
    for name, named in bases.items():
        graph[name] = tuple(base.text for base in named if base.text in places and base.text != name)
        for base in named:
            if base.text == name:
                vi, en = f"“{name}” là ngoại lệ của chính nó", f"“{name}” is an exception to itself"
                sheet.wrong(base.place, vi, en)
            elif base.text not in places:
                words = names_of(places)
                vi, en = f"không có quy tắc “{base.text}” trong bộ này", f"no rule “{base.text}” in this rule set"
                sheet.wrong(base.place, vi, en, Text(words, words), sheet.near(base.text, places))
    for circle in circles(graph):
        path = shown_circle(circle)
        sheet.wrong(places[circle[0]], f"ngoại lệ vòng tròn: {path}", f"exceptions in a circle: {path}")


def cited_notes(sheet: Sheet, node: Node | None) -> tuple[tuple[Citation, Text], ...]:
    """What the law says that bears on no conclusion, cited."""
    found: list[tuple[Citation, Text]] = []
    for item in sheet.items(node):
        entries = item.entries if isinstance(item, Entries) else ()
        texts = Entries(tuple(pair for pair in entries if pair[0].text in ("vi", "en")), item.place)
        rest = Entries(tuple(pair for pair in entries if pair[0].text not in ("vi", "en")), item.place)
        fields = Fields.of(sheet, rest if isinstance(item, Entries) else item, ("cite",))
        if isinstance(item, Entries) and not texts.entries:
            sheet.wrong(item.place, "ghi chú không có lời", "a note without words", Text("vi, en", "vi, en"))
        found += [(citation, sheet.title(texts, "")) for citation in citations(sheet, fields.get("cite"))]
    return tuple(found)
