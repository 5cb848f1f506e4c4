"""Validation: subjects made by an application are refused with every reason at once."""

from collections.abc import Callable, Container, Iterator, Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

import attrs

from eligibility.model.attributes import Attribute, format_value, wholes_of
from eligibility.model.values import LARGEST, UNKNOWN, Type
from eligibility.model.vocabulary import attributes_of, naming, relations_of
from eligibility.sources import FactError, Place, Problem, Text

_NUMBERS: Final = frozenset({int, Decimal})


class SubjectValidator:
    """Validation of the objects of one class, compiled once for the class."""

    __slots__ = ("attributes", "fine", "naming", "parts", "relations", "tests", "values")

    def __init__(self, cls: type[Any]) -> None:
        self.attributes = {attribute.name: attribute for attribute in attributes_of(cls)}
        self.naming = naming(self.attributes)
        self.relations = tuple(relations_of(cls))
        names = list(self.attributes)
        self.values = attrgetter(*names, "__class__", "__class__")  # of two names or more it makes a tuple
        self.fine = tuple(_fine(attribute) for attribute in self.attributes.values())
        self.tests = tuple(attribute.rejects for attribute in self.attributes.values())
        self.parts = tuple(
            (position, tuple(names.index(whole) for whole in wholes))
            for position, name in enumerate(names)
            if (wholes := wholes_of(self.attributes, name))
        )

    @classmethod
    def of(cls, kind: type[Any]) -> "SubjectValidator":
        """The validator of a class, cached on the class."""
        validator: SubjectValidator | None = kind.__dict__.get("_eligibility_validator")
        if validator is None:
            validator = cls(kind)
            kind._eligibility_validator = validator  # noqa: SLF001 - ours, on a class that may be made at any time
        return validator

    def passes(self, subject: object) -> bool:
        """True where the object is valid."""
        values = self.values(subject)
        for value, fine, problem in zip(values, self.fine, self.tests, strict=False):
            if value is not UNKNOWN and value not in fine.get(type(value), ()) and problem(value):
                return False
        for part, wholes in self.parts:
            if type(values[part]) in _NUMBERS:
                for whole in wholes:
                    if type(values[whole]) in _NUMBERS and values[part] > values[whole]:
                        return False
        return not self.relations or not any(self.astray(subject))

    def astray(self, subject: object) -> Iterator[Problem]:
        """The problems of its related subjects."""
        for relation in self.relations:
            members, complete = getattr(subject, relation.name), getattr(subject, relation.complete)
            if type(members) is not tuple or not all(_is_subject(member) for member in members):
                yield _strange(subject, relation.name, members, Text("các đối tượng", "a tuple of subjects"))
            if type(complete) is not bool:
                yield _strange(subject, relation.complete, complete, Text("True hoặc False", "True or False"))


def naming_of(cls: type[Any]) -> tuple[str, ...]:
    """The attributes that name the subjects of a class where no code is known; none where it is another class."""
    return SubjectValidator.of(cls).naming if attrs.has(cls) else ()


def _fine(attribute: Attribute) -> Mapping[type[Any], Container[Any]]:
    """The values of each type that need no further check, which are most."""
    if attribute.type is Type.COUNT:
        return {int: range(LARGEST + 1)}
    plain = [value for value in attribute.domain if not isinstance(value, Decimal)]
    return {type(value): {other for other in plain if type(other) is type(value)} for value in plain}


def _strange(subject: object, name: str, value: object, expected: Text) -> Problem:
    quoted = f"{name}: {value!r:.60}"
    place = Place(type(subject).__name__, column=name)
    return Problem(place, Text(f"{quoted} không đọc được", f"{quoted} cannot be read"), expected)


def _is_subject(member: object) -> bool:
    return attrs.has(type(member)) and bool(SubjectValidator.of(type(member)).attributes)


def check(subject: object) -> None:
    """Refuse an object whose values are not its attributes', with every reason at once."""
    validator = SubjectValidator.of(type(subject))
    if validator.passes(subject):
        return
    place = Place(type(subject).__name__)
    problems = [
        attribute.invalid(value).at(attrs.evolve(place, column=name))
        for name, attribute in validator.attributes.items()
        if attribute.rejects(value := getattr(subject, name))
    ]
    more = () if problems else excesses(validator.attributes, lambda name: getattr(subject, name))
    problems += [Problem(attrs.evolve(place, column=name), what) for name, what in more]
    raise FactError([*problems, *validator.astray(subject)])


def excesses(attributes: Mapping[str, Attribute], value: Callable[[str], Any]) -> Iterator[tuple[str, Text]]:
    """Every known part that exceeds a known whole, also through parts that are unknown."""
    for name, attribute in attributes.items():
        part = value(name)
        wholes = wholes_of(attributes, name) if type(part) in _NUMBERS else ()
        for other in wholes:
            whole = value(other)
            if type(whole) in _NUMBERS and part > whole:
                title, amount, most = attributes[other].title, format_value(part), format_value(whole)
                vi = f"{attribute.title.vi} ({name}) là {amount}, nhiều hơn {title.vi} ({other}) là {most}"
                yield name, Text(vi, f"{name} is {amount}, more than {other}, which is {most}")
                break  # one contradiction of a part is enough to look at
