"""Borrowing: the laws of a session once more, each a copy with a memory of its own, changed or listened to."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import attrs

from eligibility.deciding import COMPILER, Program
from eligibility.engines import Frame
from eligibility.model import Condition, Law, LoadedPlan
from eligibility.registers import Register
from eligibility.sources import RuleError
from eligibility.testing.edits import Edit, edited_law, edited_plan
from eligibility.testing.laws import Laws

Lent = TypeVar("Lent", Law, LoadedPlan)
Heard = Callable[[Program, Frame], None]
"""Is told of a frame of the topmost subject that tracing has been through."""


class ListenedProgram(Program):
    """A program that says what it traced, and what of it was decided."""

    def __init__(self, law: Law, subject: str, extra: tuple[Condition, ...], lent: "Borrowed") -> None:
        super().__init__(law, subject, extra, lent.double)
        self.heard = lent.decided
        if lent.traced is not None:
            self.run = self._listened(self.run, lent.traced)

    def _listened(self, run: Callable[[Frame], None], heard: Heard) -> Callable[[Frame], None]:
        def listened(frame: Frame) -> None:
            run(frame)
            heard(self, frame)

        return listened

    def check(self, roots: Sequence[Frame]) -> None:
        """The second entry, after which these frames are decided."""
        super().check(roots)
        if self.heard is not None:
            for root in roots:
                self.heard(self, root)


@attrs.define
class Borrowed(Laws):
    """The laws of a lender, with an edit; without `double` decided by tracing alone.

    What does not change under the edit is the lender's own, compiled once for all who borrow it. `traced` hears of
    every frame that tracing goes through, suppositions among them; `decided` of those on which a decision stands.
    """

    lender: Laws = attrs.field(kw_only=True)
    edit: Edit | None = attrs.field(kw_only=True, default=None)
    double: bool = attrs.field(kw_only=True, default=False)
    traced: Heard | None = attrs.field(kw_only=True, default=None)
    decided: Heard | None = attrs.field(kw_only=True, default=None)
    registers: dict[object, tuple[Register, Law]] = attrs.field(kw_only=True, factory=dict)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.lender, Borrowed):
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
        if self.edit is not None and COMPILER in law.memo:
            return law  # the lender's: not changed
        return self._compiling(law if self.edit is not None else attrs.evolve(law))

    def _compiling(self, law: Law) -> Law:
        law.memo.setdefault(COMPILER, self._compiled)
        return law

    def _compiled(self, law: Law, subject: str, extra: tuple[Condition, ...] = ()) -> Program:
        return ListenedProgram(law, subject, extra, self)

    def register(self, path: str, law: Law) -> Register:
        """A register of the rules' folder, read once: no edit changes lists or vocabulary."""
        key = path, id(law.listings), id(law.vocabulary)
        if key not in self.registers:
            self.registers[key] = self.lender.register(path, law), law  # the law, so that nothing else takes its ids
        return self.registers[key][0]

    def answered(self, law: Law, answers: Mapping[str, bool | None]) -> Law:
        """The law with these answers."""
        found = Laws.answered(self, law, answers)
        return found if found is law else self._compiling(found)
