"""Programs: a law compiled to decide one kind of subject, from its facts to a frame that tracing has decided."""

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NoReturn

import attrs

from eligibility.deciding.annexes import has_annexes, with_annexes
from eligibility.engines import (
    FACTS,
    Frame,
    FrameLayout,
    frame_reader,
    layout_of,
    link_parents,
    unlisted_members,
    walk_frames,
)
from eligibility.engines.durable import DurableEngine
from eligibility.engines.tracing import DependencyFinder, EvidenceEvaluator, Explainer, Tracer, name_of
from eligibility.model import UNKNOWN, Condition, Evidence, Facts, Law, Relation, SubjectType, identity, ratios
from eligibility.registers import Annexes, members_of
from eligibility.sources import FactError, Place, Problem, Text, closest


class Program:
    """A law compiled to decide one kind of subject. Safe in threads: each has a network of its own.

    `path` are the relations from the topmost kind of subject down to this one; `extra` are conditions on the subject
    beside those of the rules, so that it can be asked for their outcome. Without `double` tracing decides alone.
    """

    def __init__(self, law: Law, subject: str, extra: tuple[Condition, ...] = (), double: bool = True) -> None:
        self.law = law
        self.subject = subject
        self.annexes = Annexes(law.listings)
        self.layout = layout_of(law, subject, extra)
        self.path = tuple(relation for _, relation in law.vocabulary.ancestors(subject))[::-1]
        self.target = self.layout
        for relation in self.path:
            self.target = self.target.members[relation.name][1]
        self.read = frame_reader(law, self.layout, self.annexes.unlisted)
        self.tracer = Tracer(law, self.layout)
        self.run = self.tracer.run
        self.rule_sets = {rule_set.concludes.name: rule_set for rule_set in law.of(subject)}
        self.double = double and DurableEngine.available()
        self.speaks = bool(law.listings)
        self._local = threading.local()

    @cached_property
    def explainer(self) -> Explainer:
        """The explainer of this program's frames."""
        return Explainer(self.tracer)

    @cached_property
    def evidence_evaluator(self) -> EvidenceEvaluator:
        """The evaluator of their evidence."""
        return EvidenceEvaluator(self.tracer, unlisted_members(self.layout, self.annexes.unlisted))

    @cached_property
    def finder(self) -> DependencyFinder:
        """The finder of the unknown facts in play."""
        return DependencyFinder(self.tracer)

    def with_annexes(self, facts: Facts) -> Facts:
        """A topmost subject with what the annexes of the law say of it, unless they were applied to it before."""
        if has_annexes(self.law, facts):
            return facts
        return with_annexes(self.law, self.annexes, self.layout.kind.name, facts)

    def check(self, roots: Sequence[Frame]) -> None:
        """Decide frames by durable_rules too. Raises `EngineDisagreement` where it fires other rules than tracing."""
        if self.double:
            try:
                engine: DurableEngine = self._local.engine
            except AttributeError:
                engine = self._local.engine = DurableEngine(self.law, self.layout)
            engine.check(roots)


def program_for(law: Law, subject: str, extra: tuple[Condition, ...] = ()) -> Program:
    """The program of a law for one kind of subject, compiled once, by the law's own compiler if it has one."""
    program: Program = law.cached(law.compiler or Program, subject, extra)
    return program


def program_of(law: Law, subject: Any) -> Program:  # noqa: ANN401 - an object of any declared class
    """The program that decides an object, found by its class in one look-up, since `decide` needs it every time."""
    cls = type(subject.subject if type(subject) is Facts else subject)
    program: Program | None = law.memo.get(cls)
    return program or law.memo.setdefault(cls, program_for(law, kind_of(law, subject)))


def kind_of(law: Law, subject: Any) -> str:  # noqa: ANN401 - an object of any declared class
    """The kind of subject that an object is."""
    cls = type(subject.subject if type(subject) is Facts else subject)
    kinds = law.cached(_kinds)
    if cls in kinds:
        return kinds[cls]
    names = {kind.cls.__name__: kind.name for kind in law.vocabulary.values()}
    if cls.__name__ in names:  # a built-in class where a rule folder declares more of its attributes
        return names[cls.__name__]
    words = ", ".join(names)
    what = Text(f"{cls.__name__} không phải đối tượng", f"{cls.__name__} is not a subject")
    raise FactError([Problem(Place(cls.__name__), what, Text(words, words))])


def _kinds(law: Law) -> dict[type[Any], str]:
    return {kind.cls: kind.name for kind in law.vocabulary.values()}


def traced(program: Program, subject: Any, within: Any = None) -> tuple[Frame, Frame]:  # noqa: ANN401 - as `decide`
    """The frame of the topmost subject, and in it that of the subject itself, as tracing decides them."""
    facts = subject if type(subject) is Facts else None
    plain = subject if facts is None else facts.subject
    positions: tuple[int, ...] = ()
    if program.path or within is not None:
        facts, positions = _placed(program, facts or Facts(plain), within)
        plain = facts.subject
    if program.speaks and program.annexes.concern(plain):
        facts = program.with_annexes(facts or Facts(plain))
        plain = facts.subject
    if facts is not None:
        _refuse_answers(program.law, program.layout.kind, facts)
    top = frame = program.read(plain, None, facts)
    try:
        program.run(top)
    except FactError as error:
        _blame(program, top, error)
    if not positions:
        return top, top
    layout = program.layout
    for relation, position in zip(program.path, positions, strict=True):
        slot, layout = layout.members[relation.name]
        frame = frame[slot][position]
    return top, frame


