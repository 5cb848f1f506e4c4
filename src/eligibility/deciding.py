"""Deciding: every derived attribute of a subject, by two engines that must agree."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

import attrs

from eligibility.conclusions import Conclusion
from eligibility.conditions import Condition
from eligibility.decisions import Decisions, Explanation, Missing
from eligibility.engines import firing
from eligibility.engines.durable import DurableEngine
from eligibility.engines.explaining import Explainer, name_of
from eligibility.engines.frames import Frame, Shape, above, ghosts, reader, shape_of, values_of
from eligibility.engines.tracing import Tracer
from eligibility.errors import FactError, Place, Problem
from eligibility.facts import Facts
from eligibility.listings import Lists, fill
from eligibility.rulesets import Law, RuleSet
from eligibility.texts import Text
from eligibility.values import UNKNOWN, Choice, Evidence

BATCH = 50
"""Subjects that are fired together."""


class Program:
    """A law compiled to decide one kind of subject. Safe in threads: each has a network of its own."""

    def __init__(self, law: Law, subject: str, extra: tuple[Condition, ...] = ()) -> None:
        self.law = law
        self.subject = subject
        self.lists = Lists(law.listings)
        self.shape = shape_of(law, subject, extra)
        self.target = next(shape for shape in self.shape.walk() if shape.kind.name == subject)
        self.read = reader(law, self.shape, self.lists)
        self.tracer = Tracer(law, self.shape)
        self.run = self.tracer.run
        self.rule_sets = {rule_set.concludes.name: rule_set for rule_set in law.of(subject)}
        self.double = firing.available()
        self._local = threading.local()

    @cached_property
    def explainer(self) -> Explainer:
        """What explains the frames of this program."""
        return Explainer(self.tracer, ghosts(self.shape, self.lists))

    def check(self, roots: Sequence[Frame]) -> None:
        """The second entry."""
        if self.double:
            engine: DurableEngine | None = getattr(self._local, "engine", None)
            if engine is None:
                engine = self._local.engine = DurableEngine(self.law, self.shape)
            engine.check(roots)


@attrs.frozen(eq=False)
class Decided:
    """A decided subject: its frame and the program that decided it."""

    program: Program
    root: Frame
    frame: Frame

    @property
    def subject(self) -> str:
        """The subject's code, or its names where it has none."""
        return name_of(self.frame)

    @property
    def double(self) -> bool:
        """Whether durable_rules fired the same rules."""
        return self.program.double

    def conclusion(self, rule_set: RuleSet) -> Conclusion:
        """What the rule set concluded."""
        found: Conclusion = self.frame[self.program.target.traces[rule_set.name] + 1]
        return found

    def values(self, rule_set: RuleSet) -> tuple[Choice, ...]:
        """The values still possible, answers taken into account."""
        attribute = rule_set.concludes
        return values_of(self.frame[self.program.target.slots[attribute.name]], attribute.domain)

    def evidence(self, rule_set: RuleSet) -> Evidence | None:
        """The evidence of the strongest sufficient proof."""
        return self.program.explainer.evidence(self.root, self.program.target, self.frame, rule_set)

    def missing(self, rule_set: RuleSet) -> tuple[Missing, ...]:
        """The unknown facts still in play."""
        return self.program.explainer.missing(self.program.target, self.frame, rule_set)

    def explain(self, rule_set: RuleSet) -> Explanation:
        """Why."""
        return self.program.explainer.explain(self.program.target, self.frame, rule_set)


def program_for(law: Law, subject: str, extra: tuple[Condition, ...] = ()) -> Program:
    """The program of a law for one kind of subject, compiled once."""
    key = f"{subject} {extra!r}" if extra else subject
    found: Program | None = law.memo.get(key)
    return found or law.memo.setdefault(key, Program(law, subject, extra))


