"""Edits: one change of a law or plan in memory. The files are never touched."""

from datetime import date
from pathlib import Path

import attrs

from eligibility.model import Answer, Assumption, Choices, Law, LoadedPlan, Plan, RuleSet, Threshold, folder_of
from eligibility.rulefiles import Corpus, LawReader, load_plan
from eligibility.sources import Place, Problem, RuleError, Text
from eligibility.testing.laws import LawCache


@attrs.frozen
class RuleSetEdit:
    """A rule set in the place of another, whichever day that was loaded for."""

    before: RuleSet
    after: RuleSet

    def law(self, law: Law) -> Law:
        """The law with the change; the same object if it does not contain the rule set."""
        before = self.before.name, self.before.place
        matches = [(rule_set.name, rule_set.place) == before for rule_set in law.rule_sets]
        if not any(matches):
            return law
        pairs = zip(law.rule_sets, matches, strict=True)
        return attrs.evolve(law, rule_sets=tuple(self.after if match else rule_set for rule_set, match in pairs))


@attrs.frozen
class ThresholdEdit:
    """A named value in the place of another: of the row `before` on each of its days, or on one `day` only."""

    name: str
    after: Threshold
    before: Threshold | None = None
    day: date | None = None

    def law(self, law: Law) -> Law:
        """The law with the change; the same object if it does not contain the value on its day."""
        threshold = law.thresholds.get(self.name)
        if threshold is None or self.day not in (None, law.as_of):
            return law
        if self.before is not None and threshold.place != self.before.place:
            return law
        return attrs.evolve(law, thresholds={**law.thresholds, self.name: self.after})


@attrs.frozen
class ShorterPeriod:
    """A file that is not yet, or no longer, in force on the first or last day of its period."""

    file: str
    day: date

    def law(self, law: Law) -> Law:
        """The law; `RuleError` if one of its rule sets is in that file."""
        if law.as_of != self.day or all(rule_set.place.file != self.file for rule_set in law.rule_sets):
            return law
        what = Text(f"không có hiệu lực vào {self.day}", f"it is not in force on {self.day}")
        raise RuleError([Problem(Place(self.file), what)])


@attrs.frozen
class LongerPeriod:
    """A file that is in force on one day more."""

    root: Path
    path: Path
    day: date

    def read(self, number: str) -> Law:
        """The law of an instrument on that day."""
        reader = _LongerReader(Corpus.at(self.root), self.day, path=self.path)
        folder = reader.corpus.root / folder_of(number)
        reader.in_force(folder, Place(reader.corpus.shown(folder)))
        law = reader.law()
        if reader.found:
            raise RuleError(reader.found)
        return law


@attrs.define
class _LongerReader(LawReader):
    """Reads the law as if one file were in force."""

    path: Path = attrs.field(kw_only=True)

    def _current(self, folder: Path, place: Place) -> None:
        file = self._opened(self.path) if folder.resolve() == self.path.parent.resolve() else None
        if file is None:
            super()._current(folder, place)
        else:
            self._add(file, self.path)


@attrs.frozen
class PlanEdit:
    """A plan, or the choices or assumptions beside it, in the place of others."""

    file: str
    plan: Plan | None = None
    choices: Choices | None = None
    assumptions: tuple[Assumption, ...] | None = None

    def loaded(self, loaded: LoadedPlan) -> LoadedPlan:
        """The plan with the change; assumptions are changed only if it was loaded with them."""
        assumed = self.assumptions if self.assumptions is not None and loaded.assumptions else loaded.assumptions
        return attrs.evolve(
            loaded, plan=self.plan or loaded.plan, choices=self.choices or loaded.choices, assumptions=assumed
        )


@attrs.frozen
class AnswerEdit:
    """A planner's answer changed, or removed."""

    file: str
    rule: str
    answer: Answer | None

    def loaded(self, loaded: LoadedPlan) -> LoadedPlan:
        """The plan under a law with the change."""
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
        return load_plan(self.path, self.day, bool(loaded.assumptions))


LawEdit = RuleSetEdit | ThresholdEdit | ShorterPeriod
OfPlan = PlanEdit | AnswerEdit | PlanDayEdit
Edit = LawEdit | LongerPeriod | OfPlan


def edited_law(edit: Edit | None, laws: LawCache, number: str, day: date) -> Law:
    """The law of an instrument on a day with a change."""
    if isinstance(edit, LongerPeriod) and day == edit.day:
        return edit.read(number)
    law = laws.law(number, day)
    return edit.law(law) if isinstance(edit, LawEdit) else law


def edited_plan(edit: Edit | None, loaded: LoadedPlan) -> LoadedPlan:
    """A plan with a change; the same object if it is unchanged, as by a file that is in force on one day more."""
    if isinstance(edit, LawEdit):
        law = edit.law(loaded.law)
        return loaded if law is loaded.law else attrs.evolve(loaded, law=law)
    if isinstance(edit, OfPlan) and loaded.plan.place.file == edit.file:
        return edit.loaded(loaded)
    return loaded
