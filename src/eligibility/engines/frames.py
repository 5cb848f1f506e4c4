"""Frames: the facts of a subject and of its parts in numbered slots, as engines read them.

A frame is a list: its parent's frame, the subject, its `Facts` (or None), then a slot for each attribute that a rule
reads or concludes, for each relation that a rule counts, and for the trace of each rule set. The parent's frame is None
where no rule reads it, until `link_parents`. A slot contains for:

- yes/no, choice, derived: a bit for each value of the domain that it may have (unknown: all of them);
- count: an int; quantity, share: whole millionths; text, code: a str; None where unknown;
- date: its ordinal; 0 for the law's none; None where unknown.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from eligibility.engines.functions import compiled
from eligibility.model import (
    UNKNOWN,
    Attribute,
    Completeness,
    Condition,
    Count,
    Evidence,
    Facts,
    Law,
    Related,
    Relation,
    RuleSet,
    SubjectType,
    Type,
    attributes_in,
    bits_of,
    decode,
    encode,
    full_mask,
    mask_of,
    scaled,
    walk,
)

Slot = Any
Frame = list[Slot]
PARENT, SUBJECT, FACTS, FIRST = 0, 1, 2, 3


@attrs.define(eq=False)
class FrameLayout:
    """The slots of the frames of one kind of subject: by name of an attribute, a relation and a rule set.

    `reads_parent` is set where a rule reads the subject that this one belongs to.
    """

    kind: SubjectType
    parent: "FrameLayout | None"
    reads_parent: bool = False
    slots: dict[str, int] = attrs.field(factory=dict)
    attributes: dict[str, Attribute] = attrs.field(factory=dict)
    members: dict[str, tuple[int, "FrameLayout"]] = attrs.field(factory=dict)
    traces: dict[str, int] = attrs.field(factory=dict)
    size: int = FIRST

    def _take(self, slots: int) -> int:
        self.size += slots
        return self.size - slots

    def need(self, attribute: Attribute) -> None:
        """Give the attribute a slot."""
        if attribute.name not in self.slots:
            self.slots[attribute.name] = self._take(1)
            self.attributes[attribute.name] = attribute

    def relate(self, relation: Relation, kind: SubjectType) -> "FrameLayout":
        """Give a relation two slots, its members and the member nobody listed; return the members' layout."""
        if relation.name not in self.members:
            self.members[relation.name] = (self._take(2), FrameLayout(kind, self))
        return self.members[relation.name][1]

    def trace(self, rule_set: RuleSet) -> None:
        """Give a rule set two slots: the outcomes of its leaves, and its conclusion."""
        self.traces[rule_set.name] = self._take(2)

    def walk(self) -> Iterator["FrameLayout"]:
        """This layout and those of its members."""
        yield self
        for _, layout in self.members.values():
            yield from layout.walk()


def layout_of(law: Law, subject: str, extra: tuple[Condition, ...] = ()) -> FrameLayout:
    """The layout of everything that has to be read to decide this kind of subject, from the top down.

    `extra` are conditions on the subject beside those of the rules.
    """
    root = FrameLayout(law.vocabulary[law.vocabulary.root(subject)], None)
    target = root
    for _, relation in [*law.vocabulary.ancestors(subject)][::-1]:
        target = target.relate(relation, law.vocabulary[relation.subject])
    for condition in extra:
        _need(law, target, condition)
    _close(law, root)
    return root


def _close(law: Law, root: FrameLayout) -> None:
    """Add what the rule sets read until nothing new is read."""
    done: set[tuple[int, str]] = set()
    while True:
        todo = [
            (layout, rule_set)
            for layout in root.walk()
            for rule_set in law.of(layout.kind.name)
            if (id(layout), rule_set.name) not in done
        ]
        if not todo:
            return
        for layout, rule_set in todo:
            done.add((id(layout), rule_set.name))
            layout.need(rule_set.concludes)
            layout.trace(rule_set)
            for rule in rule_set.rules:
                _need(law, layout, rule.when)


