"""Objects: whatever facts say, their columns say too, and give back."""

import random
from typing import Any

import attrs
import polars as pl
import pytest

from eligibility.communes import SUBJECTS, Commune, Village
from eligibility.model import UNKNOWN, Evidence, Facts, Law, OneOf
from eligibility.model.columns import columns_of, facts_at, facts_of, objects, taken
from eligibility.registers import members_of
from tests import generators

KINDS = generators.VOCABULARY
COMMUNE, VILLAGE = KINDS["commune"], KINDS["village"]
LAW = Law("1", generators.AS_OF, (), {}, SUBJECTS, {})


def plain(facts: Facts, law: Law, kind: str = "commune") -> Any:
    """All that facts say, said in one way: what may be anything is unknown, what is unstated is not said."""
    own = law.vocabulary[kind]
    values = {}
    for name, attribute in own.attributes.items():
        value = getattr(facts.subject, name)
        if isinstance(value, OneOf):
            (first, *more) = value.options
            value = UNKNOWN if len(more) + 1 == len(attribute.domain) else value if more else first
        values[name] = value
    for name, relation in own.relations.items():
        values[name] = [plain(one, law, relation.subject) for one in members_of(facts, name)]
        values[relation.complete] = getattr(facts.subject, relation.complete)
    evidence = {name: level for name, level in facts.evidence.items() if (name, level) != ("*", Evidence.UNSTATED)}
    return values, evidence, dict(facts.sources), dict(facts.answers)


def said(rng: random.Random, facts: Facts) -> Facts:
    """The same facts with evidence and sources here and there."""
    if rng.random() < 0.5:
        return facts
    names = ("*", "name", "flag", "villages_complete")
    evidence = {name: rng.choice([*Evidence]) for name in names if rng.random() < 0.5}
    sources = {name: rng.choice(("a", "b")) for name in names if rng.random() < 0.5}
    members = {name: tuple(said(rng, one) for one in group) for name, group in facts.members.items()}
    return attrs.evolve(facts, evidence=evidence, sources=sources, members=members)


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(objects, "BLOCK", 4)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("seed", range(60))
def test_columns_give_back_the_facts_that_they_were_made_of(seed):
    rng = random.Random(seed)
    law = generators.random_law(rng)
    facts = [said(rng, generators.random_facts(rng, law)) for _ in range(rng.choice((0, 1, 3, 9)))]
    some = [one.subject if not one.answers and rng.random() < 0.2 else one for one in facts]
    columns = columns_of(law, COMMUNE, some)
    expected = [plain(one if isinstance(one, Facts) else Facts(one), law) for one in some]
    assert [plain(one, law) for one in facts_of(law, columns)] == expected
    assert [plain(facts_at(law, columns, at), law) for at in range(len(facts))] == expected
    order = rng.sample(range(len(facts)), rng.randint(0, len(facts)))
    assert [plain(one, law) for one in facts_of(law, taken(columns, pl.Series(order, dtype=pl.UInt32)))] == [
        expected[at] for at in order
    ]


def test_only_what_is_wanted_is_read():
    one = Commune(code="07615", households=3, villages=(Village(name="An", households=2),))
    facts = Facts.of(one, {"households": "official", "code": "official", "*": "assumed"})
    columns = columns_of(LAW, SUBJECTS["commune"], [facts], {"commune": {"households"}, "village": set()})
    assert columns.table.columns == ["households", "villages_complete", "households:evidence", "*:evidence"]
    assert columns.members["villages"].columns.table.columns == ["name"]  # one at least: else how many are there?
    assert not columns_of(LAW, SUBJECTS["commune"], [one], {"commune": {"households"}}).members
