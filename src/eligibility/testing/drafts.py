"""Drafts: subjects as far as a scenario has described them."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import attrs

from eligibility.facts import Facts
from eligibility.values import Evidence
from eligibility.vocabulary import SubjectType


@attrs.define
class Draft:
    """A subject as far as a scenario has described it; `within` is what it belongs to."""

    kind: SubjectType
    values: dict[str, Any] = attrs.field(factory=dict)
    evidence: dict[str, Evidence] = attrs.field(factory=dict)
    answers: dict[str, Any] = attrs.field(factory=dict)
    members: dict[str, list["Draft"]] = attrs.field(factory=dict)
    complete: set[str] = attrs.field(factory=set)
    within: "Draft | None" = None

    def add(self, more: "Draft") -> None:
        """Say of this subject what another draft of the same kind says."""
        self.values |= more.values
        self.evidence |= more.evidence
        self.answers |= more.answers
        self.complete |= more.complete

    def facts(self) -> Facts:
        """The facts described."""
        if not self.members and not self.complete:
            made: Callable[..., Any] = self.kind.cls
            subject = _subject(made, tuple(self.values.items()))
            return Facts(subject, dict(self.evidence), {}, dict(self.answers))
        members = {name: tuple(one.facts() for one in group) for name, group in self.members.items()}
        fields = dict(self.values)
        for name, group in members.items():
            fields[name] = tuple(one.subject for one in group)
        for name in self.complete:
            fields[self.kind.relations[name].complete] = True
        return Facts(self.kind.cls(**fields), dict(self.evidence), {}, dict(self.answers), members)


@lru_cache(maxsize=65_536)
def _subject(cls: Callable[..., Any], values: tuple[tuple[str, Any], ...]) -> Any:  # noqa: ANN401 - of any class
    """An object of a class with these values, which is checked when it is made; the same one each time."""
    return cls(**dict(values))
