"""Possible conclusions of a rule set, as expressions of the states of its rules.

Rules that no exception ties together turn out independently of each other. Where exceptions tie some, every combination
of their outcomes is tried once, by the same pure function that concludes for a single subject; a truth in all
combinations that the states leave open is then a disjunction of prime implicants (Blake's canonical form): exact, where
Kleene's logic on the rule as written would lose some.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from itertools import product
from typing import Final, assert_never

import attrs

from eligibility.engines.columnar.expressions import FALSE, TRUE, Expression, both, bounded, either, may, negated, sure
from eligibility.model import Conclusion, HitPolicy, RuleSet, conclude, precedence
from eligibility.sources import Problem, RuleError, Text

MOST: Final = 8
"""The largest number of rules that exceptions may tie together."""

NONE: Final = -1
Truths = tuple[bool, ...]
"""For each combination of the outcomes of tied conditions, whether something is true there."""


@attrs.frozen
class PossibleConclusions:
    """The outcomes of the rules, and the conclusions that are possible.

    `cans` are true for each value of the domain where it is possible, and `conflict` where rules contradict each other
    whatever becomes known; these are never null. Under `collect` there are no `cans`.
    """

    outcomes: tuple[Expression, ...]
    cans: tuple[Expression, ...]
    conflict: Expression


def reached(rule_set: RuleSet, states: Sequence[Expression]) -> PossibleConclusions:
    """The possible conclusions of a rule set from these states of its rules' conditions."""
    ties = [_TiedRules(rule_set, positions, states) for positions in _tied(rule_set)]
    by_position = {position: outcome for tie in ties for position, outcome in tie.outcomes()}
    outcomes = tuple(by_position[position] for position in range(len(states)))
    match rule_set.hit_policy:
        case HitPolicy.COLLECT:
            return PossibleConclusions(outcomes, (), FALSE)
        case HitPolicy.FIRST:
            return PossibleConclusions(outcomes, _cans(rule_set, ties, _first(ties)), FALSE)
        case HitPolicy.UNIQUE | HitPolicy.ANY:
            return PossibleConclusions(outcomes, _cans(rule_set, ties, _any(ties)), _conflict(rule_set, ties))
        case _:
            assert_never(rule_set.hit_policy)


def _cans(rule_set: RuleSet, ties: Sequence["_TiedRules"], givers: dict[int, Expression]) -> tuple[Expression, ...]:
    """For each value an expression that is true where a rule, or otherwise, may give it."""
    givers[NONE] = both(*(tie.possible(tie.none) for tie in ties))
    return tuple(
        either(*(giver for position, giver in givers.items() if _same(rule_set.then(position), value)))
        for value in rule_set.concludes.domain
    )


def _same(value: object, other: object) -> bool:
    return value == other and type(value) is type(other)  # True == 1 in Python, but yes is not one


def _any(ties: Sequence["_TiedRules"]) -> dict[int, Expression]:
    """For each rule an expression that is true where it may give its value, as every rule that applies does."""
    return {position: tie.possible(tie.giving(position)) for tie in ties for position in tie.positions}


def _first(ties: Sequence["_TiedRules"]) -> dict[int, Expression]:
    """For each rule an expression that is true where it may give its value, as only the first that applies does."""
    givers: dict[int, Expression] = {}
    if all(len(tie.positions) == 1 for tie in ties):
        before: Expression = TRUE
        for tie in ties:
            (position,) = tie.positions
            givers[position] = both(before, may(tie.states[position]))
            before = both(before, negated(sure(tie.states[position])))
        return givers
    for tie in ties:
        for key in sorted({key for key in tie.keys if key is not None}):
            later = [
                other.possible(tuple(mine is None or mine > key for mine in other.keys))
                for other in ties
                if other is not tie
            ]
            here = tie.possible(tuple(mine == key for mine in tie.keys))
            givers[key[1]] = either(givers.get(key[1], FALSE), both(here, *later))
    return givers


def _conflict(rule_set: RuleSet, ties: Sequence["_TiedRules"]) -> Expression:
    """An expression that is true where rules that apply contradict each other, however the rest may turn out."""
    domain = rule_set.concludes.domain
    used = [value for value in domain if any(_same(rule.then, value) for rule in rule_set.rules)]
    if len(used) < 2:
        return FALSE
    return negated(either(*(both(*(tie.possible(tie.only(value)) for tie in ties)) for value in used)))


