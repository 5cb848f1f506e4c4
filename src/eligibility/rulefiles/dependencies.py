"""Dependencies between rule sets and between named values: what each reads, their order, and circles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Final

import attrs

from eligibility.model import (
    Attribute,
    Condition,
    Count,
    Leaf,
    Related,
    RuleSet,
    Threshold,
    attributes_in,
    by_kind,
    children,
    names_in,
    walk,
)
from eligibility.rulefiles.instrument_files import InstrumentFile
from eligibility.rulefiles.reader import joined_names
from eligibility.rulefiles.scope import Scope
from eligibility.sources import Place, Problem, Text, closest

_MOST: Final = 20
_SHOWN: Final = 12


def circles(graph: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Circles in a graph, each from the first of its nodes in the order of the graph back to it; at most `_MOST`.

    >>> list(circles({"a": ["b"], "b": ["a"], "c": ["a"]}))
    [('a', 'b', 'a')]
    """
    targets = {node: dict.fromkeys(graph[node]) for node in graph}
    order = {node: index for index, node in enumerate(graph)}
    for _ in range(_MOST):
        try:
            TopologicalSorter(targets).prepare()
        except CycleError as error:
            *circle, _ = error.args[1][::-1]
            start = circle.index(min(circle, key=order.__getitem__))
            path = (*circle[start:], *circle[: start + 1])
            yield path
            del targets[path[-2]][path[-1]]
        else:
            return


def shown_circle(circle: tuple[str, ...]) -> str:
    """A circle for a message, cut where it is long.

    >>> shown_circle(("a", "b", "a"))
    'a → b → a'
    """
    return " → ".join(circle if len(circle) <= _SHOWN else (*circle[: _SHOWN - 2], "…", circle[-1]))


