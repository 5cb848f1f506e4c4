"""Counterfactuals: the smallest sets of facts that would settle or change a decision, with values that do so."""

from itertools import combinations
from typing import Any, Final

from eligibility.deciding.trials import Cut, Trials, wholes_first
from eligibility.engines import PARENT
from eligibility.engines.tracing import RELATION, Dependency, DependencyFinder
from eligibility.model import Choice, Counterfactual, Counterfactuals, Law

FACTS: Final = 12
"""At most this many facts are considered, those of the subject itself before those of its members."""

SETS: Final = 5
"""At most this many sets are returned."""

ALIKE: Final = 2
"""Of members with the same known facts only this many are considered: any others would do as well."""

CHANGED: Final = 2
"""At most this many known facts are changed at once."""


def unsettled(law: Law, subject: Any, attribute: str, within: Any = None) -> Counterfactuals:  # noqa: ANN401 - as `decide`
    """The smallest sets of missing facts for which some values settle an undetermined decision.

    At most five sets, smallest first; each with values and the conclusion they lead to, once for each conclusion that
    can be reached with no fewer of these facts. Nothing where the decision is settled. Raises what `decide` raises.

    >>> from datetime import date
    >>> from eligibility import Commune, load_rules
    >>> rules = load_rules("861/QĐ-TTg", date(2023, 7, 5))
    >>> found = unsettled(rules, Commune(code="07615", listed_region="III"), "region")
    >>> [(missing.attribute, value, way.value) for way in found.settlings for missing, value in way.facts]
    [('new_rural_since', datetime.date(2023, 7, 4), 'I'), ('new_rural_since', None, 'III')]
    """
    trials = Trials.of(law, subject, attribute, within)
    if trials.settled():
        return Counterfactuals((), False)
    dependencies = trials.program.finder.inputs(trials.program.target, trials.frame, trials.rule_set)
    return _search(trials, dependencies, len(dependencies), trials.may_be())


def changes(
    law: Law,
    subject: Any,  # noqa: ANN401 - as `decide`
    attribute: str,
    within: Any = None,  # noqa: ANN401 - as `decide`
    to: Choice | None = None,
) -> Counterfactuals:
    """The smallest sets of known facts that would have to be different for another conclusion, or for `to`.

    At most five sets of one or two facts; who the subject is stays. A `to` of None is any other conclusion.

    >>> from datetime import date
    >>> from eligibility import Commune, load_rules
    >>> rules = load_rules("861/QĐ-TTg", date(2023, 7, 5))
    >>> found = changes(rules, Commune(code="07615", listed_region="III", new_rural_since=None), "region", to="I")
    >>> [(known.attribute, value) for way in found.settlings for known, value in way.facts]
    [('listed_region', 'I'), ('new_rural_since', datetime.date(2023, 7, 4))]
    """
    trials = Trials.of(law, subject, attribute, within)
    present = trials.settled()
    wanted = [value for value in trials.rule_set.concludes.domain if not present or value is not present[0]]
    wanted = [value for value in wanted if to is None or (value == to and type(value) is type(to))]
    finder = DependencyFinder(trials.program.tracer, known=True)
    dependencies = finder.inputs(trials.program.target, trials.frame, trials.rule_set)
    return _search(trials, tuple(filter(trials.changeable, dependencies)), CHANGED, tuple(wanted))


def _search(
    trials: Trials, dependencies: tuple[Dependency, ...], largest: int, wanted: tuple[Choice, ...]
) -> Counterfactuals:
    """The smallest sets of dependencies with values for which one of the wanted values is concluded."""
    considered = _considered(trials, dependencies)
    truncated = len(considered) < len(dependencies)
    reached: list[tuple[frozenset[int], Choice]] = []
    counterfactuals: list[Counterfactual] = []
    try:
        for dependency in considered:
            if dependency.kind == RELATION:
                trials.members[dependency.key] = trials.more_members(dependency)
        for size in range(1, min(largest, len(considered)) + 1):
            for chosen in combinations(range(len(considered)), size):
                positions = frozenset(chosen)
                left = [
                    value
                    for value in wanted
                    if not any(smaller <= positions and value is to for smaller, to in reached)
                ]
                if left and len({smaller for smaller, _ in reached}) < SETS:
                    ways = _ways(trials, [considered[position] for position in chosen], left)
                    counterfactuals += [ways[value] for value in left if value in ways]
                    reached += [(positions, value) for value in left if value in ways]
    except Cut:
        truncated = True
    return Counterfactuals(tuple(counterfactuals), truncated)


def _considered(trials: Trials, dependencies: tuple[Dependency, ...]) -> tuple[Dependency, ...]:
    """The dependencies that are tried: the subject's own first, of members that are alike only some."""
    alike: dict[object, int] = {}
    considered = []
    for dependency in sorted(dependencies, key=lambda dependency: dependency.frame is not trials.frame):
        slots = tuple(dependency.frame[slot] for slot in dependency.layout.slots.values())
        key = (id(dependency.frame[PARENT]), dependency.name, slots, dependency.kind)
        alike[key] = alike.get(key, 0) + 1
        if alike[key] <= ALIKE:
            considered.append(dependency)
    return tuple(considered[:FACTS])


def _ways(trials: Trials, dependencies: list[Dependency], wanted: list[Choice]) -> dict[Choice, Counterfactual]:
    """For each wanted value that can be reached the first values of these dependencies that lead to it, replayed."""
    order = sorted(range(len(dependencies)), key=lambda position: wholes_first(dependencies[position]))
    ways: dict[Choice, Counterfactual] = {}
    for trial in trials.combinations([dependencies[position] for position in order]):
        value = trials.conclude()
        if value and value[0] in wanted and value[0] not in ways:
            placed = dict(zip(order, trial, strict=True))
            ways[value[0]] = trials.replay(tuple(placed[position] for position in range(len(order))), value[0])
            if len(ways) == len(wanted):
                break
    return ways
