"""Deciding: every derived attribute of a subject, by two engines that must agree."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import groupby, islice
from typing import Any, Final, NoReturn

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
from eligibility.facts import Facts, identity
from eligibility.listings import Lists, bare, fill, names_of, root
from eligibility.rulesets import Law, RuleSet
from eligibility.texts import Text
from eligibility.values import UNKNOWN, Choice, Evidence
from eligibility.vocabulary import Relation

BATCH: Final = 50
"""Subjects that are fired together."""


class Program:
    """A law compiled to decide one kind of subject. Safe in threads: each has a network of its own.

    `path` are the relations from the topmost kind of subject down to this one; `extra` are conditions on the subject
    beside those of the rules, so that it can be asked for their outcome.
    """

    def __init__(self, law: Law, subject: str, extra: tuple[Condition, ...] = ()) -> None:
        self.law = law
        self.subject = subject
        self.lists = Lists(law.listings)
        self.shape = shape_of(law, subject, extra)
        self.path = _path(law, subject)
        self.target = self.shape
        for relation in self.path:
            self.target = self.target.members[relation.name][1]
        self.read = reader(law, self.shape, self.lists)
        self.tracer = Tracer(law, self.shape)
        self.run = self.tracer.run
        self.rule_sets = {rule_set.concludes.name: rule_set for rule_set in law.of(subject)}
        self.double = firing.available()
        self.speaks = bool(law.listings)
        self._local = threading.local()
        self._spoken: dict[object, bool] = {}

    @cached_property
    def explainer(self) -> Explainer:
        """What explains the frames of this program."""
        return Explainer(self.tracer, ghosts(self.shape, self.lists))

    def check(self, roots: Sequence[Frame]) -> None:
        """The second entry."""
        if self.double:
            try:
                engine: DurableEngine = self._local.engine
            except AttributeError:
                engine = self._local.engine = DurableEngine(self.law, self.shape)
            engine.check(roots)

    def spoken_of(self, subject: object) -> bool:
        """Whether the lists may say something of a subject or its parts, by the province that it lies in."""
        province = getattr(subject, "province", UNKNOWN)
        if province not in self._spoken:
            if len(self._spoken) >= REMEMBERED:
                self._spoken.clear()
            self._spoken[province] = self._listed(province)
        return self._spoken[province]

    def _listed(self, province: object) -> bool:
        for index, complete in zip(self.lists.indexes, self.lists.complete, strict=True):
            listing = index.listing
            if "province" not in listing.keys:
                if listing.rows:
                    return True
            elif isinstance(province, str):
                at = listing.keys.index("province")
                if bare(province) in complete or any(root(row.names[at]) == root(province) for row in listing.rows):
                    return True
        return False


REMEMBERED: Final = 1_000
"""Of so many provinces it is kept whether a list speaks of them."""


def _path(law: Law, subject: str) -> tuple[Relation, ...]:
    found = above(law, subject)
    return (*_path(law, found[0]), found[1]) if found else ()


@attrs.frozen(eq=False)
class Decided:
    """A decided subject: its frame and the program that decided it."""

    program: Program
    root: Frame
    frame: Frame

    @property
    def law(self) -> Law:
        """The law under which it was decided."""
        return self.program.law

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


def decide(law: Law, subject: Any, within: Any = None) -> Decisions:  # noqa: ANN401 - an object of any declared class
    """The decisions on one subject, one for each attribute that the law concludes for it.

    `subject` is an attrs object or its `Facts`; `within` the subject that it belongs to, where that is known (the
    commune of a village). Raises `FactError` where the facts contradict each other, a list, or the rules, and
    `EngineDisagreement` where the engines do.

    >>> from datetime import date
    >>> from eligibility import Commune, load_rules
    >>> rules = load_rules("861/QĐ-TTg", date(2023, 7, 5))
    >>> decide(rules, Commune(listed_region="III", new_rural_since=None))["region"].value
    'III'
    """
    program = program_for(law, kind_of(law, subject))
    root, frame = traced(program, subject, within)
    program.check((root,))
    return Decisions(program.rule_sets, Decided(program, root, frame))


def decide_many(law: Law, subjects: Iterable[Any], subject: str = "") -> Iterator[Decisions]:
    """The decisions on many subjects, in their order, as a stream; `subject` names their kind where that is known.

    >>> from datetime import date
    >>> from eligibility import Commune, load_rules
    >>> rules = load_rules("861/QĐ-TTg", date(2023, 7, 5))
    >>> communes = [Commune(listed_region=region, new_rural_since=None) for region in ("I", "III")]
    >>> [decisions["region"].value for decisions in decide_many(rules, communes)]
    ['I', 'III']
    """
    groups = [(subject, iter(subjects))] if subject else groupby(subjects, partial(kind_of, law))
    for kind, group in groups:
        program = program_for(law, kind)
        while batch := list(islice(group, BATCH)):
            frames = [traced(program, one) for one in batch]
            program.check([root for root, _ in frames])
            for root, frame in frames:
                yield Decisions(program.rule_sets, Decided(program, root, frame))


def kind_of(law: Law, subject: Any) -> str:  # noqa: ANN401 - an object of any declared class
    """The kind of subject that an object is."""
    found: Mapping[type[Any], str] | None = law.memo.get("kinds")
    if found is None:
        found = law.memo.setdefault("kinds", {kind.cls: kind.name for kind in law.vocabulary.values()})
    cls = type(subject.subject if type(subject) is Facts else subject)
    if cls in found:
        return found[cls]
    names = {kind.cls.__name__: kind.name for kind in law.vocabulary.values()}
    if cls.__name__ in names:  # a built-in class where a rule folder declares more of its attributes
        return names[cls.__name__]
    words = ", ".join(names)
    what = Text(f"{cls.__name__} không phải đối tượng", f"{cls.__name__} is no subject")
    raise FactError([Problem(Place(cls.__name__), what, Text(words, words))])


def traced(program: Program, subject: Any, within: Any = None) -> tuple[Frame, Frame]:  # noqa: ANN401 - as `decide`
    """The frame of the topmost subject, and in it that of the subject itself, as tracing decides them."""
    facts: Facts | None = subject if type(subject) is Facts else None
    own = subject if facts is None else facts.subject
    at: tuple[int, ...] = ()
    if program.path or within is not None:
        facts, at = _placed(program, facts or Facts(own), within)
        own = facts.subject
    if program.speaks and program.spoken_of(own):
        facts = filled(program, facts or Facts(own))
        own = facts.subject
    if facts is not None:
        _refuse_unstated(facts)
    root = frame = program.read(own, None, facts)
    try:
        program.run(root)
    except FactError as error:
        _named(error, root)
    shape = program.shape
    for relation, position in zip(program.path, at, strict=True):
        slot, shape = shape.members[relation.name]
        frame = frame[slot][position]
    return root, frame
