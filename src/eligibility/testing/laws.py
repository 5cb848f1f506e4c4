"""Law cache: the laws, plans and registers that scenarios ask for, each loaded once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import attrs

from eligibility.model import Law, LoadedPlan, folder_of
from eligibility.registers import Register, read_register
from eligibility.rulefiles import load_plan, load_rules, shipped_rules
from eligibility.sources import RuleError

K = TypeVar("K")
T = TypeVar("T")


@attrs.define
class LawCache:
    """Laws and plans by number and date, each loaded once: from `root` if it has the instrument, else as shipped."""

    root: Path | None = None
    laws: dict[tuple[str, date], Law] = attrs.field(factory=dict)
    plans: dict[tuple[str, date | None, bool], LoadedPlan] = attrs.field(factory=dict)
    refused: dict[object, RuleError] = attrs.field(factory=dict)

    def law(self, number: str, day: date) -> Law:
        """The law in force on a day. Raises `RuleError`, with the same problems each time."""
        return self._once(self.laws, (number, day), lambda: self._load_law(number, day))

    def plan(self, number: str, day: date | None, assume: bool) -> LoadedPlan:
        """A plan with its law. Raises `RuleError`, with the same problems each time."""
        return self._once(self.plans, (number, day, assume), lambda: self._load_plan(number, day, assume))

    def register(self, path: str, law: Law) -> Register:
        """A register of the rules' folder, completed by the lists of a law; read once for each law."""
        return law.cached(_read, path, self.root or shipped_rules())

    def _once(self, cache: dict[K, T], key: K, load: Callable[[], T]) -> T:
        if key in self.refused:
            raise RuleError(self.refused[key].problems)
        if key not in cache:
            try:
                cache[key] = load()
            except RuleError as error:
                self.refused[key] = error
                raise
        return cache[key]

    def _load_law(self, number: str, day: date) -> Law:
        return load_rules(self._source(number), day)

    def _load_plan(self, number: str, day: date | None, assume: bool) -> LoadedPlan:
        return load_plan(self._source(number), day, assume)

    def _source(self, number: str) -> str | Path:
        folder = self.root / folder_of(number) if self.root else None
        return folder if folder is not None and folder.is_dir() else number


def _read(law: Law, path: str, root: Path) -> Register:
    return read_register(path, law, root)
