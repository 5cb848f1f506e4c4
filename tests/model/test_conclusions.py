"""Conclusions: every way tried out, held against the oracle; the closed form, held against every way."""

import random

import pytest

from eligibility.model import (
    ENUMERATED,
    AllOf,
    Attribute,
    HitPolicy,
    Otherwise,
    Rule,
    RuleSet,
    Type,
    conclude,
    conclusions,
)
from eligibility.sources import Text
from tests import oracle

NO, MAYBE, YES = 0, 1, 3
WORDS = {NO: oracle.NO, MAYBE: oracle.MAYBE, YES: oracle.YES}
NOBODY = Text("", "")
POLICIES = [HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST]


def rules_of(policy, *thens, bases=(), otherwise="z"):
    """Rules r0, r1, … with these values; `bases` are (exception, base) pairs."""
    rules = tuple(
        Rule(f"r{at}", NOBODY, (), AllOf(()), then, tuple(f"r{base}" for one, base in bases if one == at))
        for at, then in enumerate(thens)
    )
    choices = tuple(dict.fromkeys([*thens, otherwise]))
    concludes = Attribute("derived", NOBODY, Type.CHOICE, choices=choices)
    return RuleSet("1/QĐ", "set", NOBODY, "commune", concludes, policy, rules, Otherwise(otherwise, ()))


def random_rules(rng, policy, amount, exceptions=0.4):
    bases = [(one, rng.randrange(one)) for one in range(1, amount) if rng.random() < exceptions]
    bases += [(one, rng.randrange(one)) for one, _ in bases if rng.random() < 0.3]
    return rules_of(policy, *(rng.choice("abc") for _ in range(amount)), bases=tuple(dict.fromkeys(bases)))


@pytest.mark.parametrize("policy", list(HitPolicy))
def test_conclusion_is_what_the_oracle_finds(policy):
    for seed in range(300):
        rng = random.Random(f"{policy} {seed}")
        rules = random_rules(rng, policy, rng.randint(0, 7))
        states = tuple(rng.choice((NO, MAYBE, YES)) for _ in rules.rules)
        found, expected = conclude(rules, states), oracle.Found([WORDS[state] for state in states], rules)
        assert [WORDS[outcome] for outcome in found.outcomes] == expected.outcomes
        assert list(found.values) == expected.values
        assert bool(found.conflict) == expected.conflict
        if policy is not HitPolicy.COLLECT:
            assert list(found.reached) == expected.reached
            assert found.settled == expected.settled


@pytest.mark.parametrize("policy", list(HitPolicy))
def test_closed_form_contains_every_way(policy, monkeypatch):
    for seed in range(300):
        rng = random.Random(f"closed {policy} {seed}")
        rules = random_rules(rng, policy, rng.randint(1, 8))
        states = tuple(rng.choice((NO, MAYBE, MAYBE, YES)) for _ in rules.rules)
        exact = conclude(rules, states)
        monkeypatch.setattr(conclusions, "ENUMERATED", -1)
        coarse = conclude(rules, states)
        monkeypatch.undo()
        assert coarse.mask & exact.mask == exact.mask
        assert set(coarse.reached) >= set(exact.reached)
        assert all(one in (MAYBE, other) for one, other in zip(coarse.outcomes, exact.outcomes, strict=True))
        assert not coarse.conflict or exact.conflict
        assert not coarse.settled or coarse.values == exact.values
        assert set(coarse.certain) <= set(exact.certain)
        assert set(coarse.possible) | set(coarse.certain) >= set(exact.possible)
        assert coarse.fires == exact.fires


def test_closed_form_of_first_without_exceptions_is_exact(monkeypatch):
    for seed in range(500):
        rng = random.Random(f"first {seed}")
        rules = random_rules(rng, HitPolicy.FIRST, rng.randint(1, 8), exceptions=0)
        states = tuple(rng.choice((NO, MAYBE, MAYBE, YES)) for _ in rules.rules)
        exact = conclude(rules, states)
        monkeypatch.setattr(conclusions, "ENUMERATED", -1)
        assert conclude(rules, states) == exact
        monkeypatch.undo()


@pytest.mark.parametrize("policy", POLICIES)
def test_more_undetermined_rules_than_can_be_tried_are_concluded_all_the_same(policy):
    amount = ENUMERATED + 8
    rules = rules_of(policy, *("ab"[at % 2] for at in range(amount)), bases=((1, 0), (3, 0)))
    assert conclude(rules, (MAYBE,) * amount).values == ("a", "b", "z")
    assert conclude(rules, (*(MAYBE,) * (amount - 1), YES)).values == ("a", "b")


