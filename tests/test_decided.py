"""A register decided whole says what is said of each of its subjects alone."""

import random

import attrs
import pytest

from eligibility.decided import decide_register, heading
from eligibility.deciding import decide
from eligibility.errors import FactError
from eligibility.outcomes import Outcome
from eligibility.rulesets import HitPolicy
from eligibility.values import Evidence
from eligibility.vocabulary import written
from tests import generators

OUTCOME = {True: Outcome.SATISFIED, None: Outcome.UNDETERMINED, False: Outcome.NOT_SATISFIED}


def with_evidence(rng, facts):
    """The same facts, some of them said to stand on evidence."""
    names = [*attrs.fields_dict(type(facts.subject)), "*"]
    levels = {name: rng.choice(list(Evidence)) for name in rng.sample(names, rng.randint(0, 4))}
    members = {
        relation: tuple(with_evidence(rng, one) for one in facts.members.get(relation, ()))
        for relation in facts.members
    }
    levels |= dict.fromkeys(facts.answers, Evidence.SECONDARY)
    return attrs.evolve(facts, evidence=levels, members=members)


def group_of(rng, law, amount):
    found: list = []
    while len(found) < amount:
        facts = with_evidence(rng, generators.random_facts(rng, law))
        try:
            decide(law, facts)
        except FactError:
            continue
        found.append(facts)
    return found


@pytest.mark.parametrize("seed", range(60))
def test_register_says_what_is_said_of_each(seed):
    rng = random.Random(seed)
    law = generators.random_law(rng)
    group = group_of(rng, law, 6)
    register = decide_register(law, group)
    frame = register.frame()
    for row, facts in zip(frame.iter_rows(named=True), group, strict=True):
        for attribute, decision in decide(law, facts).items():
            for rule in decision.rule_set.rules:
                assert OUTCOME[row[heading(decision.rule_set, rule)]] == decision.outcomes[rule.id]
            if decision.rule_set.hit_policy is HitPolicy.COLLECT:
                continue
            value = row[attribute]
            value = written(value) if isinstance(value, bool) else value
            assert value == (written(decision.value) if decision.decided else None)
            may_be = row[f"{attribute}:may_be"]
            assert sorted(may_be.split("|") if may_be else ()) == sorted(map(written, decision.may_be))
            assert row[f"{attribute}:conflict"] == bool(decision.conflict)
            assert row[f"{attribute}:evidence"] == (decision.evidence.key if decision.evidence is not None else None)
