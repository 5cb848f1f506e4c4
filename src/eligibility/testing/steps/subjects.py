"""Described subjects: what the steps of a scenario state of a subject, and its facts."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import attrs

from eligibility.model import Evidence, Facts, SubjectType


@attrs.define
class DescribedSubject:
    """A subject as far as a scenario has described it; `within` is the subject that it belongs to."""

    kind: SubjectType
    values: dict[str, Any] = attrs.field(factory=dict)
    evidence: dict[str, Evidence] = attrs.field(factory=dict)
    answers: dict[str, Any] = attrs.field(factory=dict)
    members: dict[str, list["DescribedSubject"]] = attrs.field(factory=dict)
    complete: set[str] = attrs.field(factory=set)
    within: "DescribedSubject | None" = None

    def add(self, other: "DescribedSubject") -> None:
        """Add the values, evidence and answers of another description of the same kind, which prevail."""
        self.values |= other.values
        self.evidence |= other.evidence
        self.answers |= other.answers
        self.complete |= other.complete

    def facts(self) -> Facts:
        """The facts described."""
        if not self.members and not self.complete:
            make: Callable[..., Any] = self.kind.cls
            return Facts(_subject(make, tuple(self.values.items())), dict(self.evidence), {}, dict(self.answers))
        members = {name: tuple(member.facts() for member in group) for name, group in self.members.items()}
        fields = dict(self.values)
        for name, group in members.items():
            fields[name] = tuple(member.subject for member in group)
        for name in self.complete:
            fields[self.kind.relations[name].complete] = True
        return Facts(self.kind.cls(**fields), dict(self.evidence), {}, dict(self.answers), members)


@lru_cache(maxsize=65_536)
def _subject(cls: Callable[..., Any], values: tuple[tuple[str, Any], ...]) -> Any:  # noqa: ANN401 - of any class
    """An object of a class with these values, which is checked when it is made; the same one each time."""
    return cls(**dict(values))
