"""Trials: values put into copies of a decided subject's frames, decided again, and taken away again."""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any, Final

import attrs

from eligibility.communes import IDENTITY
from eligibility.deciding.candidates import MANY, CandidateValues, Place, limits, possible
from eligibility.deciding.program import Program, program_for, program_of, traced
from eligibility.engines import Frame, FrameLayout, copy_frame, walk_frames
from eligibility.engines.tracing import FACT, QUESTION, RELATION, Dependency
from eligibility.model import (
    Choice,
    Conclusion,
    Condition,
    Counterfactual,
    Given,
    Law,
    MoreMembers,
    NoMoreMembers,
    Outcome,
    RuleSet,
    Type,
    decode,
    encode,
    values_of,
    wholes_of,
)
from eligibility.sources import FactError

EVALUATIONS: Final = 20_000
"""The rules are evaluated at most this often, for subjects of a few members."""

LEAVES: Final = 150_000
"""At most this many leaves are evaluated, which is fewer evaluations where there are many rules or members."""

COUNTING: Final = 3
"""At most this many facts of a further member are supposed, for it to count."""


class Cut(Exception):
    """The rules have been evaluated as often as they may be."""


Trial = tuple[tuple[Dependency, Any], ...]
"""Values of some dependencies: encoded values of facts, further members, answers."""