def topological_order(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """The nodes of a graph without circles, each after those it points to, otherwise in the order of the graph.

    >>> topological_order({"a": ["c"], "b": [], "c": ["b"]})
    ['b', 'c', 'a']
    """
    placed: dict[str, None] = {}
    todo = [*graph][::-1]
    while todo:
        needed = next((node for node in graph[todo[-1]] if node not in placed), None)
        if needed is None:
            placed[todo.pop()] = None
        else:
            todo.append(needed)
    return list(placed)


Key = tuple[str, str]
"""A subject and one of its attributes."""


def check_concluded_once(files: Sequence[InstrumentFile]) -> None:
    """Note every attribute that two rule sets conclude for the same subject."""
    seen: dict[Key, Place] = {}
    for file in files:
        for about in file.outlines.values():
            subject, name = key = about.subject, about.attribute.name
            if key in seen:
                vi = f"“{name}” của {subject} đã được kết luận ở {seen[key]}"
                file.reader.report(about.place, vi, f"“{name}” of {subject} is concluded already at {seen[key]}")
            seen.setdefault(key, about.place)


def derived_attributes(file: InstrumentFile, files: Mapping[str, InstrumentFile]) -> dict[str, dict[str, Attribute]]:
    """By subject the derived attributes that a file may use: its own, and those it uses of others."""
    derived: dict[str, dict[str, Attribute]] = {}
    for about in file.outlines.values():
        if about.sound:
            derived.setdefault(about.subject, {})[about.attribute.name] = about.attribute
    for name, (number, place) in file.uses.items():
        if number not in files:
            file.broken.add(name)  # said already why it is not there
            continue
        other = files[number]
        outlines = [about for about in other.outlines.values() if about.attribute.name == name]
        for about in outlines:
            if about.sound:
                derived.setdefault(about.subject, {})[name] = about.attribute
        if not outlines and name not in other.broken:
            _not_concluded(file, other, name, place)
        if not outlines:  # whichever was meant, it is not blamed where it is used
            file.broken |= {name, *(about.attribute.name for about in other.outlines.values())}
        elif name in other.broken:
            file.broken.add(name)
    return derived


def _not_concluded(file: InstrumentFile, other: InstrumentFile, name: str, place: Place) -> None:
    names = list(dict.fromkeys(about.attribute.name for about in other.outlines.values()))
    vi, en = f"{other.number} không kết luận “{name}”", f"{other.number} does not conclude “{name}”"
    words = joined_names(names)
    file.reader.report(place, vi, en, Text(words, words), closest(name, names))


@attrs.frozen
class FileDependencies:
    """The attributes and named values that the conditions of one file read."""

    scope: Scope
    values: Mapping[str, Threshold]

    def leaves(self, condition: Condition, subject: str) -> Iterator[tuple[str, Leaf]]:
        """Every leaf of a condition that fits a kind of subject, with the kind that it is about."""
        inner = by_kind(self.scope.vocabulary)
        return ((kind, leaf) for kind, leaf, _ in walk(condition, subject, inner))

    def needs(self, rule_set: RuleSet) -> dict[Key, None]:
        """The attributes, by subject, that a rule set reads, those of the variants of its thresholds among them."""
        needed: dict[Key, None] = {}
        done: set[Key] = set()
        todo = [pair for rule in rule_set.rules for pair in self.leaves(rule.when, rule_set.subject)]
        while todo:
            subject, leaf = todo.pop()
            needed |= dict.fromkeys((subject, name) for name in attributes_in(leaf))
            for name in names_in(leaf):
                if (subject, name) not in done:
                    done.add((subject, name))
                    variants = self.values[name].variants if name in self.values else ()
                    todo += [pair for variant in variants for pair in self.leaves(variant.when, subject)]
        return needed

    def fits(self, condition: Condition, subject: str, other: str) -> bool:
        """True where a condition read for one kind of subject means the same for another."""
        if isinstance(condition, Related):
            owner = self.scope.vocabulary.owner(subject, condition.relation)
            return owner is not None and owner == self.scope.vocabulary.owner(other, condition.relation)
        if isinstance(condition, Leaf):
            mine, theirs = self.scope.attributes[subject], self.scope.attributes[other]
            if any(not _alike(mine.get(name), theirs.get(name)) for name in attributes_in(condition)):
                return False
            if isinstance(condition.observed, Count):
                relations = [self.scope.vocabulary[kind].relations for kind in (subject, other)]
                name = condition.observed.relation
                return name in relations[0] and relations[0][name].subject == relations[1][name].subject
        return all(self.fits(child, subject, other) for child in children(condition))


def _alike(attribute: Attribute | None, other: Attribute | None) -> bool:
    return (
        attribute is not None and other is not None and (attribute.type, attribute.domain) == (other.type, other.domain)
    )


def check_variants(
    file: InstrumentFile, rule_sets: Sequence[RuleSet], reach: FileDependencies, subjects: Mapping[str, str]
) -> None:
    """Note every use of a named value for a subject that its variants do not fit."""
    for rule_set in rule_sets:
        for rule in rule_set.rules:
            for subject, leaf in reach.leaves(rule.when, rule_set.subject):
                for name in names_in(leaf):
                    variants = reach.values[name].variants if name in reach.values else ()
                    if all(reach.fits(variant.when, subject, subjects[name]) for variant in variants):
                        continue
                    word = name.rpartition(" ")[2]
                    vi = f"“{word}” có trường hợp không xét được cho {subject}"
                    file.reader.report(leaf.place, vi, f"“{word}” has a variant that does not fit {subject}")


def sort_rule_sets(
    rule_sets: Sequence[RuleSet], reaches: Mapping[str, FileDependencies], problems: list[Problem]
) -> list[RuleSet]:
    """The rule sets, each after those that it needs; a circle is a problem."""
    named = {rule_set.name: rule_set for rule_set in rule_sets}
    concluding = {(rule_set.subject, rule_set.concludes.name): rule_set.name for rule_set in rule_sets}
    graph: dict[str, list[str]] = {}
    for rule_set in rule_sets:
        needed = sorted(reaches[rule_set.instrument].needs(rule_set))
        graph[rule_set.name] = [concluding[key] for key in needed if key in concluding]
    found_circles = list(circles(graph))
    for circle in found_circles:
        path = shown_circle(circle)
        what = Text(f"kết luận vòng tròn: {path}", f"conclusions in a circle: {path}")
        problems.append(Problem(named[circle[0]].place, what))
    return list(rule_sets) if found_circles else [named[name] for name in topological_order(graph)]


def check_circular_values(
    file: InstrumentFile, values: Mapping[str, Threshold], reach: FileDependencies, subjects: Mapping[str, str]
) -> None:
    """Note named values whose variants depend on themselves."""
    graph: dict[str, list[str]] = {}
    for name, threshold in values.items():
        leaves = [leaf for variant in threshold.variants for _, leaf in reach.leaves(variant.when, subjects[name])]
        graph[name] = [word for leaf in leaves for word in names_in(leaf)]
    for circle in circles(graph):
        path = shown_circle(tuple(name.rpartition(" ")[2] for name in circle))
        place = values[circle[0]].place
        file.reader.report(place, f"giá trị vòng tròn: {path}", f"named values in a circle: {path}")
