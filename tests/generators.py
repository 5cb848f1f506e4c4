"""Random laws and facts with gaps, the same for the same seed: what the engines are held against the oracle on."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs

from eligibility.model import (
    UNKNOWN,
    AllOf,
    AnnexList,
    Answer,
    AnyOf,
    AsOf,
    Attribute,
    Choice,
    Citation,
    Condition,
    Count,
    CountOf,
    Evidence,
    Fact,
    Facts,
    FactValue,
    HitPolicy,
    Law,
    Leaf,
    Literal,
    NamedValue,
    Not,
    OneOf,
    Op,
    Operand,
    Otherwise,
    Ratio,
    Related,
    Relation,
    Row,
    Rule,
    RuleSet,
    SubjectType,
    Test,
    Threshold,
    Total,
    Type,
    Variant,
    declare,
)
from eligibility.sources import Text

NUMBER = "1/QĐ"
AS_OF = date(2023, 7, 5)
PROVINCES = ("Bắc Giang", "An Giang")
COUNTS = (0, 0, 1, 2, 3, 4, 100)
QUANTITIES = tuple(Decimal(word) for word in ("0", "0.5", "1", "1.000001", "2", "2.5", "20", "20.1"))
SHARES = tuple(Decimal(word) for word in ("0", "0.149999", "0.15", "0.2", "0.25", "0.5", "1"))
DATES = tuple(AS_OF + timedelta(days) for days in (-900, -1, 0, 0, 1, 2))
TEXTS = ("An", "Ấn", "Yên")
CODES = ("07615", "07616", "30337")


def _attribute(name: str, type_: Type, **more: Any) -> Attribute:
    return Attribute(name, Text(name, name), type_, **more)


def _subject(name: str, attributes: tuple[Attribute, ...], *relations: Relation) -> SubjectType:
    known = {attribute.name: attribute for attribute in attributes}
    kind = SubjectType(name, Text(name, name), known, {one.name: one for one in relations}, object)
    return declare(kind, name.title())


def _relation(name: str, subject: str, back: str) -> Relation:
    return Relation(name, Text(name, name), subject, back)


_COMMON = (
    _attribute("name", Type.TEXT),
    _attribute("households", Type.COUNT),
    _attribute("poor", Type.COUNT, part_of=("households",)),
    _attribute("flag", Type.YES_NO),
)
VOCABULARY = {
    kind.name: kind
    for kind in (
        _subject(
            "commune",
            (
                *_COMMON,
                _attribute("code", Type.CODE, width=5),
                _attribute("province", Type.TEXT),
                _attribute("points", Type.COUNT),
                _attribute("region", Type.CHOICE, choices=("I", "II", "III"), nullable=True),
                _attribute(
                    "allowance",
                    Type.CHOICE,
                    choices=(Decimal("0.3"), Decimal("0.5"), Decimal(1)),
                    nullable=True,
                ),
                _attribute("road_km", Type.QUANTITY),
                _attribute("unpaved_km", Type.QUANTITY),
                _attribute("coverage", Type.SHARE),
                _attribute("target", Type.SHARE),
                _attribute("since", Type.DATE, nullable=True),
                _attribute("until", Type.DATE, nullable=True),
            ),
            _relation("villages", "village", "commune"),
        ),
        _subject(
            "village",
            (
                *_COMMON,
                _attribute("listed", Type.YES_NO),
                _attribute("road", Type.CHOICE, choices=("good", "hard")),
                _attribute("area", Type.QUANTITY),
                _attribute("coverage", Type.SHARE),
                _attribute("since", Type.DATE, nullable=True),
            ),
            _relation("hamlets", "hamlet", "village"),
        ),
        _subject("hamlet", (*_COMMON, _attribute("far", Type.YES_NO))),
    )
}
BACK = {"village": ("commune", "commune"), "hamlet": ("village", "village")}
NUMERIC = (
    Op.IS,
    Op.IS_NOT,
    Op.ONE_OF,
    Op.NONE_OF,
    Op.AT_LEAST,
    Op.AT_MOST,
    Op.MORE_THAN,
    Op.LESS_THAN,
    Op.BETWEEN,
)
CHOSEN = (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF)
DATED = (*CHOSEN, Op.BEFORE, Op.AFTER, Op.ON_OR_BEFORE, Op.ON_OR_AFTER, Op.BETWEEN)
DOMAINS: tuple[tuple[Choice, ...], ...] = (
    (True, False),
    (True, False, None),
    ("a", "b", "c"),
    ("a", "b", None),
    (Decimal(1), Decimal("2.5"), None),
)
WORDS: dict[Type, tuple[Any, ...]] = {
    Type.COUNT: COUNTS,
    Type.QUANTITY: QUANTITIES,
    Type.SHARE: SHARES,
    Type.DATE: DATES,
    Type.TEXT: TEXTS,
    Type.CODE: CODES,
}


def comparable(one: Type, other: Type) -> bool:
    return one is other or {one, other} == {Type.COUNT, Type.QUANTITY}


class Author:
    """Writes one random law: knows the named values so far, and what is concluded so far of which subject."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.thresholds: dict[str, tuple[Threshold, Type, tuple[str, ...]]] = {}
        self.derived: dict[str, list[Attribute]] = {kind: [] for kind in VOCABULARY}
        self.collects = False
        self.left = 0

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def law(self) -> Law:
        for number in range(self.rng.randint(0, 4)):
            self.threshold(f"value_{number}")
        rule_sets = tuple(self.rule_set(number) for number in range(self.rng.randint(1, 4)))
        answers = {
            f"{rule_set.name} {rule.id}": Answer(self.chance(0.5), "somebody", AS_OF, Text("", ""))
            for rule_set in rule_sets
            for rule in rule_set.rules
            if not rule.formalised and self.chance(0.4)
        }
        thresholds = {name: entry[0] for name, entry in self.thresholds.items()}
        listings = tuple(self.listing() for _ in range(self.rng.choice((0, 0, 1, 2))))
        return Law(NUMBER, AS_OF, rule_sets, thresholds, VOCABULARY, {}, listings, answers)

    def listing(self) -> AnnexList:
        """A list of villages, complete for the first province or not."""
        gives: str
        absent: Choice
        gives, absent = self.rng.choice((("listed", False), ("flag", False), ("road", "good")))
        rows = tuple(
            Row((PROVINCES[0], text), True, Evidence.OFFICIAL, "annex") for text in TEXTS[: self.rng.randint(0, 3)]
        )
        totals = [Total(PROVINCES[0], True, len(rows), "", Evidence.OFFICIAL, "totals")]
        if self.chance(0.2):
            totals.append(Total(PROVINCES[0], True, 9, "", Evidence.OFFICIAL, "totals"))
        return AnnexList(NUMBER, gives, "village", ("province", "name"), rows, absent, tuple(totals))

    def threshold(self, name: str) -> None:
        type_ = self.rng.choice((Type.COUNT, Type.QUANTITY, Type.SHARE, Type.SHARE, Type.DATE))
        kinds = tuple(VOCABULARY)
        variants: tuple[Variant, ...] = ()
        if self.chance(0.7):
            kinds = (self.rng.choice(("commune", "commune", "village")),)
            self.left = 3
            variants = tuple(
                Variant(self.condition(kinds[0], 1), self.rng.choice(WORDS[type_]))
                for _ in range(self.rng.randint(1, 2))
            )
        value = self.rng.choice(WORDS[type_])
        self.thresholds[name] = (Threshold(name, Text(name, name), (), value, variants), type_, kinds)

    def rule_set(self, number: int) -> RuleSet:
        subject = self.rng.choice(("commune", "commune", "commune", "village", "village", "village", "hamlet"))
        policy = self.rng.choice((*HitPolicy, HitPolicy.FIRST, HitPolicy.UNIQUE))
        self.collects = policy is HitPolicy.COLLECT
        domain = self.rng.choice(DOMAINS)
        own = tuple(value for value in domain if value is not None)
        type_ = Type.YES_NO if own == (True, False) else Type.CHOICE
        choices = () if type_ is Type.YES_NO else own
        name = f"derived_{number}"
        concludes = _attribute(name, type_, choices=choices, nullable=None in domain)
        amount = self.rng.choice((0, 1, 2, 3, 4, 5, 6, 7))
        bases = self.bases(amount)
        rules = tuple(
            Rule(
                f"r{at}",
                Text("", ""),
                (Citation(NUMBER, f"Điều {at}"),),
                self.rule_condition(subject),
                self.rng.choice(domain),
                bases[at],
                formalised=self.chance(0.85),
            )
            for at in range(amount)
        )
        otherwise = Otherwise(self.rng.choice(domain), ()) if not self.collects or self.chance(0.5) else None
        if not self.collects:
            self.derived[subject].append(concludes)
        return RuleSet(NUMBER, f"set-{number}", Text("", ""), subject, concludes, policy, rules, otherwise)

    def bases(self, amount: int) -> list[tuple[str, ...]]:
        """For each rule what it is an exception to: often nothing, never in a circle, before or after its base."""
        order = list(range(amount))
        if self.chance(0.3):
            self.rng.shuffle(order)
        found: list[tuple[str, ...]] = [()] * amount
        share = self.rng.choice((0.0, 0.3, 0.7))
        for place, at in enumerate(order):
            if place and self.chance(share):
                bases = self.rng.sample(order[:place], min(place, self.rng.choice((1, 1, 2))))
                found[at] = tuple(f"r{base}" for base in bases)
        return found

    def rule_condition(self, kind: str) -> Condition:
        self.left = self.rng.choice((1, 2, 4, 8, 12))
        return self.condition(kind, self.rng.choice((0, 1, 2, 3)))

    def condition(self, kind: str, depth: int) -> Condition:
        """A random condition with at most as many leaves as are left."""
        draw = self.rng.random()
        if depth == 0 or self.left <= 1 or draw < 0.25:
            return self.leaf(kind, depth)
        if draw < 0.65:
            parts = tuple(self.condition(kind, depth - 1) for _ in range(self.rng.choice((0, 1, 2, 2, 3, 3))))
            return AllOf(parts) if self.chance(0.5) else AnyOf(parts)
        if draw < 0.8:
            return Not(self.condition(kind, depth - 1))
        if kind in BACK and draw < 0.93:
            return Related(BACK[kind][0], self.condition(BACK[kind][1], depth - 1))
        return self.leaf(kind, depth)

    def leaf(self, kind: str, depth: int) -> Leaf:
        self.left -= 1
        draw = self.rng.random()
        if draw < 0.22 and VOCABULARY[kind].relations:
            return self.counted(kind, depth)
        if draw < 0.32 and depth and self.left > 1:
            parts = tuple(self.condition(kind, depth - 1) for _ in range(self.rng.randint(0, 3)))
            return Leaf(CountOf(parts), self.tests(kind, _attribute("", Type.COUNT), within=range(len(parts) + 2)))
        if draw < 0.45:
            numbers = [a.name for a in self.attributes(kind) if a.type in (Type.COUNT, Type.QUANTITY)]
            pair = ("poor", "households") if kind != "commune" or self.chance(0.5) else ("unpaved_km", "road_km")
            if self.chance(0.1):
                part, whole = self.rng.sample(numbers, 2)  # perhaps a part of nothing
                pair = (part, whole)
            return Leaf(Ratio(*pair), self.tests(kind, _attribute("", Type.SHARE)))
        attribute = self.rng.choice(self.attributes(kind))
        return Leaf(Fact(attribute.name), self.tests(kind, attribute))

    def counted(self, kind: str, depth: int) -> Leaf:
        relation = self.rng.choice(list(VOCABULARY[kind].relations.values()))
        where = None if self.chance(0.15) else self.condition(relation.subject, max(0, depth - 1))
        draw = self.rng.random()
        if draw < 0.3:
            return Leaf(Count(relation.name, where, "some"), (Test(Op.AT_LEAST, (Literal(1),)),))
        if draw < 0.55 and where is not None:
            return Leaf(Count(relation.name, Not(where), "every"), (Test(Op.AT_MOST, (Literal(0),)),))
        return Leaf(Count(relation.name, where), self.tests(kind, _attribute("", Type.COUNT), within=range(5)))

    def attributes(self, kind: str) -> list[Attribute]:
        return [*VOCABULARY[kind].attributes.values(), *self.derived[kind], *self.derived[kind]]

    def tests(self, kind: str, attribute: Attribute, within: range | None = None) -> tuple[Test, ...]:
        found = []
        for _ in range(self.rng.choice((1, 1, 1, 2))):
            if self.collects and self.chance(0.25):
                found.append(Test(Op.KNOWN, (Literal(self.chance(0.6)),)))
            else:
                found.append(self.test(kind, attribute, within))
        return tuple(found)

    def test(self, kind: str, attribute: Attribute, within: range | None) -> Test:
        numbered = all(isinstance(option, Decimal) for option in attribute.choices)
        numeric = attribute.type.numeric or (attribute.type is Type.CHOICE and numbered)
        op = self.rng.choice(NUMERIC if numeric else DATED if attribute.type is Type.DATE else CHOSEN)
        if op is Op.BETWEEN:
            amount = 2
        else:
            amount = self.rng.choice((1, 1, 2, 3)) if op in CHOSEN else 1
        return Test(op, tuple(self.operand(kind, attribute, within, op in CHOSEN) for _ in range(amount)))

    def operand(self, kind: str, attribute: Attribute, within: range | None, chosen: bool) -> Operand:
        if attribute.type.finite:
            options = [option for option in attribute.domain if chosen or option is not None]
            return Literal(self.rng.choice(options))
        if attribute.type in (Type.TEXT, Type.CODE):
            return Literal(self.rng.choice(WORDS[attribute.type]))
        draw = self.rng.random()
        named = [
            name
            for name, (_, type_, kinds) in self.thresholds.items()
            if kind in kinds and comparable(type_, attribute.type)
        ]
        others = [a.name for a in VOCABULARY[kind].attributes.values() if comparable(a.type, attribute.type)]
        if draw < 0.3 and named:
            return NamedValue(self.rng.choice(named))
        if draw < 0.45 and others:
            return FactValue(self.rng.choice(others))
        if attribute.type is Type.DATE and draw < 0.6:
            return AsOf()
        if attribute.type is Type.DATE and draw < 0.7:
            return Literal(None)
        return Literal(self.rng.choice(within or WORDS[attribute.type]))


