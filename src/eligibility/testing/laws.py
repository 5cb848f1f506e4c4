"""Law cache: the laws, plans and registers that scenarios ask for, each loaded once."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import attrs

from eligibility.model import Answer, Law, LoadedPlan, folder_of
from eligibility.registers import Register, read_register
from eligibility.rulefiles import load_plan, load_rules, shipped_rules
from eligibility.sources import RuleError, Text


@attrs.define
class LawCache:
    """Laws and plans by number and date, each loaded once."""

    root: Path | None = None
    laws: dict[tuple[str, date], Law] = attrs.field(factory=dict)
    plans: dict[tuple[str, date | None, bool], LoadedPlan] = attrs.field(factory=dict)
    refused: dict[object, RuleError] = attrs.field(factory=dict)

    def law(self, number: str, day: date) -> Law:
        """The law in force on a day. Raises `RuleError`, the same one each time."""
        key = (number, day)
        if key in self.refused:
            raise RuleError(self.refused[key].problems)
        if key not in self.laws:
            try:
                law = load_rules(self._at(number), day)
            except RuleError as error:
                self.refused[key] = error
                raise
            self.laws[key] = law
        return self.laws[key]

    def plan(self, number: str, day: date | None, assume: bool) -> LoadedPlan:
        """A plan with its law."""
        key = (number, day, assume)
        if key not in self.plans:
            self.plans[key] = load_plan(self._at(number), day, assume)
        return self.plans[key]

    def register(self, path: str, law: Law) -> Register:
        """A register of the rules' folder, completed by the lists of a law; read once for each law."""
        key = f"register {path}"
        found: Register | None = law.memo.get(key)
        return found or law.memo.setdefault(key, read_register(path, law, self.root or shipped_rules()))

    def answered(self, law: Law, answers: Mapping[str, bool | None]) -> Law:
        """The law with these answers to what it leaves open (None: with no answer); the same one each time."""
        if not answers:
            return law
        key = f"answered {sorted(answers.items(), key=str)}"
        found: Law | None = law.memo.get(key)
        if found is None:
            stated = ((rule, holds) for rule, holds in answers.items() if holds is not None)
            given = {rule: Answer(holds, "", None, Text("", "")) for rule, holds in stated}
            kept = {rule: answer for rule, answer in law.answers.items() if rule not in answers}
            found = law.memo.setdefault(key, attrs.evolve(law, answers={**kept, **given}))
        return found

    def _at(self, number: str) -> str | Path:
        folder = self.root / folder_of(number) if self.root else None
        return folder if folder is not None and folder.is_dir() else number
