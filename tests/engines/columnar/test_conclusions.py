"""What may be concluded, as expressions of states, against the function that concludes for one subject."""

import random
from itertools import product

import attrs
import polars as pl
import pytest

from eligibility.engines.columnar import ColumnRef
from eligibility.engines.columnar.bits import column
from eligibility.engines.columnar.conclusions import MOST, implicants, reached
from eligibility.engines.columnar.tables import Table
from eligibility.model import AllOf, Attribute, HitPolicy, Otherwise, Rule, RuleSet, Type, conclude
from eligibility.sources import RuleError, Text

STATES = {0: False, 1: None, 3: True}
WORDS = {False: 0, None: 1, True: 3}
GROUP = Attribute("group", Text("", ""), Type.CHOICE, choices=("a", "b", "c"))


def rule_set(rng, policy, rules):
    """A rule set whose exceptions are drawn at random, each after what it is an exception to or before it."""
    order = rng.sample(range(rules), rules)
    found = []
    for place, at in enumerate(order):
        bases = rng.sample(order[:place], min(place, rng.choice((1, 1, 2)))) if rng.random() < 0.5 else []
        then = rng.choice(GROUP.choices)
        found.append((at, Rule(f"r{at}", Text("", ""), (), AllOf(()), then, tuple(f"r{base}" for base in bases))))
    inner = tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))
    return RuleSet("1/QĐ", "set", Text("", ""), "commune", GROUP, policy, inner, Otherwise("a", ()))


@pytest.mark.parametrize("policy", HitPolicy)
@pytest.mark.parametrize("rules", range(6))
def test_reached_is_what_is_concluded(policy, rules):
    rng = random.Random(rules)
    ways = list(product(STATES, repeat=rules))
    table = Table(
        pl.DataFrame({"row": range(len(ways)), **{f"s{at}": [STATES[way[at]] for way in ways] for at in range(rules)}})
    )
    for _ in range(12):
        own = rule_set(rng, policy, rules)
        found = reached(own, [ColumnRef(f"s{at}") for at in range(rules)])
        expected = [conclude(own, way) for way in ways]

        def seen(expression):
            return [WORDS[one] for one in column(table.outcome(expression), len(ways))]

        for at, outcome in enumerate(found.outcomes):
            assert seen(outcome) == [one.outcomes[at] for one in expected]
        for at, can in enumerate(found.cans):
            assert seen(can) == [3 * (one.mask >> at & 1) for one in expected]
        assert seen(found.conflict) == [3 * bool(one.conflict) for one in expected]


def test_too_many_rules_tied_together_are_refused():
    own = rule_set(random.Random(1), HitPolicy.ANY, 1)
    first = own.rules[0]
    rules = (first, *(attrs.evolve(first, id=f"e{at}", exception_to=("r0",)) for at in range(MOST)))
    with pytest.raises(RuleError, match=r"set: "):
        reached(attrs.evolve(own, rules=rules), [ColumnRef(f"s{at}") for at in range(len(rules))])


def test_implicants_of_a_majority():
    assert implicants(3, lambda way: way.bit_count() >= 2) == [(None, 1, 1), (1, None, 1), (1, 1, None)]


def test_implicants_of_nothing_and_everything():
    assert implicants(2, lambda _: False) == []
    assert implicants(2, lambda _: True) == [(None, None)]