def random_law(rng: random.Random) -> Law:
    return Author(rng).law()


def random_facts(rng: random.Random, law: Law) -> Facts:
    """Facts of a commune and of what belongs to it, with gaps, at random with an answer for a derived attribute."""
    return _facts(rng, law, "commune", rng.choice((0.0, 0.15, 0.3, 0.6)), rng.random() < 0.08)


def random_value(rng: random.Random, attribute: Attribute) -> Any:
    if attribute.type.finite:
        return rng.choice(attribute.domain)
    if attribute.name == "province":
        return rng.choice(PROVINCES)
    return None if attribute.nullable and rng.random() < 0.3 else rng.choice(WORDS[attribute.type])


def _facts(rng: random.Random, law: Law, kind: str, gaps: float, answers: bool) -> Facts:
    own = VOCABULARY[kind]
    values: dict[str, Any] = {}
    for name, attribute in own.attributes.items():
        values[name] = random_value(rng, attribute)
        if attribute.type.finite and rng.random() < gaps:
            some = rng.sample(attribute.domain, rng.randint(1, len(attribute.domain)))
            values[name] = OneOf(frozenset(some))
        if rng.random() < gaps:
            values[name] = UNKNOWN
    for part, whole in (("poor", "households"), ("unpaved_km", "road_km")):
        if part in values and UNKNOWN not in (values[part], values[whole]) and rng.random() < 0.97:
            values[part] = min(values[part], values[whole])
    if isinstance(values["poor"], int) and isinstance(values["households"], int):
        values["poor"] = min(values["poor"], values["households"])  # the vocabulary says that it is a part
    members: dict[str, tuple[Facts, ...]] = {}
    for relation in own.relations.values():
        many = rng.choice((0, 1, 1, 2, 2, 3, 6) if kind == "commune" else (0, 0, 1, 2))
        some_facts = [_facts(rng, law, relation.subject, gaps, answers) for _ in range(many)]
        members[relation.name] = tuple(some_facts)
        values[relation.name] = tuple(one.subject for one in some_facts)
        values[relation.complete] = rng.random() < (0.9 if gaps == 0 else 0.5)
    given = {}
    if answers:
        for rule_set in law.of(kind):
            if rng.random() < 0.5:
                given[rule_set.concludes.name] = rng.choice(rule_set.concludes.domain)
    facts = Facts.of(own.cls(**values), answers=given)
    return attrs.evolve(facts, members=members) if answers or rng.random() < 0.5 else facts


