"""Counterfactuals: the smallest sets of facts that would settle or change a decision, with values that do so."""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any, Final

import attrs

from eligibility.communes import IDENTITY
from eligibility.deciding.candidates import MANY, CandidateValues, Place, limits, possible
from eligibility.deciding.program import Program, kind_of, program_for, traced
from eligibility.engines import PARENT, Frame, FrameLayout, copy_frame, walk_frames
from eligibility.engines.tracing import FACT, QUESTION, RELATION, Dependency, DependencyFinder
from eligibility.model import (
    Choice,
    Conclusion,
    Condition,
    Counterfactual,
    Counterfactuals,
    Found,
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
"""So often the rules are evaluated at most, for subjects of a few parts."""

LEAVES: Final = 150_000
"""So many leaves are evaluated at most, which is fewer evaluations where there are many rules or parts."""

INPUTS: Final = 12
"""So many facts are considered at most, those of the subject itself before those of its parts."""

SETS: Final = 5
"""So many sets are returned at most."""

ALIKE: Final = 2
"""Of members of which the same is known so many are considered: any others would do as well."""

COUNTING: Final = 3
"""At most so many facts of a further member are sought that make it count."""

CHANGED: Final = 2
"""At most so many known facts are changed at once."""


def unsettled(law: Law, subject: Any, attribute: str, within: Any = None) -> Counterfactuals:  # noqa: ANN401 - as `decide`
    """The smallest sets of missing facts for which some values settle an undetermined decision.

    At most five sets, smallest first; each with values and the conclusion they lead to, once for each conclusion that
    can be reached with no fewer of these facts. Nothing where the decision is settled. Raises what `decide` raises.

    >>> from datetime import date
    >>> from eligibility import Commune, load_rules
    >>> rules = load_rules("861/QĐ-TTg", date(2023, 7, 5))
    >>> found = unsettled(rules, Commune(code="07615", listed_region="III"), "region")
    >>> [(missing.attribute, value, way.value) for way in found.settlings for missing, value in way.facts]
    [('new_rural_since', datetime.date(2023, 7, 4), 'I'), ('new_rural_since', None, 'III')]
    """
    search = _Search.of(law, subject, attribute, within)
    if search.settled():
        return Counterfactuals((), False)
    inputs = search.finder.inputs(search.program.target, search.frame, search.rule_set)
    return search.find(inputs, len(inputs), search.may_be())


def changes(
    law: Law,
    subject: Any,  # noqa: ANN401 - as `decide`
    attribute: str,
    within: Any = None,  # noqa: ANN401 - as `decide`
    to: Choice | None = None,
) -> Counterfactuals:
    """The smallest sets of known facts that would have to be different for another conclusion, or for `to`.

    At most five sets of one or two facts; who the subject is stays. A `to` of None is any other conclusion.

    >>> from datetime import date
    >>> from eligibility import Commune, load_rules
    >>> rules = load_rules("861/QĐ-TTg", date(2023, 7, 5))
    >>> found = changes(rules, Commune(code="07615", listed_region="III", new_rural_since=None), "region", to="I")
    >>> [(known.attribute, value) for way in found.settlings for known, value in way.facts]
    [('listed_region', 'I'), ('new_rural_since', datetime.date(2023, 7, 4))]
    """
    search = _Search.of(law, subject, attribute, within)
    present = search.settled()
    wanted = [value for value in search.rule_set.concludes.domain if not present or value is not present[0]]
    wanted = [value for value in wanted if to is None or (value == to and type(value) is type(to))]
    inputs = DependencyFinder(search.program.tracer, known=True).inputs(
        search.program.target, search.frame, search.rule_set
    )
    return search.find(tuple(one for one in inputs if search.changeable(one)), CHANGED, tuple(wanted))


class _Cut(Exception):
    """The search has evaluated as often as it may."""


Tried = tuple[tuple[Dependency, Any], ...]
"""Values of some inputs, as slots hold them, or as they are described."""


@attrs.define
class _Search:
    """A search on copies of a decided subject's frames.

    `top` and `frame` are of the copy that is changed and changed back; `original` is never touched.
    """

    program: Program
    rule_set: RuleSet
    original: Frame
    top: Frame
    frame: Frame
    proposals: CandidateValues
    left: int
    places: dict[int, int]
    limits: dict[tuple[int, str, str], tuple[tuple[Place, Place], ...]] = attrs.field(factory=dict)
    answers: dict[str, bool] = attrs.field(factory=dict)
    members: dict[tuple[int, str, str], tuple[MoreMembers | NoMoreMembers, ...]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, law: Law, subject: Any, attribute: str, within: Any) -> "_Search":  # noqa: ANN401 - as `decide`
        """A search on what is known of a subject, after it was decided."""
        program = program_for(law, kind_of(law, subject))
        original, own = traced(program, subject, within)
        program.check((original,))
        top = copy_frame(program.layout, original)
        frames = _frames(program, top)
        frame = next(copy for found, copy in zip(_frames(program, original), frames, strict=True) if found is own)
        places = {id(copy): place for place, copy in enumerate(frames)}
        leaves = sum(len(held[at]) + 1 for held, at in _traces(program, top))
        left = min(EVALUATIONS, LEAVES // leaves)
        return cls(program, program.rule_sets[attribute], original, top, frame, CandidateValues(law), left, places)

    @property
    def finder(self) -> DependencyFinder:
        """What finds the unknown facts in play."""
        return self.program.finder

    # ── what there is ────────────────────────────────────────────────────────────────────────────

    def settled(self, frame: Frame | None = None) -> tuple[Choice, ...]:
        """The one value concluded, or nothing where there is none or several."""
        own = self.frame if frame is None else frame
        target, attribute = self.program.target, self.rule_set.concludes
        conclusion: Conclusion = own[target.traces[self.rule_set.name] + 1]
        held = own[target.slots[attribute.name]]
        settled = held and not held & (held - 1) and not conclusion.conflict
        return values_of(held, attribute.domain) if settled else ()

    def may_be(self) -> tuple[Choice, ...]:
        """The values that may be concluded when everything is known."""
        attribute = self.rule_set.concludes
        return values_of(self.frame[self.program.target.slots[attribute.name]], attribute.domain)

    def changeable(self, one: Dependency) -> bool:
        """Whether something is known that could be different."""
        if one.kind == RELATION:
            return one.frame[one.layout.members[one.name][0] + 1] is None
        if one.kind == QUESTION:
            return one.name in self.program.law.answers
        attribute = one.layout.attributes[one.name]
        held = one.frame[one.layout.slots[one.name]]
        known = held is not None and not (attribute.type.finite and held & (held - 1))
        return known and attribute.type is not Type.CODE and one.name not in IDENTITY

    def considered(self, inputs: tuple[Dependency, ...]) -> tuple[Dependency, ...]:
        """The inputs that are tried: the subject's own first, of members that are alike only some, no more than few."""
        like: dict[object, int] = {}
        found = []
        for one in sorted(inputs, key=lambda one: one.frame is not self.frame):
            slots = tuple(one.frame[slot] for slot in one.layout.slots.values())
            key = (id(one.frame[PARENT]), one.name, slots, one.kind)
            like[key] = like.get(key, 0) + 1
            if like[key] <= ALIKE:
                found.append(one)
        return tuple(found[:INPUTS])

    # ── searching ────────────────────────────────────────────────────────────────────────────────

    def find(self, inputs: tuple[Dependency, ...], largest: int, wanted: tuple[Choice, ...]) -> Counterfactuals:
        """The smallest sets of inputs with values for which one of the wanted values is concluded."""
        considered = self.considered(inputs)
        truncated = len(considered) < len(inputs)
        found: list[tuple[frozenset[int], Choice]] = []
        settlings: list[Counterfactual] = []
        try:
            self.members = {one.key: self._more(one) for one in considered if one.kind == RELATION}
            for size in range(1, min(largest, len(considered)) + 1):
                for chosen in combinations(range(len(considered)), size):
                    own = frozenset(chosen)
                    left = [value for value in wanted if not any(by <= own and value is to for by, to in found)]
                    if left and len({by for by, _ in found}) < SETS:
                        ways = self._ways([considered[at] for at in chosen], left)
                        settlings += [ways[value] for value in left if value in ways]
                        found += [(own, value) for value in left if value in ways]
        except _Cut:
            truncated = True
        return Counterfactuals(tuple(settlings), truncated)

    def _ways(self, inputs: list[Dependency], wanted: list[Choice]) -> dict[Choice, Counterfactual]:
        """For each wanted value that can be reached the first values of these inputs that lead to it, replayed."""
        order = sorted(range(len(inputs)), key=lambda at: _turn(inputs[at]))
        ways: dict[Choice, Counterfactual] = {}
        for tried in self._tried([inputs[at] for at in order]):
            value = self._concluded()
            if value and value[0] in wanted and value[0] not in ways:
                placed = dict(zip(order, tried, strict=True))
                ways[value[0]] = self._replayed(tuple(placed[at] for at in range(len(inputs))), value[0])
                if len(ways) == len(wanted):
                    break
        return ways

    def _tried(self, inputs: list[Dependency]) -> Iterator[Tried]:
        """Every combination of values worth trying, in place while it is looked at."""
        if not inputs:
            yield ()
            return
        first, *others = inputs
        for value in self._values(first):
            undo = self._put(first.frame, first, value)
            try:
                if first.kind != FACT or possible(first.frame, self._limits(first)):
                    yield from (((first, value), *rest) for rest in self._tried(others))
            finally:
                undo()

    def _limits(self, one: Dependency) -> tuple[tuple[Place, Place], ...]:
        """Which parts and wholes have to be looked at again when a fact is given a value."""
        if one.key not in self.limits:
            pairs = limits(one.layout)
            self.limits[one.key] = tuple(pair for pair in pairs if one.name in (pair[0][0], pair[1][0]))
        return self.limits[one.key]

    def _concluded(self) -> tuple[Choice, ...]:
        """The one value that is concluded with the values that are in place, if there is one."""
        self.left -= 1
        if self.left < 0:
            raise _Cut
        try:
            self._answered().run(self.top)
        except FactError:  # a part of nothing, or an answer that the rules would contradict
            return ()
        return self.settled()

    def _answered(self) -> Program:
        """The program under the answers to questions that are being tried."""
        program = self.program
        return program_for(program.law.answered(self.answers), program.subject) if self.answers else program

    def _replayed(self, tried: Tried, value: Choice) -> Counterfactual:
        """What was found, after both engines have decided a fresh copy with these values alone."""
        top = copy_frame(self.program.layout, self.original)
        frames = list(_frames(self.program, top))
        for one, found in tried:
            self._put(frames[self.places[id(one.frame)]], one, found)
        program = self._answered()
        program.run(top)
        program.check((top,))
        assert self.settled(frames[self.places[id(self.frame)]]) == (value,), tried
        return Counterfactual(tuple((one.missing, _shown(one, found)) for one, found in tried), value)

    # ── values, put in place and taken away again ────────────────────────────────────────────────

    def _values(self, one: Dependency) -> tuple[Any, ...]:
        if one.kind == FACT:
            return self.proposals.held(one.layout, one.frame, one.name)
        if one.kind == RELATION:
            return self.members[one.key]
        answer = self.program.law.answers.get(one.name)
        return (True, False) if answer is None else (not answer.holds,)

    def _put(self, frame: Frame, one: Dependency, value: Any) -> Callable[[], None]:  # noqa: ANN401 - as slots hold it
        """Put a value in place; the function that comes back takes it away again."""
        if one.kind == QUESTION:
            self.answers[one.name] = value
            return lambda: self.answers.__delitem__(one.name)
        if one.kind == FACT:
            slot = one.layout.slots[one.name]
            before, frame[slot] = frame[slot], value
            return lambda: frame.__setitem__(slot, before)
        slot, member = one.layout.members[one.name]
        listed, ghost = frame[slot], frame[slot + 1]
        if isinstance(value, MoreMembers):
            frame[slot] = [*listed, *(self._member(one, frame, member, value.facts) for _ in range(value.count))]
        if isinstance(value, NoMoreMembers) or value.complete:
            frame[slot + 1] = None
        return lambda: frame.__setitem__(slice(slot, slot + 2), [listed, ghost])

    def _member(
        self, one: Dependency, frame: Frame, member: FrameLayout, facts: tuple[tuple[str, Given], ...]
    ) -> Frame:
        """The frame of a member that nobody listed, with these facts."""
        ghost = frame[one.layout.members[one.name][0] + 1]
        unlisted = (
            self.program.weigher.unlisted_members[one.layout.kind.name, one.name](frame) if ghost is None else ghost
        )
        made = copy_frame(member, unlisted, frame)
        for name, value in facts:
            made[member.slots[name]] = encode(member.attributes[name], value)
        return made

    # ── members ──────────────────────────────────────────────────────────────────────────────────

    def _more(self, one: Dependency) -> tuple[MoreMembers | NoMoreMembers, ...]:
        """What may be tried of a relation: that it is complete, or so many more members that count."""
        slot, member = one.layout.members[one.name]
        known = one.frame[slot + 1] is None
        found: list[MoreMembers] = []
        for where, numbers in self.proposals.counts(one.layout.kind.name, one.name):
            facts = self._counting(one, member, where)
            if facts is not None:
                outcome = self.program.tracer.outcome
                low = sum(not where or outcome(where, member, each) == Outcome.SATISFIED for each in one.frame[slot])
                counts = {1, *(number + by - low for number in numbers for by in (0, 1))}
                found += [MoreMembers(count, facts) for count in sorted(counts) if 0 < count <= MANY]
        if known:
            return tuple(dict.fromkeys(found))
        closed = [attrs.evolve(more, complete=True) for more in found]
        return tuple(dict.fromkeys((NoMoreMembers(), *found, *closed)))

    def _counting(
        self, one: Dependency, member: FrameLayout, where: Condition | None
    ) -> tuple[tuple[str, Given], ...] | None:
        """The fewest facts with which one more member satisfies a condition; None where none were found."""
        if where is None:
            return ()
        slot = one.layout.members[one.name][0]
        made = self._member(one, one.frame, member, ())
        listed, one.frame[slot] = one.frame[slot], [*one.frame[slot], made]
        try:
            self._answered().run(self.top)
            inputs = [own for own in self.finder.under(member, made, where) if own.frame is made and own.kind == FACT]
            for size in range(min(len(inputs), COUNTING) + 1):
                for chosen in combinations(dict.fromkeys(inputs), size):
                    for tried in self._tried(sorted(chosen, key=_turn)):
                        self._concluded()
                        if self.program.tracer.outcome(where, member, made) == Outcome.SATISFIED:
                            return tuple((own.name, decode(member.attributes[own.name], held)) for own, held in tried)
            return None
        finally:
            one.frame[slot] = listed


def _frames(program: Program, top: Frame) -> list[Frame]:
    return [frame for _, frame in walk_frames(program.layout, top)]


def _traces(program: Program, top: Frame) -> Iterator[tuple[Frame, int]]:
    """The frames with the slots in which their leaves' outcomes are."""
    for layout, frame in walk_frames(program.layout, top):
        yield from ((frame, at) for at in layout.traces.values())


def _turn(one: Dependency) -> int:
    """Wholes are tried before their parts."""
    attributes = one.layout.kind.attributes
    return len(wholes_of(attributes, one.name)) if one.kind == FACT and one.name in attributes else 0


def _shown(one: Dependency, value: Any) -> Found:  # noqa: ANN401 - as slots hold it
    return decode(one.layout.attributes[one.name], value) if one.kind == FACT else value  # type: ignore[no-any-return]
