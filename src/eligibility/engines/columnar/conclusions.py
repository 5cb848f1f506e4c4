"""Reaching: what a rule set may conclude, as expressions of the states of its rules.

Rules that no exception ties together turn out independently of each other. Where exceptions tie some, every way in
which these could turn out is tried once, by the same pure function that concludes for a single subject; what holds in
all ways that a state leaves open is then what one of the prime implicants says (Blake's canonical form): exact, where
Kleene's logic on the rule as written would lose some.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Final

import attrs

from eligibility.engines.columnar.expressions import FALSE, TRUE, Expression, both, bounded, either, may, negated, sure
from eligibility.model import Conclusion, HitPolicy, RuleSet, conclude, turn
from eligibility.sources import Problem, RuleError, Text

MOST: Final = 8
"""So many rules may be tied together by exceptions."""

NONE: Final = -1
Ways = tuple[bool, ...]
"""For each way in which tied rules turn out, in the order of `_turns`: whether something holds."""


@attrs.frozen
class PossibleConclusions:
    """What may be concluded.

    `outcomes` are those of the rules. `cans` say for each value of the domain, and `conflict` for a contradiction
    that nothing unknown can mend, whether it is so; these are never null. Under `collect` there are no `cans`.
    """

    outcomes: tuple[Expression, ...]
    cans: tuple[Expression, ...]
    conflict: Expression


def reached(rule_set: RuleSet, states: Sequence[Expression]) -> PossibleConclusions:
    """What a rule set may conclude from these states of its rules' conditions."""
    ties = [_SameFact(rule_set, positions, states) for positions in _tied(rule_set)]
    outcomes = {at: outcome for tie in ties for at, outcome in tie.outcomes()}
    found = tuple(outcomes[at] for at in range(len(states)))
    if rule_set.hit_policy is HitPolicy.COLLECT:
        return PossibleConclusions(found, (), FALSE)
    givers = _first(ties) if rule_set.hit_policy is HitPolicy.FIRST else _any(ties)
    givers[NONE] = both(*(tie.possible(tie.none) for tie in ties))
    cans = tuple(
        either(*(giver for at, giver in givers.items() if _same(rule_set.then(at), value)))
        for value in rule_set.concludes.domain
    )
    conflict = FALSE if rule_set.hit_policy is HitPolicy.FIRST else _conflict(rule_set, ties)
    return PossibleConclusions(found, cans, conflict)


def _same(one: object, other: object) -> bool:
    return one == other and type(one) is type(other)  # True == 1 in Python, but yes is not one


def _any(ties: Sequence["_SameFact"]) -> dict[int, Expression]:
    """For each rule whether it may give its value where every rule that applies does."""
    return {at: tie.possible(tie.giving(at)) for tie in ties for at in tie.positions}


def _first(ties: Sequence["_SameFact"]) -> dict[int, Expression]:
    """For each rule whether it may give its value where only the first does."""
    givers: dict[int, Expression] = {}
    if all(len(tie.positions) == 1 for tie in ties):
        before: Expression = TRUE
        for tie in ties:
            (at,) = tie.positions
            givers[at] = both(before, may(tie.states[at]))
            before = both(before, negated(sure(tie.states[at])))
        return givers
    for tie in ties:
        for key in sorted({key for key in tie.keys if key is not None}):
            later = [
                other.possible(tuple(mine is None or mine > key for mine in other.keys))
                for other in ties
                if other is not tie
            ]
            own = tie.possible(tuple(mine == key for mine in tie.keys))
            givers[key[1]] = either(givers.get(key[1], FALSE), both(own, *later))
    return givers


def _conflict(rule_set: RuleSet, ties: Sequence["_SameFact"]) -> Expression:
    """Whether rules that apply contradict each other in every way in which the rest may turn out."""
    thens = rule_set.concludes.domain
    used = [value for value in thens if any(_same(rule.then, value) for rule in rule_set.rules)]
    if len(used) < 2:
        return FALSE
    return negated(either(*(both(*(tie.possible(tie.only(value)) for tie in ties)) for value in used)))