def law_and_facts(rng: random.Random) -> tuple[Law, Facts]:
    """A random law and facts to decide by it: of a commune, whole down to its hamlets."""
    law = random_law(rng)
    return law, random_facts(rng, law)


def completed(rng: random.Random, facts: Facts, kind: str = "commune", share: float = 1.0, more: bool = True) -> Facts:
    """The same facts with this share of what is unknown in them found out at random, one way it could be.

    `more` lets members turn up that nobody had listed, which a complete list may rule out.
    """
    own, subject = VOCABULARY[kind], facts.subject
    change: dict[str, Any] = {}
    for name, attribute in own.attributes.items():
        value = getattr(subject, name)
        if rng.random() < share and (value is UNKNOWN or isinstance(value, OneOf)):
            options = sorted(value.options, key=str) if isinstance(value, OneOf) else None
            change[name] = rng.choice(options) if options else random_value(rng, attribute)
    _keep_parts(rng, subject, change)
    members: dict[str, tuple[Facts, ...]] = {}
    for relation in own.relations.values():
        beside = facts.members.get(relation.name) or [Facts.of(one) for one in getattr(subject, relation.name)]
        some = [completed(rng, one, relation.subject, share, more) for one in beside]
        if not getattr(subject, relation.complete) and rng.random() < share:
            unlisted = VOCABULARY[relation.subject].cls()
            while more and rng.random() < 0.4:
                some.append(completed(rng, Facts.of(unlisted), relation.subject, share, more))
            change[relation.complete] = True
        change[relation.name] = tuple(one.subject for one in some)
        members[relation.name] = tuple(some)
    return attrs.evolve(facts, subject=attrs.evolve(subject, **change), members=members)


def _keep_parts(rng: random.Random, subject: Any, change: dict[str, Any]) -> None:
    """Let no part found out be more than its whole."""

    def value(name: str) -> Any:
        return change.get(name, getattr(subject, name))

    part, whole = value("poor"), value("households")
    if isinstance(part, int) and isinstance(whole, int) and part > whole:
        if "poor" in change:
            change["poor"] = rng.randint(0, whole)
        else:
            change["households"] = part + rng.randint(0, 2)