def _need(law: Law, layout: FrameLayout, condition: Condition) -> None:
    def inner(layout: FrameLayout, node: Related | Count) -> FrameLayout | None:
        if isinstance(node, Related):
            layout.reads_parent = True
            return layout.parent
        relation = layout.kind.relations[node.relation]
        return layout.relate(relation, law.vocabulary[relation.subject])

    for read, leaf, _ in walk(condition, layout, inner, law.thresholds):
        for name in attributes_in(leaf):
            attribute = law.attribute(read.kind.name, name)
            assert attribute is not None, name  # the checker has seen to it
            read.need(attribute)


Reader = Callable[[Any, Frame | None, Facts | None], Frame]
Unlisted = Callable[[str], Callable[[Any], Mapping[str, Completeness]] | None]
"""By kind of member the values, by attribute, that are certain of one that nobody listed, given its subject."""


def nothing_certain(_: str) -> None:
    """Leave all unknown of a member that nobody listed."""


def frame_reader(law: Law, layout: FrameLayout, unlisted: Unlisted = nothing_certain) -> Reader:
    """A function from a subject to its frame, written for this layout and compiled once."""
    names: dict[str, Any] = {"UNKNOWN": UNKNOWN, "scaled": scaled, "mask_of": mask_of}
    lines = [f"    f = {_display(law, layout, 'parent, o, facts', 'o', names)}"]
    for number, (relation, (slot, member)) in enumerate(layout.members.items()):
        parent = "f" if member.reads_parent else "None"
        if member.members:
            names[f"r{number}"] = frame_reader(law, member, unlisted)
            plain, with_facts = f"r{number}(m, {parent}, None)", f"r{number}(m.subject, {parent}, m)"
        else:  # written out: a call for each member would cost as much as what it does
            plain = _display(law, member, f"{parent}, m, None", "m", names)
            with_facts = _display(law, member, f"{parent}, o, m", "o", names)
        names[f"u{number}"] = _unlisted_member(member, unlisted)
        lines += [
            f"    listed = None if facts is None else facts.members.get({relation!r})",
            "    if listed is None:",
            f"        f[{slot}] = [{plain} for m in o.{relation}]",
            "    else:",
            f"        f[{slot}] = [{with_facts} for m in listed for o in (m.subject,)]",
            f"    if o.{relation}_complete is not True:",
            f"        f[{slot + 1}] = u{number}(f)",
        ]
    return compiled("read", "o, parent, facts", [*lines, "    return f"], names, f"frame of {layout.kind.name}")


def _display(law: Law, layout: FrameLayout, head: str, var: str, names: dict[str, Any]) -> str:
    """The list that makes a frame of the subject with this variable name."""
    cells = [head, *["None"] * (layout.size - FIRST)]
    for name, slot in layout.slots.items():
        attribute = layout.attributes[name]
        derived = law.concluding(layout.kind.name, name) is not None
        value = f"{var}.{name}" if hasattr(layout.kind.cls, name) else f"getattr({var}, {name!r}, UNKNOWN)"
        cells[slot - FIRST + 1] = str(full_mask(attribute.domain)) if derived else _cell(attribute, value, names)
    return f"[{', '.join(cells)}]"


def _cell(attribute: Attribute, value: str, names: dict[str, Any]) -> str:
    """The expression that encodes an attribute's value for its slot."""
    if attribute.type.finite:
        table, domain = f"m{len(names)}", f"d{len(names)}"
        names[domain] = attribute.domain
        names[table] = bits_of(attribute.domain)
        full = full_mask(attribute.domain)
        # Not by the table: the hash of an enumeration's member is a call.
        return f"{full} if (x := {value}) is UNKNOWN else {table}.get(x) or mask_of(x, {domain})"
    prefix = f"None if (x := {value}) is UNKNOWN else "
    if attribute.type is Type.DATE:
        return prefix + "0 if x is None else x.toordinal()"
    return prefix + ("scaled(x)" if attribute.type in (Type.QUANTITY, Type.SHARE) else "x")