def topmost(program: Program, facts: Facts) -> Frame:
    """The frame of a topmost subject as tracing decides it, whatever kind below is asked for; no annex is applied."""
    top = program.read(facts.subject, None, facts)
    try:
        program.run(top)
    except FactError as error:
        _blame(program, top, error)
    return top


def _placed(program: Program, facts: Facts, within: Any) -> tuple[Facts, tuple[int, ...]]:  # noqa: ANN401 - as `decide`
    """The facts of the topmost subject with this one in its place, and its position at each step on the way down."""
    if not program.path:
        _wrong(facts, "", f"{program.subject} không thuộc đối tượng nào", f"{program.subject} belongs to nothing")
    kinds = [layout.kind for layout in _down(program)]
    positions: tuple[int, ...] = ()
    for kind, relation in zip(reversed(kinds), reversed(program.path), strict=True):
        if within is None:
            upper = Facts(kind.cls())
        elif kind_of(program.law, within) != kind.name:
            _wrong(facts, "", f"phải thuộc {kind.title.vi}", f"belongs to a {kind.name}, not to what was given")
        else:
            upper = within if type(within) is Facts else Facts(within)
        facts, position = _among(upper, relation, facts)
        positions = (position, *positions)
        within = None
    return facts, positions


def _down(program: Program) -> list[FrameLayout]:
    """The layouts on the way from the topmost kind of subject down to that above the program's own."""
    layouts = [program.layout]
    for relation in program.path[:-1]:
        layouts.append(layouts[-1].members[relation.name][1])
    return layouts


def _among(upper: Facts, relation: Relation, facts: Facts) -> tuple[Facts, int]:
    """The subject above with this one among its members, in the place of the one that it is."""
    group = [*members_of(upper, relation.name)]
    subject, name = facts.subject, getattr(facts.subject, "name", UNKNOWN)
    members = [member.subject for member in group]
    same = [place for place, member in enumerate(members) if member is subject]
    same = same or [place for place, member in enumerate(members) if member == subject]
    same = same or [place for place, member in enumerate(members) if name is not UNKNOWN and member.name == name]
    if same and group[same[0]] is facts:
        return upper, same[0]
    if same:
        group[same[0]] = facts
    elif getattr(upper.subject, relation.complete):
        vi, en = f"không có trong {relation.name}", f"is not among the {relation.name}, which are complete"
        _wrong(facts, relation.back, vi, en)
    else:
        group.append(facts)
    changed = attrs.evolve(upper, members={**upper.members, relation.name: tuple(group)}, annexes=None)
    return changed, same[0] if same else len(group) - 1


def _refuse_answers(law: Law, kind: SubjectType, facts: Facts) -> None:
    """Refuse values for what the law does not conclude, and derived values that do not state their evidence."""
    for name in facts.answers:
        if law.concluding(kind.name, name) is None:
            concluded = [rule_set.concludes.name for rule_set in law.of(kind.name)]
            _wrong(facts, name, "luật không kết luận điều này", "the law does not conclude this", concluded)
        if facts.level(name) is Evidence.UNSTATED:
            _wrong(
                facts,
                name,
                "kết luận cho sẵn phải nêu bằng chứng",
                "a derived value supplied as input must state its evidence",
            )
    for relation, group in facts.members.items():
        inner = law.vocabulary[kind.relations[relation].subject]
        for member in group:
            _refuse_answers(law, inner, member)


def _wrong(facts: Facts, column: str, vi: str, en: str, names: Sequence[str] = ()) -> NoReturn:
    words = ", ".join(names)
    place, expected = Place(identity(facts.subject), column=column), Text(words, words) if names else None
    raise FactError([Problem(place, Text(vi, en), expected, closest(column, names))])


def _blame(program: Program, top: Frame, error: FactError) -> NoReturn:
    """Raise the error again with the name of the subject whose facts it is about."""
    link_parents(program.layout, top)
    for layout, frame in reversed(list(walk_frames(program.layout, top))):
        for problem in error.problems:
            if _concerns(program.law, layout, frame, str(problem.place.column)):
                raise FactError([problem]).of(name_of(frame)) from None
    raise error


def _concerns(law: Law, layout: FrameLayout, frame: Frame, column: str) -> bool:
    """True where tracing stopped at this frame: the last one whose answer it read, or one with a ratio to 0."""
    rule_set = law.concluding(layout.kind.name, column)
    if rule_set is not None:
        facts = frame[FACTS]
        return facts is not None and column in facts.answers and frame[layout.traces[rule_set.name] + 1] is not None
    wholes = {ratio.whole for ratio in ratios(law) if ratio.part == column}
    empty = any(frame[layout.slots[whole]] == 0 for whole in wholes if whole in layout.slots)
    return empty and column in layout.slots and bool(frame[layout.slots[column]])
