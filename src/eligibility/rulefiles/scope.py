"""Scopes: what the conditions of one file may speak of."""

from collections.abc import Mapping, Set as AbstractSet
from functools import cached_property

import attrs

from eligibility.model import Attribute, SubjectType, Type


@attrs.frozen(slots=False)
class Scope:
    """What conditions may speak of: the vocabulary, the derived attributes by subject, and the owner's named values.

    A name in `broken` is one whose own definition is wrong: what speaks of it is not blamed for that. Nor is any
    unknown name where all is `lenient`.
    """

    vocabulary: Mapping[str, SubjectType]
    derived: Mapping[str, Mapping[str, Attribute]] = attrs.field(factory=dict)
    named: Mapping[str, Type] = attrs.field(factory=dict)
    owner: str = ""
    broken: AbstractSet[str] = frozenset()
    lenient: bool = False

    @cached_property
    def attributes(self) -> Mapping[str, Mapping[str, Attribute]]:
        """By subject all attributes, derived ones among them."""
        return {name: {**kind.attributes, **self.derived.get(name, {})} for name, kind in self.vocabulary.items()}

    @cached_property
    def above(self) -> Mapping[str, Mapping[str, str]]:
        """By subject, and by the name under which it knows them, the kinds of subject that it belongs to."""
        found: dict[str, dict[str, str]] = {name: {} for name in self.vocabulary}
        for kind in self.vocabulary.values():
            for relation in kind.relations.values():
                found[relation.subject][relation.back] = kind.name
        return found

    def forgives(self, name: str) -> bool:
        """Whether an unknown name is somebody else's mistake."""
        return self.lenient or name in self.broken