def _unlisted_member(layout: FrameLayout, unlisted: Unlisted) -> Callable[[Frame], Frame]:
    """A function that makes the frame of the member nobody listed: unknown but for the values that are certain."""
    certain = unlisted(layout.kind.name)
    blank: Frame = [None] * layout.size
    for name, slot in layout.slots.items():
        blank[slot] = encode(layout.attributes[name], UNKNOWN)
    below = [(slot, _unlisted_member(member, unlisted)) for slot, member in layout.members.values()]

    def make(parent: Frame) -> Frame:
        frame = blank.copy()
        frame[PARENT] = parent if layout.reads_parent else None
        if certain:
            values = {name: value for name, value in certain(parent[SUBJECT]).items() if name in layout.slots}
            for name, value in values.items():
                frame[layout.slots[name]] = encode(layout.attributes[name], value.absent)
            if values:
                evidence = {name: value.evidence for name, value in values.items()}
                frame[FACTS] = Facts(None, evidence, {name: value.source for name, value in values.items()})
        for slot, inner in below:
            frame[slot], frame[slot + 1] = [], inner(frame)
        return frame

    return make


def evidence_of(frame: Frame, name: str) -> Evidence:
    """The evidence of an attribute's value in this frame."""
    facts: Facts | None = frame[FACTS]
    return Evidence.UNSTATED if facts is None else facts.level(name)


def source_of(frame: Frame, name: str) -> str:
    """The source of an attribute's value in this frame."""
    facts: Facts | None = frame[FACTS]
    return "" if facts is None else facts.source(name)


def members_of(frame: Frame, slot: int) -> list[Frame]:
    """The frames of the members of a relation, that of the member nobody listed last."""
    return [*frame[slot], frame[slot + 1]] if frame[slot + 1] else frame[slot]


def copy_frame(layout: FrameLayout, frame: Frame, parent: Frame | None = None) -> Frame:
    """A copy of a frame and its members', whose slots may be changed."""
    copy = frame.copy()
    copy[PARENT] = parent
    for slot, member in layout.members.values():
        copy[slot] = [copy_frame(member, inner, copy) for inner in frame[slot]]
        if frame[slot + 1] is not None:
            copy[slot + 1] = copy_frame(member, frame[slot + 1], copy)
    return copy


def link_parents(layout: FrameLayout, frame: Frame) -> None:
    """Refer from each member's frame to the frame of the subject that it belongs to."""
    for slot, member in layout.members.values():
        for inner in members_of(frame, slot):
            inner[PARENT] = frame
            link_parents(member, inner)


def unlink_parents(layout: FrameLayout, frame: Frame) -> None:
    """Drop these references, so that frames are freed at once and leave no circles to the garbage collector."""
    for slot, member in layout.members.values():
        if member.reads_parent:
            for inner in members_of(frame, slot):
                inner[PARENT] = None
        if member.members:
            for inner in members_of(frame, slot):
                unlink_parents(member, inner)


def walk_frames(layout: FrameLayout, frame: Frame) -> Iterator[tuple[FrameLayout, Frame]]:
    """The frame and those of its members, the member nobody listed among them."""
    yield layout, frame
    for slot, member in layout.members.values():
        for inner in members_of(frame, slot):
            yield from walk_frames(member, inner)


def facts_by_name(layout: FrameLayout, frame: Frame) -> Mapping[str, Any]:
    """The facts of a frame by name, for a message."""
    return {name: decode(layout.attributes[name], frame[slot]) for name, slot in layout.slots.items()}


def unlisted_members(
    layout: FrameLayout, unlisted: Unlisted = nothing_certain
) -> dict[tuple[str, str], Callable[[Frame], Frame]]:
    """By kind of subject and relation the function that makes the frame of the member nobody listed."""
    return {
        (owner.kind.name, relation): _unlisted_member(member, unlisted)
        for owner in layout.walk()
        for relation, (_, member) in owner.members.items()
    }
