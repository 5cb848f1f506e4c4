"""The door through which facts come to the engines: with what the annexes of the law say, applied once.

A register applies the annexes when it is read, and its facts say so. Facts that an application made are given what
the annexes say here.
"""

from collections.abc import Sequence

from eligibility.model import AppliedAnnexes, Facts, Law
from eligibility.registers import Annexes, Filled, Pairs, fill, names_of, supplement
from eligibility.sources import refuse


def has_annexes(law: Law, facts: Facts) -> bool:
    """Report whether the annexes of the law were applied to a subject together with others."""
    return facts.annexes is not None and facts.annexes.listings is law.listings


def with_annexes(law: Law, lists: Annexes, kind: str, facts: Facts) -> Facts:
    """A subject with what the annexes say of it and its parts. Raises `FactError` where they contradict the facts.

    A row that leaves out the word for the kind of unit may mean a neighbour that is not seen here: only a row that
    writes the name in full gives anything.
    """
    (filled,), _, problems = supplement(lists, law.vocabulary, kind, [(facts, None)], _fill_clear)
    refuse(problems)
    return filled


def all_with_annexes(law: Law, kind: str, group: Sequence[Facts]) -> tuple[list[Facts], AppliedAnnexes]:
    """The same subjects with what the annexes say of them and of their members, and how the annexes matched them.

    They are matched together, so that a row that may mean two of them gives neither anything. Subjects of one register
    are returned as they are. Raises `FactError` where an annex contradicts the facts.
    """
    applied = group[0].annexes if group else None
    if applied and all(facts.annexes is applied for facts in group) and applied.listings is law.listings:
        return [*group], applied
    pairs = [(facts, None) for facts in group]
    filled, matches, problems = supplement(Annexes(law.listings), law.vocabulary, kind, pairs)
    refuse(problems)
    applied = AppliedAnnexes(law.listings, tuple(matches))
    return [facts.after(applied) for facts in filled], applied


def _fill_clear(lists: Annexes, kind: str, group: Pairs) -> Filled:
    clear = [position for position, (facts, within) in enumerate(group) if _clear(lists, kind, facts, within)]
    changed, matches, problems = fill(lists, kind, [group[position] for position in clear])
    filled = [facts for facts, _ in group]
    for position, facts in zip(clear, changed, strict=True):
        filled[position] = facts
    return filled, matches, problems


def _clear(lists: Annexes, kind: str, facts: Facts, within: Facts | None) -> bool:
    for index, _ in lists.of(kind):
        names = names_of(index.listing, facts, within)
        if names is not None and not all(index.in_full(row, names) for row in index.near(names)):
            return False
    return True
