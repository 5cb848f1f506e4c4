"""Law overlay: a view of the laws of another cache with one edit applied, and with hooks on what is evaluated."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import attrs

from eligibility.deciding import Program
from eligibility.engines import Frame
from eligibility.model import Condition, Law, LoadedPlan
from eligibility.registers import Register
from eligibility.testing.edits import Edit, edited_law, edited_plan
from eligibility.testing.laws import LawCache

Hook = Callable[[Program, Frame], None]
"""Receives a program and a frame of its topmost subject."""


class InstrumentedProgram(Program):
    """A program that passes each frame to `traced` once it is traced, and to `decided` once it is checked too."""

    def __init__(
        self,
        law: Law,
        subject: str,
        extra: tuple[Condition, ...] = (),
        *,
        double: bool,
        traced: Hook | None,
        decided: Hook | None,
    ) -> None:
        super().__init__(law, subject, extra, double)
        self.decided = decided
        if traced is not None:
            self.run = self._reporting(self.run, traced)

    def _reporting(self, run: Callable[[Frame], None], traced: Hook) -> Callable[[Frame], None]:
        def run_and_report(frame: Frame) -> None:
            run(frame)
            traced(self, frame)

        return run_and_report

    def check(self, roots: Sequence[Frame]) -> None:
        """Check the frames by the second engine, after which they are decided."""
        super().check(roots)
        if self.decided is not None:
            for root in roots:
                self.decided(self, root)


@attrs.define
class LawOverlay(LawCache):
    """The laws of a lender with an edit; without `double` decided by tracing alone.

    A law that the edit does not change is the lender's own object, compiled once for all overlays. `traced` receives
    every frame that is traced, suppositions among them; `decided` those that are the basis of a decision.
    """

    lender: LawCache = attrs.field(kw_only=True)
    edit: Edit | None = attrs.field(kw_only=True, default=None)
    double: bool = attrs.field(kw_only=True, default=False)
    traced: Hook | None = attrs.field(kw_only=True, default=None)
    decided: Hook | None = attrs.field(kw_only=True, default=None)
    registers: dict[object, tuple[Register, Law]] = attrs.field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.lender, LawOverlay):
            self.registers = self.lender.registers

    def _load_law(self, number: str, day: date) -> Law:
        return self._compiling(edited_law(self.edit, self.lender, number, day))

    def _load_plan(self, number: str, day: date | None, assume: bool) -> LoadedPlan:
        loaded = edited_plan(self.edit, self.lender.plan(number, day, assume))
        return attrs.evolve(loaded, law=self._compiling(loaded.law))

    def _compiling(self, law: Law) -> Law:
        if self.edit is not None and law.compiler is not None:
            return law  # the lender's, or a copy of it
        compiler = partial(InstrumentedProgram, double=self.double, traced=self.traced, decided=self.decided)
        return attrs.evolve(law, compiler=compiler)

    def register(self, path: str, law: Law) -> Register:
        """A register of the rules' folder, read once: no edit changes lists or vocabulary."""
        key = path, id(law.listings), id(law.vocabulary)
        if key not in self.registers:
            self.registers[key] = self.lender.register(path, law), law  # the law, lest another take its ids
        return self.registers[key][0]
