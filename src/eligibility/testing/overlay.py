"""Borrowing: the laws of a session once more, each a copy with a memory of its own, changed or listened to."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

import attrs

from eligibility.deciding import Program
from eligibility.engines import Frame
from eligibility.model import Condition, Law, LoadedPlan
from eligibility.registers import Register
from eligibility.sources import RuleError
from eligibility.testing.edits import Edit, edited_law, edited_plan
from eligibility.testing.laws import LawCache

Lent = TypeVar("Lent", Law, LoadedPlan)
Hook = Callable[[Program, Frame], None]
"""Is told of a frame of the topmost subject that tracing has been through."""


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
    """The laws of a lender, with an edit; without `double` decided by tracing alone.

    What does not change under the edit is the lender's own, compiled once for all who borrow it. `traced` hears of
    every frame that tracing goes through, suppositions among them; `decided` of those on which a decision stands.
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

    def law(self, number: str, day: date) -> Law:
        """The law in force on a day."""
        key = (number, day)
        if key not in self.laws:
            self.laws[key] = self._own(self._lent(key, lambda: edited_law(self.edit, self.lender, number, day)))
        return self.laws[key]

    def plan(self, number: str, day: date | None, assume: bool) -> LoadedPlan:
        """A plan with its law."""
        key = (number, day, assume)
        if key not in self.plans:
            lent = self._lent(key, lambda: edited_plan(self.edit, self.lender.plan(number, day, assume)))
            self.plans[key] = attrs.evolve(lent, law=self._own(lent.law))
        return self.plans[key]

    def _lent(self, key: object, lend: Callable[[], Lent]) -> Lent:
        """What is lent, or again the error that it gave."""
        if key in self.refused:
            raise RuleError(self.refused[key].problems)
        try:
            return lend()
        except RuleError as error:
            self.refused[key] = error
            raise

    def _own(self, law: Law) -> Law:
        if self.edit is not None and law.compiler is not None:
            return law  # the lender's, or a copy of it
        compiler = partial(InstrumentedProgram, double=self.double, traced=self.traced, decided=self.decided)
        return attrs.evolve(law, compiler=compiler)

    def register(self, path: str, law: Law) -> Register:
        """A register of the rules' folder, read once: no edit changes lists or vocabulary."""
        key = path, id(law.listings), id(law.vocabulary)
        if key not in self.registers:
            self.registers[key] = self.lender.register(path, law), law  # the law, so that nothing else takes its ids
        return self.registers[key][0]