def _tied(rule_set: RuleSet) -> Iterator[tuple[int, ...]]:
    """The positions of the rules in groups that exceptions tie together."""
    groups: list[set[int]] = []
    for at, bases in enumerate(rule_set.bases):
        own = {at, *bases}
        for group in [group for group in groups if group & own]:
            own |= group
            groups.remove(group)
        groups.append(own)
    for group in sorted(groups, key=min):
        if len(group) > MOST:
            what = Text(
                f"{rule_set.name}: {len(group)} quy tắc ràng buộc nhau bởi ngoại lệ, xét theo cột chỉ được {MOST}",
                f"{rule_set.name}: exceptions tie {len(group)} rules together; columns are decided with up to {MOST}",
            )
            raise RuleError([Problem(rule_set.place, what)])
        yield tuple(sorted(group))


@attrs.frozen
class _SameFact:
    """Rules tied together by exceptions, and every way in which their conditions could turn out."""

    rule_set: RuleSet
    positions: tuple[int, ...]
    states: Sequence[Expression]

    @cached_property
    def ways(self) -> tuple[Conclusion, ...]:
        """What is concluded in each way, where no other rule applies."""
        blank = [0] * len(self.rule_set.rules)
        found = []
        for states in product((0, 3), repeat=len(self.positions)):
            for at, state in zip(self.positions, states, strict=True):
                blank[at] = state
            found.append(conclude(self.rule_set, tuple(blank)))
        return tuple(found)

    @cached_property
    def keys(self) -> tuple[tuple[int, int] | None, ...]:
        """In each way whose place the rule takes that gives the value, and the rule; None where none applies."""
        first = [way.reached[0] for way in self.ways]
        return tuple(
            None if at == NONE else (turn(self.rule_set, way.conditions, at), at)
            for at, way in zip(first, self.ways, strict=True)
        )

    @cached_property
    def none(self) -> Ways:
        """Whether no rule applies."""
        return tuple(not any(way.outcomes) for way in self.ways)

    def giving(self, at: int) -> Ways:
        """Whether this rule applies."""
        return tuple(bool(way.outcomes[at]) for way in self.ways)

    def only(self, value: object) -> Ways:
        """Whether every rule that applies gives this value."""
        thens = [[self.rule_set.then(at) for at in self.positions if way.outcomes[at]] for way in self.ways]
        return tuple(all(_same(then, value) for then in found) for found in thens)

    def outcomes(self) -> Iterator[tuple[int, Expression]]:
        """The outcome of each rule."""
        if len(self.positions) == 1:
            (at,) = self.positions
            yield at, self.states[at]
            return
        for at in self.positions:
            applies = self.giving(at)
            yield at, bounded(self.certain(applies), self.possible(applies))

    def certain(self, ways: Ways) -> Expression:
        """Whether it holds in every way that the states leave open."""
        own = [self.states[at] for at in self.positions]
        return either(*(both(*_literals(own, cube)) for cube in implicants(len(own), ways.__getitem__)))

    def possible(self, ways: Ways) -> Expression:
        """Whether it holds in some of them."""
        return negated(self.certain(tuple(not way for way in ways)))


Cube = tuple[int | None, ...]
"""For each variable the value that it must have, or None where it may have either."""


def _literals(states: Sequence[Expression], cube: Cube) -> Iterator[Expression]:
    for state, wanted in zip(states, cube, strict=True):
        if wanted is not None:
            yield sure(state) if wanted else negated(may(state))


def implicants(variables: int, holds: Callable[[int], bool]) -> list[Cube]:
    """The prime implicants of a function of so many yes/no variables, the first of them the highest bit.

    >>> implicants(2, [False, True, True, True].__getitem__)
    [(None, 1), (1, None)]
    """
    found: dict[Cube, bool] = {}

    def implies(cube: Cube) -> bool:
        if cube not in found:
            if None not in cube:
                found[cube] = holds(int("".join(map(str, cube)) or "0", 2))
            else:
                at = cube.index(None)
                found[cube] = all(implies((*cube[:at], value, *cube[at + 1 :])) for value in (0, 1))
        return found[cube]

    cubes = [cube for cube in product((None, 0, 1), repeat=variables) if implies(cube)]
    known = set(cubes)
    return [cube for cube in cubes if not any(wider in known for wider in _wider(cube))]


def _wider(cube: Cube) -> Iterator[Cube]:
    for at, value in enumerate(cube):
        if value is not None:
            yield (*cube[:at], None, *cube[at + 1 :])