@pytest.mark.parametrize("policy", [HitPolicy.UNIQUE, HitPolicy.ANY])
def test_rules_that_contradict_each_other_are_a_conflict(policy):
    rules = rules_of(policy, "a", "b", "a")
    both = conclude(rules, (YES, YES, NO))
    assert (both.conflict, both.values, both.settled) == ((0, 1), ("a", "b"), False)
    same = conclude(rules, (YES, NO, YES))
    assert (same.conflict, same.values, same.settled, same.reached) == ((), ("a",), True, (0, 2))


def test_conflict_that_may_not_come_is_none():
    assert conclude(rules_of(HitPolicy.UNIQUE, "a", "b"), (YES, MAYBE)).conflict == ()


def test_conflict_names_rules_beyond_what_can_be_tried():
    amount = ENUMERATED + 1
    rules = rules_of(HitPolicy.ANY, "a", "b", *"c" * amount)
    assert conclude(rules, (YES, YES, *(MAYBE,) * amount)).conflict == tuple(range(amount + 2))


def test_first_takes_rule_before_others():
    assert conclude(rules_of(HitPolicy.FIRST, "a", "b"), (YES, YES)).reached == (0,)


@pytest.mark.parametrize(
    ("states", "reached"),
    [
        ((YES, YES, YES), (2,)),  # the exception to r0 stands in its place, before r1
        ((YES, YES, NO), (0,)),
        ((NO, YES, YES), (1,)),  # without its base the exception does not apply
        ((MAYBE, YES, YES), (1, 2)),
    ],
)
def test_exception_under_first_takes_the_place_of_its_base(states, reached):
    assert conclude(rules_of(HitPolicy.FIRST, "a", "b", "c", bases=((2, 0),)), states).reached == reached


@pytest.mark.parametrize(
    ("states", "reached"),
    [
        ((YES, YES, NO, YES, YES), (3,)),  # an exception to two rules stands where the first of them holds
        ((NO, YES, YES, YES, YES), (1,)),  # only r2 holds of its bases: r1 comes before
        ((NO, NO, YES, YES, YES), (3,)),
    ],
)
def test_exception_to_several_takes_the_first_place_that_holds(states, reached):
    rules = rules_of(HitPolicy.FIRST, "a", "b", "c", "d", "e", bases=((3, 0), (3, 2)))
    assert conclude(rules, states).reached == reached


def test_exception_to_exception_lets_the_rule_apply_again():
    rules = rules_of(HitPolicy.UNIQUE, "a", "b", "a", bases=((1, 0), (2, 1)))
    found = conclude(rules, (YES, YES, YES))
    assert (found.outcomes, found.fires, found.values) == ((YES, NO, YES), (0, 2), ("a",))
    assert conclude(
        rules_of(HitPolicy.FIRST, "a", "b", "c", "d", bases=((2, 1), (3, 2))), (NO, YES, YES, YES)
    ).reached == (1,)


def test_rule_and_its_exception_are_seen_together():
    """Kleene's logic would leave r0 open both times; every way tried shows that one of the two always applies."""
    rules = rules_of(HitPolicy.UNIQUE, "a", "a", bases=((1, 0),))
    found = conclude(rules, (YES, MAYBE))
    assert (found.values, found.outcomes, found.fires, found.settled) == (("a",), (MAYBE, MAYBE), (), True)


def test_otherwise_is_one_more_conclusion():
    rules = rules_of(HitPolicy.UNIQUE, "a")
    assert [conclude(rules, (state,)).values for state in (NO, MAYBE, YES)] == [("z",), ("a", "z"), ("a",)]
    assert conclude(rules, (NO,)).reached == (-1,)


def test_otherwise_of_the_same_value_settles_what_is_undetermined():
    assert conclude(rules_of(HitPolicy.UNIQUE, "z"), (MAYBE,)).settled


def test_collect_tells_certain_findings_from_possible_ones():
    found = conclude(rules_of(HitPolicy.COLLECT, "a", "b", "c", bases=((1, 0),)), (YES, MAYBE, YES))
    assert (found.certain, found.possible, found.mask, found.values) == ((2,), (0, 1), 0, ())


def test_yes_is_not_the_number_one():
    concludes = Attribute("derived", NOBODY, Type.CHOICE, choices=(1, True))
    rule = Rule("r", NOBODY, (), AllOf(()), True)
    rules = RuleSet("1/QĐ", "set", NOBODY, "commune", concludes, HitPolicy.UNIQUE, (rule,), Otherwise(1, ()))
    assert (conclude(rules, (YES,)).mask, conclude(rules, (NO,)).mask) == (0b10, 0b01)
