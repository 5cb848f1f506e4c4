"""The vocabulary: kinds of subject with their attributes and relations, and which kind is a part of which."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs

from eligibility.model.attributes import Attribute
from eligibility.sources import Text


@attrs.frozen
class Relation:
    """A relation from a subject to the many that are its parts (`members`), and back to the one (`group`)."""

    name: str
    title: Text
    subject: str
    back: str

    @property
    def complete(self) -> str:
        """The attribute that says that every member is given."""
        return f"{self.name}_complete"


def naming(attributes: Mapping[str, Attribute]) -> tuple[str, ...]:
    """Attributes that identify a subject without a code, the narrowest last."""
    apart = tuple(name for name, attribute in attributes.items() if attribute.distinguishes)
    return (*apart, *(["name"] if "name" in attributes else []))


@attrs.frozen
class SubjectType:
    """A kind of subject: its attributes by name, its relations by name, and the attrs class of its facts."""

    name: str
    title: Text
    attributes: Mapping[str, Attribute]
    relations: Mapping[str, Relation]
    cls: type[Any]

    @property
    def naming(self) -> tuple[str, ...]:
        """The attributes that name a subject without a code, the narrowest last."""
        return naming(self.attributes)

    def __reduce__(self) -> tuple[Any, ...]:
        """A generated class is in no module: it is rebuilt on unpickling."""
        make, cls_name = getattr(self.cls, MADE, (None, ""))
        if make is None:
            return SubjectType, (self.name, self.title, self.attributes, self.relations, self.cls)
        return make, (attrs.evolve(self, cls=object), cls_name)


MADE: Final = "_eligibility_made"
"""Attribute of a generated class that stores its factory and name (for pickling)."""


@attrs.frozen(eq=False)
class Vocabulary(Mapping[str, SubjectType]):
    """The kinds of subject of a law by name, and which kind is a part of which.

    A kind whose members are of another kind is its *owner*; the first owner, in the order of the vocabulary, is its
    parent. A kind that nobody owns is a root, of depth 0.
    """

    kinds: Mapping[str, SubjectType]

    def __getitem__(self, name: str) -> SubjectType:
        return self.kinds[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.kinds)

    def __len__(self) -> int:
        return len(self.kinds)

    def __contains__(self, name: object) -> bool:
        return name in self.kinds

    @cached_property
    def _owners(self) -> Mapping[str, tuple[tuple[SubjectType, Relation], ...]]:
        owners: dict[str, tuple[tuple[SubjectType, Relation], ...]] = {}
        for kind in self.kinds.values():
            for relation in kind.relations.values():
                owners[relation.subject] = (*owners.get(relation.subject, ()), (kind, relation))
        return owners

    def owners(self, kind: str) -> tuple[tuple[SubjectType, Relation], ...]:
        """Every kind with members of this kind, and the relation between them."""
        return self._owners.get(kind, ())

    def owner(self, kind: str, back: str) -> str | None:
        """The kind that this one belongs to under the name `back`."""
        return next((upper.name for upper, relation in self.owners(kind) if relation.back == back), None)

    def parent(self, kind: str) -> tuple[SubjectType, Relation] | None:
        """The kind that this one is a part of, and the relation by which it is; None for a root."""
        return next(iter(self.owners(kind)), None)

    def ancestors(self, kind: str) -> Iterator[tuple[SubjectType, Relation]]:
        """The parent, its parent, and so on up to the root, each with the relation to its part."""
        while upper := self.parent(kind):
            yield upper
            kind = upper[0].name

    def root(self, kind: str) -> str:
        """The topmost ancestor; the kind itself where it has none."""
        return next((upper.name for upper, _ in [*self.ancestors(kind)][::-1]), kind)

    def depth(self, kind: str) -> int:
        """The number of ancestors."""
        return sum(1 for _ in self.ancestors(kind))

    def descendants(self, kind: str) -> Iterator[str]:
        """The kinds of its members, of their members, and so on."""
        for relation in self.kinds[kind].relations.values():
            yield relation.subject
            yield from self.descendants(relation.subject)


def vocabulary_of(kinds: Mapping[str, SubjectType]) -> Vocabulary:
    """The vocabulary of these kinds of subject; a vocabulary is returned unchanged."""
    return kinds if isinstance(kinds, Vocabulary) else Vocabulary(kinds)


METADATA: Final = "eligibility"
"""Metadata key of an attrs field for its `Attribute` or `Relation`."""


def attributes_of(cls: type[Any]) -> Iterator[Attribute]:
    """The attributes that the fields of an attrs class declare."""
    for field in attrs.fields(cls):
        attribute = field.metadata.get(METADATA)
        if isinstance(attribute, Attribute):
            yield attrs.evolve(attribute, name=field.name) if attribute.name != field.name else attribute


def relations_of(cls: type[Any]) -> Iterator[Relation]:
    """The relations that the fields of an attrs class declare."""
    for field in attrs.fields(cls):
        if isinstance(relation := field.metadata.get(METADATA), Relation):
            yield relation