def _tied(rule_set: RuleSet) -> Iterator[tuple[int, ...]]:
    """The positions of the rules in groups that exceptions tie together."""
    groups: list[set[int]] = []
    for position, bases in enumerate(rule_set.bases):
        joined = {position, *bases}
        for group in [group for group in groups if group & joined]:
            joined |= group
            groups.remove(group)
        groups.append(joined)
    for group in sorted(groups, key=min):
        if len(group) > MOST:
            what = Text(
                f"{rule_set.name}: {len(group)} quy tắc ràng buộc nhau bởi ngoại lệ, xét theo cột chỉ được {MOST}",
                f"{rule_set.name}: exceptions tie {len(group)} rules together; columns are decided with up to {MOST}",
            )
            raise RuleError([Problem(rule_set.place, what)])
        yield tuple(sorted(group))


@attrs.frozen
class _TiedRules:
    """Rules tied together by exceptions, and every combination of the outcomes of their conditions."""

    rule_set: RuleSet
    positions: tuple[int, ...]
    states: Sequence[Expression]

    @cached_property
    def combinations(self) -> tuple[Conclusion, ...]:
        """The conclusion of each combination, where no other rule applies."""
        blank = [0] * len(self.rule_set.rules)
        conclusions = []
        for states in product((0, 3), repeat=len(self.positions)):
            for position, state in zip(self.positions, states, strict=True):
                blank[position] = state
            conclusions.append(conclude(self.rule_set, tuple(blank)))
        return tuple(conclusions)

    @cached_property
    def keys(self) -> tuple[tuple[int, int] | None, ...]:
        """In each combination the rank of the rule that gives the value, and the rule; None where none applies."""
        return tuple(
            None if first == NONE else (precedence(self.rule_set, conditions, first), first)
            for conditions, first in ((each.conditions, each.reached[0]) for each in self.combinations)
        )

    @cached_property
    def none(self) -> Truths:
        """True where no rule applies."""
        return tuple(not any(each.outcomes) for each in self.combinations)

    def giving(self, position: int) -> Truths:
        """True where this rule applies."""
        return tuple(bool(each.outcomes[position]) for each in self.combinations)

    def only(self, value: object) -> Truths:
        """True where every rule that applies gives this value."""
        others = [position for position in self.positions if not _same(self.rule_set.then(position), value)]
        return tuple(not any(each.outcomes[position] for position in others) for each in self.combinations)

    def outcomes(self) -> Iterator[tuple[int, Expression]]:
        """The outcome of each rule."""
        if len(self.positions) == 1:
            (position,) = self.positions
            yield position, self.states[position]
            return
        for position in self.positions:
            applies = self.giving(position)
            yield position, bounded(self.certain(applies), self.possible(applies))

    def certain(self, truths: Truths) -> Expression:
        """An expression that is true where all combinations that the states leave open are."""
        states = [self.states[position] for position in self.positions]
        return either(*(both(*_literals(states, cube)) for cube in implicants(len(states), truths.__getitem__)))

    def possible(self, truths: Truths) -> Expression:
        """An expression that is true where some combination that the states leave open is."""
        return negated(self.certain(tuple(not truth for truth in truths)))


Cube = tuple[int | None, ...]
"""For each variable its required value, or None where it may have either."""


def _literals(states: Sequence[Expression], cube: Cube) -> Iterator[Expression]:
    for state, wanted in zip(states, cube, strict=True):
        if wanted is not None:
            yield sure(state) if wanted else negated(may(state))


def implicants(variables: int, holds: Callable[[int], bool]) -> list[Cube]:
    """The prime implicants of a function of so many yes/no variables, the first of them the highest bit.

    >>> implicants(2, [False, True, True, True].__getitem__)
    [(None, 1), (1, None)]
    """

    @cache
    def implies(cube: Cube) -> bool:
        if None not in cube:
            return holds(int("".join(map(str, cube)) or "0", 2))
        free = cube.index(None)
        return all(implies((*cube[:free], value, *cube[free + 1 :])) for value in (0, 1))

    cubes = [cube for cube in product((None, 0, 1), repeat=variables) if implies(cube)]
    implying = set(cubes)
    return [cube for cube in cubes if implying.isdisjoint(_wider(cube))]


def _wider(cube: Cube) -> Iterator[Cube]:
    for position, value in enumerate(cube):
        if value is not None:
            yield (*cube[:position], None, *cube[position + 1 :])
