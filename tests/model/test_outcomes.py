"""Outcomes: Kleene's tables, in two bits."""

from itertools import product

import pytest

from eligibility.model import NEGATED, Outcome

NO, MAYBE, YES = Outcome.NOT_SATISFIED, Outcome.UNDETERMINED, Outcome.SATISFIED
RANK = {NO: 0, MAYBE: 1, YES: 2}


@pytest.mark.parametrize(("one", "other"), list(product(Outcome, repeat=2)))
def test_all_and_any_of_two_outcomes_are_kleenes(one, other):
    assert Outcome(one & other) is min(one, other, key=RANK.__getitem__)
    assert Outcome(one | other) is max(one, other, key=RANK.__getitem__)


@pytest.mark.parametrize(("outcome", "negated"), [(NO, YES), (MAYBE, MAYBE), (YES, NO)])
def test_negated_outcome_is_kleenes(outcome, negated):
    assert NEGATED[outcome] == negated


def test_an_outcomes_bits_say_what_may_and_what_must_hold():
    assert [(bool(outcome & 1), bool(outcome & 2)) for outcome in (NO, MAYBE, YES)] == [
        (False, False),
        (True, False),
        (True, True),
    ]


def test_outcome_key_is_its_word():
    assert [outcome.key for outcome in Outcome] == ["not_satisfied", "undetermined", "satisfied"]
