"""Facts: what is known of a subject, and on what evidence."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from weakref import WeakValueDictionary

import attrs

from eligibility.model.annexes import AppliedAnnexes
from eligibility.model.attributes import Attribute
from eligibility.model.validation import check, naming_of
from eligibility.model.values import UNKNOWN, Choice, Evidence, OneOf, Type
from eligibility.model.vocabulary import MADE, METADATA, Relation, SubjectType
from eligibility.sources import FactError, Place, Problem, Text, closest


def fact(type_: Type, vi: str, en: str, **more: Any) -> Any:  # noqa: ANN401 - a field of any type
    """A field of a subject: unknown unless given, described in both languages."""
    return attrs.field(default=UNKNOWN, metadata={METADATA: Attribute("", Text(vi, en), type_, **more)})


def _listed(members: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(members) if isinstance(members, list) else members  # type: ignore[return-value] # `check` sees to it


def members(relation: Relation) -> Any:  # noqa: ANN401
    """A field of a subject: the subjects that are its parts, in a tuple or a list; none unless given."""
    return attrs.field(default=(), converter=_listed, metadata={METADATA: relation})


_MADE: Final[WeakValueDictionary[object, type[Any]]] = WeakValueDictionary()


def declare(kind: SubjectType, cls_name: str) -> SubjectType:
    """The kind of subject with an attrs class made for it, so that declared facts are like any others.

    The same declaration gives the same class as long as that is in use, also where it comes from another process.
    """
    key = (cls_name, kind.name, kind.title, *kind.attributes.items(), *kind.relations.items())
    cls = _MADE.get(key)
    return attrs.evolve(kind, cls=_MADE.setdefault(key, _made(kind, cls_name)) if cls is None else cls)


def _made(kind: SubjectType, cls_name: str) -> type[Any]:
    fields: dict[str, Any] = {}
    for name, attribute in kind.attributes.items():
        fields[name] = attrs.field(default=UNKNOWN, metadata={METADATA: attribute})
    for relation in kind.relations.values():
        fields |= {relation.name: members(relation), relation.complete: attrs.field(default=False)}

    def reduced(subject: object) -> tuple[Any, ...]:
        values = {name: getattr(subject, name) for name in fields}
        return _again, (attrs.evolve(kind, cls=object), cls_name, values)

    body = {"__attrs_post_init__": check, "__module__": __name__, "__doc__": kind.title.en, "__reduce__": reduced}
    made: type[Any] = attrs.make_class(
        cls_name, fields, frozen=True, kw_only=True, slots=True, class_body={**body, MADE: (declare, cls_name)}
    )
    return made


def _again(kind: SubjectType, cls_name: str, values: Mapping[str, Any]) -> object:
    """A pickled subject of a declared kind."""
    return declare(kind, cls_name).cls(**values)


@attrs.frozen
class Facts:
    """A subject with the evidence and source of each of its values.

    `evidence` and `sources` are by attribute; `*` speaks for every attribute not named. `answers` are values
    of derived attributes that somebody found out, for subjects that the rules leave undetermined. `members` are
    the facts of related subjects by relation, one for each member of the relation, in its order.
    """

    subject: Any
    evidence: Mapping[str, Evidence] = attrs.field(factory=dict)
    sources: Mapping[str, str] = attrs.field(factory=dict)
    answers: Mapping[str, Choice | OneOf] = attrs.field(factory=dict)
    members: Mapping[str, tuple["Facts", ...]] = attrs.field(factory=dict)
    annexes: AppliedAnnexes | None = attrs.field(default=None, eq=False, repr=False)

    @classmethod
    def of(
        cls,
        subject: object,
        evidence: str | Evidence | Mapping[str, str | Evidence] = Evidence.UNSTATED,
        *,
        sources: Mapping[str, str] | None = None,
        answers: Mapping[str, Choice | OneOf] | None = None,
        **members: Iterable["Facts"],
    ) -> "Facts":
        """The facts of a subject, with one level of evidence for all or one for each attribute.

        Raises `FactError` where a relation, or an attribute with evidence of its own, is none of the subject's, or
        where the members of a relation are others than the subject's own.

        >>> from eligibility.communes import Commune
        >>> Facts.of(Commune(code="07615"), evidence={"code": "official"}).level("code").key
        'official'
        """
        levels = evidence if isinstance(evidence, Mapping) else {"*": evidence}
        stated = [name for name in levels if name != "*" and name not in (answers or {})]
        _refuse_strange(subject, (*stated, *members))
        groups = {relation: tuple(facts) for relation, facts in members.items()}
        _refuse_others(subject, groups)
        return cls(
            subject,
            {name: Evidence.named(level) for name, level in levels.items()},
            dict(sources or {}),
            dict(answers or {}),
            groups,
        )

    def after(self, annexes: AppliedAnnexes) -> "Facts":
        """The same facts, to which these annexes were applied."""
        return Facts(self.subject, self.evidence, self.sources, self.answers, self.members, annexes)

    def level(self, attribute: str) -> Evidence:
        """The level of evidence of this attribute's value."""
        return self.evidence.get(attribute, self.evidence.get("*", Evidence.UNSTATED))

    def source(self, attribute: str) -> str:
        """The source of this attribute's value; empty where none is stated."""
        return self.sources.get(attribute, self.sources.get("*", ""))


def _refuse_strange(subject: object, names: Iterable[str]) -> None:
    """Refuse names that are not an attribute or relation of the subject: a typo would be silently ignored."""
    kind = type(subject)
    field_names = [field.name for field in attrs.fields(kind)] if attrs.has(kind) else None
    problems = [
        Problem(
            Place(kind.__name__, column=name),
            Text(f"không có “{name}”", f"no “{name}”"),
            None,
            closest(name, field_names),
        )
        for name in names
        if field_names is not None and name not in field_names
    ]
    if problems:
        raise FactError(problems)


def _refuse_others(subject: object, members: Mapping[str, tuple[Facts, ...]]) -> None:
    """Refuse facts of members other than the subject's own: they would be decided instead of these."""
    expected = Text("một cho mỗi thành viên, theo thứ tự của chúng", "one for each member, in their order")
    problems: list[Problem] = []
    for relation, group in members.items():
        subjects, place = getattr(subject, relation), Place(type(subject).__name__, column=relation)
        if len(subjects) != len(group):
            what = Text(
                f"dữ kiện của {len(group)} thành viên, đối tượng có {len(subjects)}",
                f"facts of {len(group)}, where the subject has {len(subjects)}",
            )
            problems.append(Problem(place, what, expected))
            continue
        for number, (member, facts) in enumerate(zip(subjects, group, strict=True), 1):
            if member != facts.subject:
                what = Text(
                    f"thành viên thứ {number} không phải của đối tượng", f"member {number} is not the subject's"
                )
                problems.append(Problem(place, what, expected))
    if problems:
        raise FactError(problems)


def identity(subject: object, within: object = None) -> str:
    """Identifier of a subject in decisions: its code, or its names where no code is known.

    >>> from eligibility.communes import Commune
    >>> identity(Commune(code="07615")), identity(Commune(district="Tri Tôn", name="Xã An Tức"))
    ('07615', 'Tri Tôn/Xã An Tức')
    """
    code = getattr(subject, "code", UNKNOWN)
    if isinstance(code, str):
        return code
    names = [getattr(subject, name) for name in naming_of(type(subject))]
    path = "/".join(name for name in names if isinstance(name, str)) or "?"
    return f"{identity(within)}/{path}" if within is not None else path