@attrs.define
class Trials:
    """Trials on a copy of a decided subject's frames.

    `top` and `frame` are of the copy that is changed and changed back; `original` is never changed. `left` is the
    number of evaluations left.
    """

    program: Program
    rule_set: RuleSet
    original: Frame
    top: Frame
    frame: Frame
    candidates: CandidateValues
    left: int
    places: dict[int, int]
    limits: dict[tuple[int, str, str], tuple[tuple[Place, Place], ...]] = attrs.field(factory=dict)
    answers: dict[str, bool] = attrs.field(factory=dict)
    members: dict[tuple[int, str, str], tuple[MoreMembers | NoMoreMembers, ...]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, law: Law, subject: Any, attribute: str, within: Any) -> "Trials":  # noqa: ANN401 - as `decide`
        """Trials on a subject, after it was decided by both engines."""
        program = program_of(law, subject)
        original, original_frame = traced(program, subject, within)
        program.check((original,))
        top = copy_frame(program.layout, original)
        frames = _frames(program, top)
        pairs = zip(_frames(program, original), frames, strict=True)
        frame = next(copy for source, copy in pairs if source is original_frame)
        places = {id(copy): place for place, copy in enumerate(frames)}
        pairs_walked = walk_frames(program.layout, top)
        leaves = sum(len(copy[slot]) + 1 for layout, copy in pairs_walked for slot in layout.traces.values())
        left = min(EVALUATIONS, LEAVES // leaves)
        return cls(program, program.rule_sets[attribute], original, top, frame, CandidateValues(law), left, places)

    # ── outcomes ─────────────────────────────────────────────────────────────────────────────────

    def settled(self, frame: Frame | None = None) -> tuple[Choice, ...]:
        """The one value concluded; empty where there is none or several."""
        frame = self.frame if frame is None else frame
        target, attribute = self.program.target, self.rule_set.concludes
        conclusion: Conclusion = frame[target.traces[self.rule_set.name] + 1]
        mask = frame[target.slots[attribute.name]]
        settled = mask and not mask & (mask - 1) and not conclusion.conflict
        return values_of(mask, attribute.domain) if settled else ()

    def may_be(self) -> tuple[Choice, ...]:
        """The values that may be concluded when everything is known."""
        attribute = self.rule_set.concludes
        return values_of(self.frame[self.program.target.slots[attribute.name]], attribute.domain)

    def changeable(self, dependency: Dependency) -> bool:
        """True where something is known that could be different, and does not say who a subject is."""
        if dependency.kind == RELATION:
            return dependency.frame[dependency.layout.members[dependency.name][0] + 1] is None
        if dependency.kind == QUESTION:
            return dependency.name in self.program.law.answers
        attribute = dependency.layout.attributes[dependency.name]
        value = dependency.frame[dependency.layout.slots[dependency.name]]
        known = value is not None and not (attribute.type.finite and value & (value - 1))
        return known and attribute.type is not Type.CODE and dependency.name not in IDENTITY

    def conclude(self) -> tuple[Choice, ...]:
        """The one value that is concluded with the values now in place, if there is one."""
        self.left -= 1
        if self.left < 0:
            raise Cut
        try:
            self._answered().run(self.top)
        except FactError:  # a ratio to 0, or an answer that the rules would contradict
            return ()
        return self.settled()

    def _answered(self) -> Program:
        """The program under the answers that are now in place."""
        program = self.program
        return program_for(program.law.answered(self.answers), program.subject) if self.answers else program

    def replay(self, trial: Trial, value: Choice) -> Counterfactual:
        """The counterfactual of a trial, after both engines have decided a fresh copy with these values alone."""
        top = copy_frame(self.program.layout, self.original)
        frames = _frames(self.program, top)
        for dependency, supposed in trial:
            self._put(frames[self.places[id(dependency.frame)]], dependency, supposed)
        program = self._answered()
        program.run(top)
        program.check((top,))
        assert self.settled(frames[self.places[id(self.frame)]]) == (value,), trial
        facts = []
        for dependency, supposed in trial:
            is_fact = dependency.kind == FACT
            attributes = dependency.layout.attributes
            facts.append((dependency.missing, decode(attributes[dependency.name], supposed) if is_fact else supposed))
        return Counterfactual(tuple(facts), value)

    # ── values, put in place and taken away again ────────────────────────────────────────────────

    def combinations(self, dependencies: list[Dependency]) -> Iterator[Trial]:
        """Every combination of values worth trying, in place until the next one is asked for."""
        if not dependencies:
            yield ()
            return
        first, *others = dependencies
        for value in self._values(first):
            undo = self._put(first.frame, first, value)
            try:
                if first.kind != FACT or possible(first.frame, self._limits(first)):
                    yield from (((first, value), *rest) for rest in self.combinations(others))
            finally:
                undo()

    def _limits(self, fact: Dependency) -> tuple[tuple[Place, Place], ...]:
        """The pairs of part and whole to which a fact belongs."""
        if fact.key not in self.limits:
            pairs = limits(fact.layout)
            self.limits[fact.key] = tuple(pair for pair in pairs if fact.name in (pair[0][0], pair[1][0]))
        return self.limits[fact.key]

    def _values(self, dependency: Dependency) -> tuple[Any, ...]:
        if dependency.kind == FACT:
            return self.candidates.of(dependency.layout, dependency.frame, dependency.name)
        if dependency.kind == RELATION:
            return self.members[dependency.key]
        answer = self.program.law.answers.get(dependency.name)
        return (True, False) if answer is None else (not answer.holds,)

    def _put(self, frame: Frame, dependency: Dependency, value: Any) -> Callable[[], None]:  # noqa: ANN401 - as trials
        """Put a value in place. Returns a function that takes it away again."""
        name, layout = dependency.name, dependency.layout
        if dependency.kind == QUESTION:
            self.answers[name] = value
            return lambda: self.answers.__delitem__(name)
        if dependency.kind == FACT:
            slot = layout.slots[name]
            before, frame[slot] = frame[slot], value
            return lambda: frame.__setitem__(slot, before)
        slot, member = layout.members[name]
        before = frame[slot : slot + 2]
        if isinstance(value, MoreMembers):
            more = (self._member(dependency, frame, member, value.facts) for _ in range(value.count))
            frame[slot] = [*frame[slot], *more]
        if isinstance(value, NoMoreMembers) or value.complete:
            frame[slot + 1] = None
        return lambda: frame.__setitem__(slice(slot, slot + 2), before)

    # ── members ──────────────────────────────────────────────────────────────────────────────────

    def _member(
        self, relation: Dependency, frame: Frame, member: FrameLayout, facts: tuple[tuple[str, Given], ...]
    ) -> Frame:
        """The frame of a further member with these facts."""
        unlisted = frame[relation.layout.members[relation.name][0] + 1]
        if unlisted is None:
            unlisted = self.program.evidence_evaluator.unlisted_members[relation.layout.kind.name, relation.name](frame)
        made = copy_frame(member, unlisted, frame)
        for name, value in facts:
            made[member.slots[name]] = encode(member.attributes[name], value)
        return made

    def more_members(self, relation: Dependency) -> tuple[MoreMembers | NoMoreMembers, ...]:
        """The trials of a relation: that it is complete, or some number of further members that count."""
        slot, member = relation.layout.members[relation.name]
        outcome, frame = self.program.tracer.outcome, relation.frame
        more: list[MoreMembers] = []
        for where, numbers in self.candidates.counts(relation.layout.kind.name, relation.name):
            facts = self._counting(relation, member, where)
            if facts is not None:
                low = sum(not where or outcome(where, member, each) == Outcome.SATISFIED for each in frame[slot])
                counts = {1, *(number + by - low for number in numbers for by in (0, 1))}
                more += [MoreMembers(count, facts) for count in sorted(counts) if 0 < count <= MANY]
        if frame[slot + 1] is None:
            return tuple(dict.fromkeys(more))
        closed = [attrs.evolve(members, complete=True) for members in more]
        return tuple(dict.fromkeys((NoMoreMembers(), *more, *closed)))

    def _counting(
        self, relation: Dependency, member: FrameLayout, where: Condition | None
    ) -> tuple[tuple[str, Given], ...] | None:
        """The fewest facts with which a further member satisfies a condition; None where none were found."""
        if where is None:
            return ()
        slot, frame = relation.layout.members[relation.name][0], relation.frame
        made = self._member(relation, frame, member, ())
        listed, frame[slot] = frame[slot], [*frame[slot], made]
        try:
            self._answered().run(self.top)
            unknown = self.program.finder.under(member, made, where)
            facts = dict.fromkeys(fact for fact in unknown if fact.frame is made and fact.kind == FACT)
            for size in range(min(len(facts), COUNTING) + 1):
                for chosen in combinations(facts, size):
                    for trial in self.combinations(sorted(chosen, key=wholes_first)):
                        self.conclude()
                        if self.program.tracer.outcome(where, member, made) == Outcome.SATISFIED:
                            return tuple(
                                (fact.name, decode(member.attributes[fact.name], value)) for fact, value in trial
                            )
            return None
        finally:
            frame[slot] = listed


def _frames(program: Program, top: Frame) -> list[Frame]:
    return [frame for _, frame in walk_frames(program.layout, top)]


def wholes_first(dependency: Dependency) -> int:
    """A sort key that places wholes before their parts."""
    attributes = dependency.layout.kind.attributes
    has_attribute = dependency.kind == FACT and dependency.name in attributes
    return len(wholes_of(attributes, dependency.name)) if has_attribute else 0
