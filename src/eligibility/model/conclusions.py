"""Conclusions: from the states of a rule set's conditions to what it concludes. One pure function, for every engine."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import assert_never

import attrs

from eligibility.model import encoding
from eligibility.model.hit_policies import HitPolicy
from eligibility.model.outcomes import NEGATED, Outcome
from eligibility.model.rulesets import RuleSet
from eligibility.model.values import Choice

ENUMERATED = 12
"""Up to so many undetermined rules every way in which they could turn out is tried."""

_NOT, _MAYBE, _YES = int(Outcome.NOT_SATISFIED), int(Outcome.UNDETERMINED), int(Outcome.SATISFIED)


@attrs.frozen
class Conclusion:
    """Conclusion of a rule set.

    `mask` has a bit for each value of the concluded attribute's domain that may still be reached; `values` are these.
    `outcomes` are the rules' own, `conditions` those of their conditions. `conflict` names rules that contradict each
    other however the rest turns out. `reached` are the positions of the rules that may give the value, -1 for
    otherwise. `fires` are the rules that apply by Kleene's logic alone, which is what an inference engine sees.
    Under `collect`, `certain` and `possible` are the positions of the findings.
    """

    mask: int
    values: tuple[Choice, ...]
    conditions: tuple[int, ...]
    outcomes: tuple[int, ...]
    reached: tuple[int, ...]
    conflict: tuple[int, ...]
    fires: tuple[int, ...]
    certain: tuple[int, ...] = ()
    possible: tuple[int, ...] = ()

    @property
    def settled(self) -> bool:
        """True where there is one value and no conflict."""
        return len(self.values) == 1 and not self.conflict


def conclude(rule_set: RuleSet, conditions: tuple[int, ...]) -> Conclusion:
    """The conclusion that follows from these states of the rules' conditions."""
    kleene = _kleene(rule_set, conditions)
    fires = tuple(position for position, state in enumerate(kleene) if state == _YES)
    undetermined = [position for position, state in enumerate(conditions) if state == _MAYBE]
    if len(undetermined) > ENUMERATED:
        outcomes, ways = kleene, _closed_form(rule_set, kleene)
    else:
        outcomes, ways = _enumerated(rule_set, conditions, undetermined)
    certain = tuple(position for position, state in enumerate(outcomes) if state == _YES)
    possible = tuple(position for position, state in enumerate(outcomes) if state == _MAYBE)
    return _of_ways(rule_set, conditions, outcomes, ways, fires, certain, possible)


def _of_ways(
    rule_set: RuleSet,
    conditions: tuple[int, ...],
    outcomes: tuple[int, ...],
    ways: set[tuple[int, ...]],
    fires: tuple[int, ...],
    certain: tuple[int, ...],
    possible: tuple[int, ...],
) -> Conclusion:
    if rule_set.hit_policy is HitPolicy.COLLECT:
        return Conclusion(0, (), conditions, outcomes, (), (), fires, certain, possible)
    domain = rule_set.concludes.domain
    reached = sorted({position for way in ways for position in way})
    mask = 0
    for position in reached:
        mask |= 1 << encoding.position(rule_set.then(position), domain)
    values = encoding.values_of(mask, domain)
    contradicts = all(len({encoding.position(rule_set.then(position), domain) for position in way}) > 1 for way in ways)
    conflict = tuple(reached) if contradicts else ()
    return Conclusion(mask, values, conditions, outcomes, tuple(reached), conflict, fires)


def _kleene(rule_set: RuleSet, conditions: tuple[int, ...]) -> tuple[int, ...]:
    applies: dict[int, int] = {}

    def of(position: int) -> int:
        if position not in applies:
            state = conditions[position]
            for exception in rule_set.exceptions[position]:
                state &= NEGATED[of(exception)]
            if rule_set.bases[position]:
                based = 0
                for base in rule_set.bases[position]:
                    based |= conditions[base]
                state &= based
            applies[position] = state
        return applies[position]

    return tuple(of(position) for position in range(len(conditions)))


def _enumerated(
    rule_set: RuleSet, conditions: tuple[int, ...], undetermined: list[int]
) -> tuple[tuple[int, ...], set[tuple[int, ...]]]:
    ways: set[tuple[int, ...]] = set()
    ever = [0] * len(conditions)
    always = [1] * len(conditions)
    for turn in product((_NOT, _YES), repeat=len(undetermined)):
        states = list(conditions)
        for position, state in zip(undetermined, turn, strict=True):
            states[position] = state
        applies = _kleene(rule_set, tuple(states))
        for position, state in enumerate(applies):
            ever[position] |= state
            always[position] &= state
        ways.add(_way(rule_set, states, applies))
    outcomes = tuple(_YES if a else _MAYBE if e else _NOT for a, e in zip(always, ever, strict=True))
    return outcomes, ways


def _way(rule_set: RuleSet, states: list[int], applies: tuple[int, ...]) -> tuple[int, ...]:
    """The rules that give the value in one way in which everything turned out; (-1,) for otherwise."""
    applying = tuple(position for position, state in enumerate(applies) if state)
    if not applying:
        return (-1,)
    match rule_set.hit_policy:
        case HitPolicy.FIRST:
            return (min(applying, key=lambda position: (precedence(rule_set, states, position), position)),)
        case HitPolicy.UNIQUE | HitPolicy.ANY | HitPolicy.COLLECT:
            return applying
        case _:
            assert_never(rule_set.hit_policy)


def precedence(rule_set: RuleSet, states: Sequence[int], position: int) -> int:
    """Position that counts for a rule under `first`: its own, or for an exception that of its first base that holds."""
    bases = [base for base in rule_set.bases[position] if states[base]]
    return min((precedence(rule_set, states, base) for base in bases), default=position)


def _closed_form(rule_set: RuleSet, kleene: tuple[int, ...]) -> set[tuple[int, ...]]:
    """Every value that may be reached by Kleene's states alone: sound, sometimes one value too many."""
    match rule_set.hit_policy:
        case HitPolicy.FIRST:
            return set(_first(rule_set, kleene))
        case HitPolicy.UNIQUE | HitPolicy.ANY | HitPolicy.COLLECT:
            certain = tuple(position for position, state in enumerate(kleene) if state == _YES)
            ways = {(*certain, position) for position, state in enumerate(kleene) if state == _MAYBE}
            return ways | {certain or (-1,)}
        case _:
            assert_never(rule_set.hit_policy)


def _first(rule_set: RuleSet, kleene: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    plain = not any(rule_set.bases)
    certain = False
    for position, state in enumerate(kleene):
        if state:
            yield (position,)
        certain = certain or state == _YES
        if plain and state == _YES:
            return
    if not certain:
        yield (-1,)
