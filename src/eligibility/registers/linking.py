"""ParentIndex: which subject a row belongs to, by its code or by its names from the widest area down."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from eligibility.communes import full_name, may_be_same_unit, plain_name
from eligibility.model import UNKNOWN, Given, Relation, SubjectType, Type, format_value
from eligibility.registers.parsing import EVERYTHING, ParsedSubject
from eligibility.sources import Problem, Text


@attrs.define(eq=False)
class ParentIndex:
    """The subjects of one kind by code and by name.

    `alone` says that no table names them: then a row that belongs to one says what is known of it. `doubtful` says
    that some of them could not be read, so that one not found may be one of those.
    """

    kind: SubjectType
    relation: Relation
    subjects: list[ParsedSubject]
    alone: bool
    doubtful: bool
    problems: list[Problem]
    by_code: dict[str, ParsedSubject] = attrs.field(init=False, factory=dict)
    by_name: dict[str, list[ParsedSubject]] = attrs.field(init=False, factory=lambda: defaultdict(list))

    def __attrs_post_init__(self) -> None:
        for parsed in self.subjects:
            self.enter(parsed)

    def enter(self, parsed: ParsedSubject) -> None:
        """Make a subject known by its code and its name."""
        if isinstance(code := parsed.values.get("code"), str):
            self.by_code.setdefault(code, parsed)
        if isinstance(name := parsed.values.get("name"), str):
            self.by_name[plain_name(name)].append(parsed)

    def attach(self, members: Iterable[ParsedSubject]) -> None:
        """Give each member to the one subject that its row names."""
        for member in members:
            link = self.link(member)
            owners = self.find(link)
            if not owners and self.alone and link:
                owners = [self.made(member, link)]
            if len(owners) != 1:
                self.astray(member, link, owners)
            elif self.agrees(member, link, owners[0]):
                owners[0].members.setdefault(self.relation.name, []).append(member)

    def link(self, member: ParsedSubject) -> dict[str, Given]:
        """The values by which a row refers to its owner."""
        code = member.values.get(f"{self.kind.name}_code", UNKNOWN)
        return member.link if code is UNKNOWN else {**member.link, "code": code}

    def find(self, link: Mapping[str, Given]) -> list[ParsedSubject]:
        """The subjects that a row may mean: those that write their name just so before all others."""
        code, name = link.get("code"), link.get("name")
        if isinstance(code, str) and code in self.by_code:
            return [self.by_code[code]]
        if not isinstance(name, str):
            return []
        near = [parsed for parsed in self.by_name.get(plain_name(name), ()) if self.fits(parsed, link)]
        return [parsed for parsed in near if full_name(str(parsed.values["name"])) == full_name(name)] or near

    def fits(self, parsed: ParsedSubject, link: Mapping[str, Given]) -> bool:
        """True where a subject's code and names are those that a row gives, as far as both are known."""
        return not any(True for _ in self.differing(parsed, link, (Type.TEXT, Type.CODE)))

    def differing(self, parsed: ParsedSubject, link: Mapping[str, Given], types: tuple[Type, ...]) -> Iterable[str]:
        """The attributes of which a row says something else than is known of the subject."""
        for name, said in link.items():
            value: Any = parsed.values.get(name, UNKNOWN)
            attribute = self.kind.attributes[name]
            if value is UNKNOWN or attribute.type not in types or value == said:
                continue
            if attribute.type is not Type.TEXT or not may_be_same_unit(str(said), value):
                yield name

    def agrees(self, member: ParsedSubject, link: dict[str, Given], owner: ParsedSubject) -> bool:
        """True where a row and its owner do not contradict; an owner without a table learns from each of its rows."""
        different = list(self.differing(owner, link, tuple(Type)))
        for name in different:
            value, said = format_value(owner.values[name]), format_value(link[name])
            place = owner.record.at(name)
            what = Text(
                f"{name} của {self.kind.title.vi.lower()} này là {said}, nơi khác ghi {value} ({place})",
                f"{name} of this {self.kind.title.en.lower()} is {said}, but {value} elsewhere ({place})",
            )
            self.problems.append(Problem(member.record.at(self.heading(name)), what))
        if self.alone and not different:
            owner.values |= {name: said for name, said in link.items() if name not in owner.values}
        return not different

    def made(self, member: ParsedSubject, link: dict[str, Given]) -> ParsedSubject:
        """A subject made from what a row says of it."""
        evidence = {EVERYTHING: member.evidence[EVERYTHING]}
        sources = {name: source for name, source in member.sources.items() if name == EVERYTHING}
        owner = ParsedSubject(member.record, dict(link), evidence=evidence, sources=sources)
        self.subjects.append(owner)
        self.enter(owner)
        return owner

    def astray(self, member: ParsedSubject, link: Mapping[str, Given], owners: list[ParsedSubject]) -> None:
        """Note a row that names no subject, or several."""
        vi, en = self.kind.title.vi.lower(), self.kind.title.en.lower()
        place = member.record.at(self.heading("code" if "code" in link else "name"))
        if owners:
            what = Text(f"nhiều {vi} có tên như dòng này nêu", f"several could be the {en} that this row names")
            self.problems.append(Problem(place, what, Text(f"mã {vi}", f"the {en}'s code")))
        elif not link:
            self.problems.append(Problem(place, none_named(self.kind)))
        elif not self.doubtful:
            near = self.by_name.get(plain_name(str(link.get("name", ""))), [])
            suggestion = str(near[0].values["name"]) if near else None
            self.problems.append(Problem(place, none_such(self.kind), None, suggestion))

    def heading(self, name: str) -> str:
        """The heading under which a row says this of the subject that it belongs to."""
        return {"code": f"{self.kind.name}_code", "name": self.kind.name}.get(name, name)


def none_named(kind: SubjectType) -> Text:
    """The text that a row names no owner of this kind."""
    return Text(f"dòng không nêu {kind.title.vi.lower()} nào", f"the row names no {kind.title.en.lower()}")


def none_such(kind: SubjectType) -> Text:
    """The text that the owner of this kind that a row names does not exist."""
    vi, en = kind.title.vi.lower(), kind.title.en.lower()
    return Text(f"không có {vi} nào như dòng này nêu", f"no {en} is the one that this row names")
