"""Edits: one change of a law or plan that is held in memory. The files are never touched."""

from datetime import date
from pathlib import Path

import attrs

from eligibility.model import Answer, Assumption, Choices, Law, LoadedPlan, Plan, RuleSet, Threshold, folder_of
from eligibility.rulefiles import LawReader, Library, load_plan
from eligibility.sources import Place, Problem, RuleError, Text
from eligibility.testing.laws import LawCache


@attrs.frozen
class RuleSetEdit:
    """A rule set in the place of another."""

    before: RuleSet
    after: RuleSet

    def law(self, law: Law) -> Law:
        """The law with the change, itself where it holds nothing to change."""
        own = [is_same(known, self.before) for known in law.rule_sets]
        if not any(own):
            return law
        pairs = zip(law.rule_sets, own, strict=True)
        return attrs.evolve(law, rule_sets=tuple(self.after if same else known for known, same in pairs))


@attrs.frozen
class ThresholdEdit:
    """A named value in the place of another."""

    name: str
    before: Threshold
    after: Threshold

    def law(self, law: Law) -> Law:
        """The law with the change, itself where it holds nothing to change."""
        known = law.thresholds.get(self.name)
        if known is None or known.place != self.before.place:
            return law
        return attrs.evolve(law, thresholds={**law.thresholds, self.name: self.after})


@attrs.frozen
class ThresholdDayEdit:
    """A named value that is another on one day, because its row begins a day earlier or later."""

    name: str
    day: date
    after: Threshold

    def law(self, law: Law) -> Law:
        """The law with the change, itself where it holds nothing to change."""
        if law.as_of != self.day or self.name not in law.thresholds:
            return law
        return attrs.evolve(law, thresholds={**law.thresholds, self.name: self.after})


@attrs.frozen
class PlanEdit:
    """A plan, or the choices or assumptions beside it, in the place of others."""

    file: str
    plan: Plan | None = None
    choices: Choices | None = None
    assumptions: tuple[Assumption, ...] | None = None

    def loaded(self, loaded: LoadedPlan) -> LoadedPlan:
        """The plan with the change; assumptions are changed only where they are made."""
        if loaded.plan.place.file != self.file:
            return loaded
        assumed = self.assumptions if self.assumptions is not None and loaded.assumptions else loaded.assumptions
        return attrs.evolve(
            loaded, plan=self.plan or loaded.plan, choices=self.choices or loaded.choices, assumptions=assumed
        )


@attrs.frozen
class AnswerEdit:
    """A planner's answer changed, or taken back."""

    file: str
    rule: str
    answer: Answer | None

    def loaded(self, loaded: LoadedPlan) -> LoadedPlan:
        """The plan under a law with the change."""
        if loaded.plan.place.file != self.file:
            return loaded
        answers = {rule: answer for rule, answer in loaded.law.answers.items() if rule != self.rule}
        if self.answer is not None:
            answers[self.rule] = self.answer
        return attrs.evolve(loaded, law=attrs.evolve(loaded.law, answers=answers))


@attrs.frozen
class PlanDayEdit:
    """A plan that is decided for another day."""

    file: str
    path: Path
    day: date

    def loaded(self, loaded: LoadedPlan) -> LoadedPlan:
        """The plan under the law in force on that day."""
        if loaded.plan.place.file != self.file:
            return loaded
        return load_plan(self.path, self.day, bool(loaded.assumptions))


@attrs.frozen
class ShorterPeriod:
    """A file that is not yet, or no longer, in force on the first or last day of its period."""

    file: str
    day: date

    def law(self, law: Law) -> Law:
        """The law, or an error where it stands on that file."""
        if law.as_of != self.day or not stands_on(law, self.file):
            return law
        what = Text(f"không có hiệu lực vào {self.day}", f"it is not in force on {self.day}")
        raise RuleError([Problem(Place(self.file), what)])


@attrs.frozen
class LongerPeriod:
    """A file that is in force on one day more."""

    root: Path
    path: Path
    day: date

    def law(self, number: str) -> Law:
        """The law of an instrument on that day."""
        reader = _Supposing(Library.at(self.root), self.day, path=self.path)
        folder = reader.library.root / folder_of(number)
        reader.in_force(folder, Place(reader.library.shown(folder)))
        law = reader.law()
        if reader.found:
            raise RuleError(reader.found)
        return law


@attrs.define
class _Supposing(LawReader):
    """Reads the law as if one file were in force."""

    path: Path = attrs.field(kw_only=True)

    def _current(self, folder: Path, place: Place) -> None:
        file = self._opened(self.path) if folder.resolve() == self.path.parent.resolve() else None
        if file is None:
            super()._current(folder, place)
        else:
            self._add(file, self.path)


LawEdit = RuleSetEdit | ThresholdEdit | ThresholdDayEdit | ShorterPeriod
Edit = LawEdit | LongerPeriod | PlanEdit | AnswerEdit | PlanDayEdit


def is_same(one: RuleSet, other: RuleSet) -> bool:
    """Whether two rule sets are one, loaded for two days."""
    return one.name == other.name and one.place == other.place


def stands_on(law: Law, file: str) -> bool:
    """Whether a rule set of the law stands in this file."""
    return any(rule_set.place.file == file for rule_set in law.rule_sets)


def edited_law(edit: Edit | None, laws: LawCache, number: str, day: date) -> Law:
    """The law of an instrument on a day with a change."""
    match edit:
        case LongerPeriod() if day == edit.day:
            return edit.law(number)
        case RuleSetEdit() | ThresholdEdit() | ThresholdDayEdit() | ShorterPeriod():
            return edit.law(laws.law(number, day))
        case _:
            return laws.law(number, day)


def edited_plan(edit: Edit | None, loaded: LoadedPlan) -> LoadedPlan:
    """A plan with a change; that a file is in force on one day more changes no plan."""
    match edit:
        case RuleSetEdit() | ThresholdEdit() | ThresholdDayEdit() | ShorterPeriod():
            law = edit.law(loaded.law)
            return loaded if law is loaded.law else attrs.evolve(loaded, law=law)
        case PlanEdit() | AnswerEdit() | PlanDayEdit():
            return edit.loaded(loaded)
        case _:
            return loaded
