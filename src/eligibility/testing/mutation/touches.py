"""Touches: the rule sets, days and plans that a scenario touches when it runs under the law itself."""

from collections.abc import Sequence
from datetime import date

import attrs

from eligibility.deciding import Program
from eligibility.engines import Frame, walk_frames
from eligibility.model import Law, LoadedPlan, folder_of
from eligibility.testing.mutation.plans import touch_plan
from eligibility.testing.mutation.rules import touch, touch_day
from eligibility.testing.overlay import LawOverlay
from eligibility.testing.runner import BoundScenario, ScenarioResult, run


@attrs.frozen
class Touches:
    """The result of a scenario, the marks and numbers of what it touched, and its cost in frames."""

    result: ScenarioResult
    marks: set[str]
    numbers: set[str]
    frames: int

    def names(self, folder: str) -> bool:
        """True where it names the instrument or plan of this folder."""
        return any(folder_of(number) == folder for number in self.numbers)


@attrs.define
class _TrackedOverlay(LawOverlay):
    """Notes what is asked of the laws."""

    marks: set[str] = attrs.field(kw_only=True, factory=set)
    numbers: set[str] = attrs.field(kw_only=True, factory=set)
    frames: int = attrs.field(kw_only=True, default=0)

    def note(self, program: Program, frame: Frame) -> None:
        """Note the rule sets evaluated on a frame."""
        self.frames += sum(1 for _ in walk_frames(program.layout, frame))
        for layout in program.layout.walk():
            self.marks |= {touch(rule_set) for rule_set in program.law.of(layout.kind.name)}

    def law(self, number: str, day: date) -> Law:
        self.numbers.add(number)
        self.marks.add(touch_day(day))
        return LawOverlay.law(self, number, day)

    def plan(self, number: str, day: date | None, assume: bool) -> LoadedPlan:
        self.numbers.add(number)
        loaded = LawOverlay.plan(self, number, day, assume)
        self.marks |= {touch_plan(loaded.plan.place.file), touch_day(loaded.law.as_of)}
        return loaded


def touches_of(scenarios: Sequence[BoundScenario], lender: LawOverlay) -> list[Touches]:
    """Run each scenario once under the law itself, and note all that it touches."""
    tracked = _TrackedOverlay(lender.root, lender=lender)
    tracked.traced = tracked.note
    touched = []
    for scenario in scenarios:
        tracked.marks, tracked.numbers, tracked.frames = set(), set(), 0
        result = run(scenario, tracked)[0]
        touched.append(Touches(result, tracked.marks, tracked.numbers, tracked.frames))
    return touched
