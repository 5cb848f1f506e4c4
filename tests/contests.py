"""Small plans on small registers, and an oracle that shares no code with the library, to hold allocations against."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import attrs

from eligibility.model import (
    UNKNOWN,
    AllOf,
    Attribute,
    Choice,
    Choices,
    Citation,
    Condition,
    Fact,
    Facts,
    HitPolicy,
    Key,
    Law,
    Leaf,
    Limit,
    Literal,
    LoadedPlan,
    Op,
    Otherwise,
    Plan,
    Quota,
    Rule,
    RuleSet,
    SubjectType,
    Test,
    Type,
    declare,
)
from eligibility.sources import Text

T = Text("", "")
CITE = (Citation("1/QĐ"),)
DOMAINS: dict[str, tuple[Any, ...]] = {
    "kind": ("x", "y", "z"),
    "flag": (True, False),
    "closed": (True, False),
    "level": ("low", "high"),
    "score": (0, 1, 2),
    "poor": (0, 1, 2),
    "all": (2,),
    "district": ("An", "Bi"),
    "province": ("P", "Q"),
}


def attribute(name: str, type_: Type, **more: Any) -> Attribute:
    return Attribute(name, Text(name, name), type_, **more)


PLACE = declare(
    SubjectType(
        "place",
        Text("nơi", "place"),
        {
            one.name: one
            for one in (
                attribute("code", Type.CODE, width=3),
                attribute("name", Type.TEXT),
                attribute("district", Type.TEXT),
                attribute("province", Type.TEXT),
                attribute("kind", Type.CHOICE, choices=("x", "y", "z")),
                attribute("flag", Type.YES_NO),
                attribute("closed", Type.YES_NO),
                attribute("level", Type.CHOICE, choices=("low", "high")),
                attribute("score", Type.COUNT),
                attribute("poor", Type.COUNT, part_of=("all",)),
                attribute("all", Type.COUNT),
                attribute("share", Type.SHARE),
                attribute("since", Type.DATE, nullable=True),
            )
        },
        {},
        object,
    ),
    "Place",
)


def place(**facts: Any) -> Any:
    return PLACE.cls(**facts)


def leaf(name: str, op: Op, *values: Any) -> Leaf:
    return Leaf(Fact(name), (Test(op, tuple(Literal(value) for value in values)),))


def rule(name: str, when: Condition, then: Choice) -> Rule:
    return Rule(name, Text(name, name), CITE, when, then)


def law(*more: Rule) -> Law:
    """`grp` is one (kind x and flag), two (kind y) or none; in a group is eligible, closed ones of kind x are not."""
    grp = RuleSet(
        "1/QĐ",
        "grp",
        T,
        "place",
        Attribute("grp", T, Type.CHOICE, choices=("one", "two"), nullable=True),
        HitPolicy.FIRST,
        (
            rule("one", AllOf((leaf("kind", Op.IS, "x"), leaf("flag", Op.IS, True))), "one"),
            rule("two", leaf("kind", Op.IS, "y"), "two"),
        ),
        Otherwise(None, CITE),
    )
    fit = RuleSet(
        "1/QĐ",
        "fit",
        T,
        "place",
        Attribute("fit", T, Type.YES_NO),
        HitPolicy.UNIQUE,
        (
            rule("grouped", leaf("grp", Op.IS, "one", "two"), True),
            rule("shut", AllOf((leaf("kind", Op.IS, "x"), leaf("closed", Op.IS, True))), False),
            *more,
        ),
        Otherwise(False, CITE),
    )
    return Law("1/QĐ", date(2023, 7, 5), (grp, fit), {}, {"place": PLACE}, {})


KEYS = (
    Key("grp", None, False, ("one", "two"), T),
    Key("level", None, False, ("high", "low"), T),
    Key("level", None, True, ("low",), T),
    Key("score", None, True, (), T),
    Key("score", None, False, (), T),
    Key("poor", "all", True, (), T),
    Key("poor", "all", False, (), T),
)
LAW = law()


def plan(
    order: Sequence[Key] = (),
    limits: Sequence[Limit] = (),
    at_least: int = 0,
    at_most: int = 2,
    scope: Condition | None = None,
    law: Law = LAW,
    **more: Any,
) -> LoadedPlan:
    own = Plan("1/KH", T, "", "place", scope, "fit", True, Quota(at_least, at_most, CITE), None, (), (), ())
    choices = Choices("", None, tuple(order), tuple(limits))
    return LoadedPlan(attrs.evolve(own, **more), law, choices, (), "")


def random_plan(rng: random.Random, limited: bool = False) -> LoadedPlan:
    """A plan of any kind, or one with limits for everybody, so that groups alone decide."""
    order = rng.sample(KEYS, rng.randint(0, 3)) if rng.random() < 0.85 else []
    limits = [Limit("district", rng.randint(limited, 2), reason=T)] if limited or rng.random() < 0.5 else []
    if limits and rng.random() < 0.5:
        limits.append(Limit("province", rng.randint(1, 3), reason=T))
    scope = leaf("province", Op.IS, "P") if rng.random() < 0.2 and not limited else None
    return plan(order, limits, rng.randint(0, 2), rng.randint(0, 3), scope)


def random_places(rng: random.Random, number: int, unknowns: int) -> list[Any]:
    """Places of which all is known but for so many facts. A district lies in one province."""
    rows = []
    for at in range(number):
        row = {name: rng.choice(values) for name, values in DOMAINS.items()}
        row["kind"], row["closed"] = rng.choice("xxyyz"), rng.random() < 0.15
        row["province"] = "P" if row["district"] == "An" else rng.choice("PQ")
        row["district"] += row["province"]
        rows.append({"code": f"{at:03d}", **row})
    for row in rng.choices(rows, k=unknowns) if rows else ():
        name = rng.choice([*("kind", "flag", "closed", "level", "score", "poor") * 3, "district", "province"])
        row[name] = UNKNOWN
    return [place(**row) for row in rows]


def without_groups(rng: random.Random, places: list[Any], number: int) -> list[Any]:
    """The same places, of so many of which nobody knows the district, and of some of these neither the province."""
    found = [attrs.evolve(one, kind="y") for one in places]
    for at in rng.sample(range(len(found)), min(number, len(found))):
        lost = {"district": UNKNOWN, **({"province": UNKNOWN} if rng.random() < 0.3 else {})}
        found[at] = attrs.evolve(found[at], **lost)
    return found


def completions(places: Iterable[Any]) -> Iterator[list[Any]]:
    """Every way to complete the unknown facts within small domains, districts in one province or not."""
    rows = [one.subject if isinstance(one, Facts) else one for one in places]
    names = [(at, name) for at, row in enumerate(rows) for name in DOMAINS if getattr(row, name) is UNKNOWN]
    domains = {**DOMAINS, "district": ("AnP", "BiP", "BiQ", "new"), "province": ("P", "Q", "new")}
    for values in product(*(domains[name] for _, name in names)):
        changes: list[dict[str, Any]] = [{} for _ in rows]
        for (at, name), value in zip(names, values, strict=True):
            changes[at][name] = value
        yield [attrs.evolve(row, **change) if change else row for row, change in zip(rows, changes, strict=True)]


def oracle(loaded: LoadedPlan, places: Iterable[Any]) -> set[str]:
    """Who is awarded where everything is known."""
    scope = loaded.plan.scope is not None
    able = [one for one in places if fits(one) and not (scope and one.province != "P")]
    able.sort(key=lambda one: one.code)
    for key in reversed(loaded.choices.order):
        able.sort(key=partial(worth, key=key))
    taken: list[Any] = []
    for one in able:
        if allowed(loaded, [*taken, one]):
            taken.append(one)
    if not loaded.choices.order and len(taken) < len(able):
        return set()
    return {one.code for one in taken}


def allowed(loaded: LoadedPlan, taken: Sequence[Any]) -> bool:
    counts = [Counter(getattr(one, limit.by) for one in taken) for limit in loaded.limits]
    pairs = zip(loaded.limits, counts, strict=True)
    return len(taken) <= loaded.plan.quota.at_most and all(max(c.values(), default=0) <= li.at_most for li, c in pairs)


def fits(one: Any) -> bool:
    grouped = (one.kind == "x" and one.flag) or one.kind == "y"
    return grouped and not (one.kind == "x" and one.closed)


def worth(one: Any, key: Key) -> Any:
    """Smaller comes first."""
    if key.whole:
        value = Fraction(one.poor, one.all)
        return -value if key.descending else value
    if key.attribute == "grp":
        return ("x", "y").index(one.kind)
    if key.attribute == "level":
        return key.sequence.index(one.level) if one.level in key.sequence else 9
    return -one.score if key.descending else one.score
