"""Scopes: the names that the conditions of one file may use."""

from collections.abc import Mapping, Set as AbstractSet
from functools import cached_property

import attrs

from eligibility.model import Attribute, Type, Vocabulary, vocabulary_of


@attrs.frozen(slots=False)
class Scope:
    """Names that conditions may use: the vocabulary, derived attributes by subject, and the owner's named values.

    A name in `broken` has a wrong definition: follow-up errors about it are suppressed, and about every unknown name
    where the scope is `lenient`.
    """

    vocabulary: Vocabulary = attrs.field(converter=vocabulary_of)
    derived: Mapping[str, Mapping[str, Attribute]] = attrs.field(factory=dict)
    named: Mapping[str, Type] = attrs.field(factory=dict)
    owner: str = ""
    broken: AbstractSet[str] = frozenset()
    lenient: bool = False

    @cached_property
    def attributes(self) -> Mapping[str, Mapping[str, Attribute]]:
        """By subject all attributes, derived ones among them."""
        return {name: {**kind.attributes, **self.derived.get(name, {})} for name, kind in self.vocabulary.items()}

    def forgives(self, name: str) -> bool:
        """True where an unknown name follows from an error reported elsewhere."""
        return self.lenient or name in self.broken