def decide(law: Law, subject: Any, within: Any = None) -> Decisions:
    """The decisions on one subject, one for each attribute that the law concludes for it.

    `subject` is an attrs object or its `Facts`; `within` the subject that it belongs to, where that is known (the
    commune of a village). Raises `FactError` where a list says otherwise, `EngineDisagreement` where the engines do.

    >>> from datetime import date
    >>> from eligibility import Commune, load_rules
    >>> rules = load_rules("861/QĐ-TTg", date(2023, 7, 5))
    >>> decide(rules, Commune(listed_region="III", new_rural_since=None))["region"].value
    'III'
    """
    program = program_for(law, kind_of(law, subject))
    root, frame = _frames(program, subject, within)
    program.run(root)
    program.check((root,))
    return Decisions(program.rule_sets, Decided(program, root, frame))


def decide_many(law: Law, subjects: Iterable[Any], subject: str = "") -> Iterator[Decisions]:
    """The decisions on many subjects of one kind, in their order, as a stream."""
    todo = iter(subjects)
    while batch := list(islice(todo, BATCH)):
        program = program_for(law, subject or kind_of(law, batch[0]))
        frames = [_frames(program, one, None) for one in batch]
        for root, _ in frames:
            program.run(root)
        program.check([root for root, _ in frames])
        for root, frame in frames:
            yield Decisions(program.rule_sets, Decided(program, root, frame))


def kind_of(law: Law, subject: Any) -> str:
    """The kind of subject that an object is."""
    found = law.memo.get("kinds")
    if found is None:
        found = law.memo.setdefault("kinds", {kind.cls: kind.name for kind in law.vocabulary.values()})
    cls = type(subject.subject if type(subject) is Facts else subject)
    if cls in found:
        return str(found[cls])
    names = {kind.cls.__name__: kind.name for kind in law.vocabulary.values()}
    if cls.__name__ in names:  # a built-in class where a rule folder declares more of its attributes
        return names[cls.__name__]
    words = ", ".join(names)
    what = Text(f"{cls.__name__} không phải đối tượng", f"{cls.__name__} is no subject")
    raise FactError([Problem(Place(cls.__name__), what, Text(words, words))])


def _frames(program: Program, subject: Any, within: Any) -> tuple[Frame, Frame]:
    """The frame of the topmost subject, and in it that of the subject itself."""
    facts = subject if type(subject) is Facts else None
    if above(program.law, program.subject) is None:
        if program.lists.listings:
            facts = filled(program, subject)
        root = program.read(subject if facts is None else facts.subject, None, facts)
        return root, root
    return _nested(program, facts or Facts(subject), within)


def _nested(program: Program, facts: Facts, within: Any) -> tuple[Frame, Frame]:
    own, chain = facts, program.subject
    while found := above(program.law, chain):
        kind, relation = found
        upper = within if isinstance(within, Facts) else Facts(within or program.law.vocabulary[kind].cls())
        own = attrs.evolve(upper, members={relation.name: (own,)})
        chain, within = kind, None
    root = program.read(own.subject, None, _fill(program, own))
    frame = root
    shape: Shape = program.shape
    while shape is not program.target:
        slot, shape = next(iter(shape.members.values()))
        frame = frame[slot][0]
    return root, frame


def filled(program: Program, subject: Any) -> Facts | None:
    """The facts with what the lists say of them; None where the subject came bare and lists have nothing to add."""
    facts = subject if type(subject) is Facts else None
    own = facts.subject if facts else subject
    for listing in program.law.listings:
        if listing.of == program.subject:
            if getattr(own, listing.gives, None) is UNKNOWN:
                break
        elif listing.rows or listing.totals:
            members = getattr(own, _relation_to(program, listing.of), ())
            if any(getattr(member, listing.gives, None) is UNKNOWN for member in members):
                break
    else:
        return facts
    return _fill(program, facts or Facts(own))


def _relation_to(program: Program, subject: str) -> str:
    found = above(program.law, subject)
    return found[1].name if found else ""


def _fill(program: Program, facts: Facts) -> Facts:
    kind = program.shape.kind
    (own,), _, problems = fill(program.lists, kind.name, [(facts, None)])
    members = dict(own.members)
    for name, relation in kind.relations.items():
        group = own.members.get(name) or tuple(Facts(one) for one in getattr(own.subject, name, ()))
        found, _, more = fill(program.lists, relation.subject, [(one, own) for one in group])
        problems += more
        members[name] = tuple(found)
    if problems:
        raise FactError(problems)
    return attrs.evolve(own, members={name: group for name, group in members.items() if group})


