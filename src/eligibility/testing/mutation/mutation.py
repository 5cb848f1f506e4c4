"""Mutation of the law: the changes of the rule files that no scenario notices."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs

from eligibility.model import folder_of
from eligibility.rulefiles import shipped_rules
from eligibility.sources import Problem, Text
from eligibility.testing.gherkin import Scenario
from eligibility.testing.laws import LawCache
from eligibility.testing.mutation.accepted import AcceptedMutant, no_longer, unknown
from eligibility.testing.mutation.files import folders, mutants
from eligibility.testing.mutation.rules import Mutant
from eligibility.testing.mutation.touches import Touches, touches_of
from eligibility.testing.mutation.workers import Task, killers
from eligibility.testing.overlay import LawOverlay
from eligibility.testing.runner import BoundScenario, ScenarioResult


@attrs.frozen
class MutantResult:
    """The result of a mutant: the scenario that noticed it, if one did, of how many that touch what it changes."""

    mutant: Mutant
    touching: int
    killer: Scenario | None
    accepted: AcceptedMutant | None = None

    @property
    def survived(self) -> bool:
        """True where no scenario noticed."""
        return self.killer is None

    @property
    def hint(self) -> Text:
        """The scenario that would have noticed."""
        hint = self.mutant.hint
        if self.touching:
            return hint
        return Text(f"{hint.vi} (chưa kịch bản nào động đến)", f"{hint.en} (no scenario touches it yet)")

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        mutant = self.mutant
        return {
            "id": mutant.id,
            "file": mutant.place.file,
            "line": mutant.place.line,
            "what": attrs.asdict(mutant.what),
            "hint": attrs.asdict(mutant.hint),
            "survived": self.survived,
            "touching": self.touching,
            "killed_by": f"{self.killer.place}: {self.killer.title}" if self.killer else None,
            "accepted": attrs.asdict(self.accepted.reason) if self.accepted else None,
        }


@attrs.frozen
class MutationReport:
    """The results of the mutants of the law.

    `failing` are the scenarios that do not pass under the law itself: they notice nothing. `problems` are entries in
    the list of accepted survivors that name no mutant, or none that survives. `unnamed` are instruments and plans
    that no scenario names: they were not changed. `of` is the number of mutants, also where only a sample ran.
    """

    results: tuple[MutantResult, ...]
    of: int
    failing: tuple[ScenarioResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    unnamed: tuple[str, ...] = ()

    @property
    def killed(self) -> tuple[MutantResult, ...]:
        """The mutants that a scenario noticed."""
        return tuple(result for result in self.results if not result.survived)

    @property
    def survivors(self) -> tuple[MutantResult, ...]:
        """The mutants that no scenario noticed, and that nobody accepted."""
        return tuple(result for result in self.results if result.survived and result.accepted is None)

    @property
    def accepted(self) -> tuple[MutantResult, ...]:
        """The mutants that may survive, and do."""
        return tuple(result for result in self.results if result.survived and result.accepted is not None)

    @property
    def findings(self) -> bool:
        """True where there is something to correct."""
        return bool(self.survivors or self.failing or self.problems)

    def rows(self, lang: str) -> Iterator[tuple[str, str, str]]:
        """For each survivor its place, the change, and what would have noticed it."""
        for result in self.survivors:
            place = result.mutant.place
            yield f"{place.file}:{place.line}", result.mutant.what.in_(lang), result.hint.in_(lang)

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "mutants": self.of,
            "tried": len(self.results),
            "killed": len(self.killed),
            "survivors": [result.as_dict() for result in self.survivors],
            "accepted": [result.as_dict() for result in self.accepted],
            "failing": [f"{result.scenario.place}: {result.scenario.title}" for result in self.failing],
            "problems": [problem.text("en") for problem in self.problems],
            "unnamed": list(self.unnamed),
        }


def mutate(
    scenarios: Sequence[BoundScenario],
    root: Path | None = None,
    accepted: Sequence[AcceptedMutant] = (),
    jobs: int = 1,
    sample: int | None = None,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> MutationReport:
    """Change one thing of the rules below a root at a time, and find the changes that no scenario notices.

    Only the instruments and plans that the scenarios name are changed, in memory; with `sample` so many mutants,
    always the same ones. `report` receives the numbers of mutants done and of all. Raises `RuleError` where the rules
    themselves are wrong.
    """
    lender = LawOverlay(root, lender=LawCache(root))
    touched = touches_of(scenarios, lender)
    numbers = frozenset[str]().union(*(touches.numbers for touches in touched))
    folder = (root or shipped_rules()).resolve()
    every = mutants(folder, numbers)
    tasks = [Task(mutant, _touching(mutant, touched)) for mutant in _sampled(every, sample)]
    killed_by: dict[int, Scenario] = {}
    for done, (task, killer) in enumerate(killers(scenarios, lender, tasks, jobs), start=1):
        if killer is not None:
            killed_by[task] = scenarios[killer].scenario
        report(done, len(tasks))
    results = tuple(_result(task, killed_by.get(index), accepted) for index, task in enumerate(tasks))
    named = {folder_of(number) for number in numbers}
    return MutationReport(
        results,
        len(every),
        tuple(touches.result for touches in touched if not touches.result.passed),
        tuple(_problems(results, every, accepted)),
        tuple(each.name for each in folders(folder, None) if each.name not in named),
    )


def _result(task: Task, killer: Scenario | None, accepted: Sequence[AcceptedMutant]) -> MutantResult:
    mutant = task.mutant
    entry = next((entry for entry in accepted if entry.id in (mutant.id, mutant.part)), None)
    return MutantResult(mutant, len(task.scenarios), killer, entry)


def _problems(
    results: Sequence[MutantResult], every: Sequence[Mutant], accepted: Sequence[AcceptedMutant]
) -> Iterator[Problem]:
    """The entries that name no mutant, and those that name none that survives."""
    ids = {name: None for mutant in every for name in (mutant.id, mutant.part)}
    for entry in accepted:
        survived = [result.survived for result in results if entry.id in (result.mutant.id, result.mutant.part)]
        if entry.id not in ids:
            yield unknown(entry, [*ids])
        elif survived and not any(survived):
            yield no_longer(entry)


def _sampled(every: Sequence[Mutant], sample: int | None) -> Sequence[Mutant]:
    """So many mutants in their order, chosen by the hash of their identifiers."""
    if sample is None:
        return every
    hashed = sorted(every, key=lambda mutant: sha256(mutant.id.encode()).digest())
    ids = {mutant.id for mutant in hashed[:sample]}
    return [mutant for mutant in every if mutant.id in ids]


def _touching(mutant: Mutant, touched: Sequence[Touches]) -> tuple[int, ...]:
    """The scenarios that may notice a mutant: those that name its instrument first, and the quickest first."""
    folder = mutant.part.partition("/")[0]
    ranked = [
        (not touches.names(folder), touches.frames, position)
        for position, touches in enumerate(touched)
        if touches.result.passed and mutant.touches & touches.marks
    ]
    return tuple(position for *_, position in sorted(ranked))
