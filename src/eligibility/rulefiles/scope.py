"""Scopes: what the conditions of one file may speak of."""

from collections.abc import Mapping, Set as AbstractSet
from functools import cached_property

import attrs

from eligibility.model import Attribute, Type, Vocabulary, vocabulary_of


@attrs.frozen(slots=False)
class Scope:
    """What conditions may speak of: the vocabulary, the derived attributes by subject, and the owner's named values.

    A name in `broken` is one whose own definition is wrong: what speaks of it is not blamed for that. Nor is any
    unknown name where all is `lenient`.
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
        """Whether an unknown name is somebody else's mistake."""
        return self.lenient or name in self.broken
