"""Mutation of the law: which changes of the rule files no scenario would notice."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs

from eligibility.deciding import Program
from eligibility.engines import Frame, walk_frames
from eligibility.model import Law, LoadedPlan, folder_of
from eligibility.rulefiles import shipped_rules
from eligibility.sources import Problem, Text
from eligibility.testing.gherkin import Scenario
from eligibility.testing.laws import LawCache
from eligibility.testing.mutation.accepted import AcceptedMutant, no_longer, unknown
from eligibility.testing.mutation.files import folders, mutants
from eligibility.testing.mutation.plans import touch_plan
from eligibility.testing.mutation.rules import Mutant, touch, touch_day
from eligibility.testing.mutation.workers import Task, killers
from eligibility.testing.overlay import LawOverlay
from eligibility.testing.runner import BoundScenario, ScenarioResult, run

Hook = Callable[[int, int], None]
"""Is told how many mutants of how many are done."""


@attrs.frozen
class MutantResult:
    """What came of a mutant: the scenario that noticed it, if one did, of how many that touch what it changes."""

    mutant: Mutant
    touching: int
    killer: Scenario | None
    accepted: AcceptedMutant | None = None

    @property
    def survived(self) -> bool:
        """Whether nobody noticed."""
        return self.killer is None

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
    """What came of the mutants of the law.

    `failing` are the scenarios that do not pass under the law itself: they notice nothing. `problems` are entries in
    the list of accepted survivors that name no mutant, or none that survives. `unnamed` are instruments and plans
    that no scenario names: they were not changed. `of` is how many mutants there are, also where only a sample ran.
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
        """Whether there is something to see to."""
        return bool(self.survivors or self.failing or self.problems)

    def rows(self, lang: str) -> Iterator[tuple[str, str, str]]:
        """For each survivor where it stands, what was changed, and what would have caught it."""
        for result in self.survivors:
            mutant = result.mutant
            yield f"{mutant.place.file}:{mutant.place.line}", mutant.what.in_(lang), _hint(result).in_(lang)

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


def _hint(result: MutantResult) -> Text:
    """What would have caught a survivor."""
    hint = result.mutant.hint
    if result.touching:
        return hint
    return Text(f"{hint.vi} (chưa kịch bản nào động đến)", f"{hint.en} (no scenario touches it yet)")


def mutate(
    scenarios: Sequence[BoundScenario],
    root: Path | None = None,
    accepted: Sequence[AcceptedMutant] = (),
    jobs: int = 1,
    sample: int | None = None,
    heard: Hook = lambda _done, _all: None,
) -> MutationReport:
    """Change one thing of the rules below a root at a time, and see which changes no scenario notices.

    Only the instruments and plans that the scenarios name are changed, in memory; with `sample` so many mutants,
    always the same ones. Raises `RuleError` where the rules themselves are wrong.
    """
    lender = LawOverlay(root, lender=LawCache(root))
    touched = _touched(scenarios, lender)
    names = frozenset[str]().union(*(one.numbers for one in touched))
    top = (root or shipped_rules()).resolve()
    every = mutants(top, names)
    chosen = _sampled(every, sample)
    tasks = [Task(mutant, _touching(mutant, touched)) for mutant in chosen]
    found: list[int | None] = [None] * len(tasks)
    for done, (at, killer) in enumerate(killers(scenarios, lender, tasks, jobs), start=1):
        found[at] = killer
        heard(done, len(tasks))
    pairs = zip(tasks, found, strict=True)
    results = tuple(_result_of(task, None if at is None else scenarios[at].scenario, accepted) for task, at in pairs)
    named = {folder_of(name) for name in names}
    return MutationReport(
        results,
        len(every),
        tuple(one.result for one in touched if one.result is not None and not one.passed),
        tuple(_problems(results, every, accepted)),
        tuple(folder.name for folder in folders(top, None) if folder.name not in named),
    )


def _result_of(task: Task, killer: Scenario | None, accepted: Sequence[AcceptedMutant]) -> MutantResult:
    mutant = task.mutant
    own = next((one for one in accepted if one.id in (mutant.id, mutant.part)), None)
    return MutantResult(mutant, len(task.scenarios), killer, own)


def _problems(
    results: Sequence[MutantResult], every: Sequence[Mutant], accepted: Sequence[AcceptedMutant]
) -> Iterator[Problem]:
    """The entries that name no mutant, and those that name none that survives."""
    known = {name: None for mutant in every for name in (mutant.id, mutant.part)}
    for one in accepted:
        own = [result for result in results if one.id in (result.mutant.id, result.mutant.part)]
        if one.id not in known:
            yield unknown(one, [*known])
        elif own and not any(result.survived for result in own):
            yield no_longer(one)


def _sampled(every: Sequence[Mutant], sample: int | None) -> tuple[Mutant, ...]:
    """So many mutants in their order, chosen by the hash of their identifiers."""
    if sample is None:
        return tuple(every)
    hashed = sorted(every, key=lambda mutant: sha256(mutant.id.encode()).digest())
    taken = {mutant.id for mutant in hashed[:sample]}
    return tuple(mutant for mutant in every if mutant.id in taken)


# ── touching ─────────────────────────────────────────────────────────────────────────────────────


@attrs.define
class _Touched:
    """What a scenario touched under the law itself, what it cost in frames, and what came of it."""

    result: ScenarioResult | None = None
    touches: set[str] = attrs.field(factory=set)
    numbers: set[str] = attrs.field(factory=set)
    frames: int = 0

    @property
    def passed(self) -> bool:
        """Whether it passed."""
        return self.result is not None and self.result.passed

    def names(self, folder: str) -> bool:
        """Whether it names the instrument or plan of this folder."""
        return any(folder_of(number) == folder for number in self.numbers)

    def traced(self, program: Program, frame: Frame) -> None:
        """Note the rule sets evaluated on a frame."""
        self.frames += sum(1 for _ in walk_frames(program.layout, frame))
        for layout in program.layout.walk():
            self.touches |= {touch(rule_set) for rule_set in program.law.of(layout.kind.name)}


@attrs.define
class _TrackedOverlay(LawOverlay):
    """Laws that note what is asked of them by the scenario that runs now."""

    now: _Touched = attrs.field(kw_only=True)

    def note(self, program: Program, frame: Frame) -> None:
        """Note a frame that tracing has been through."""
        self.now.traced(program, frame)

    def law(self, number: str, day: date) -> Law:
        self.now.numbers.add(number)
        self.now.touches.add(touch_day(day))
        return LawOverlay.law(self, number, day)

    def plan(self, number: str, day: date | None, assume: bool) -> LoadedPlan:
        self.now.numbers.add(number)
        loaded = LawOverlay.plan(self, number, day, assume)
        self.now.touches |= {touch_plan(loaded.plan.place.file), touch_day(loaded.law.as_of)}
        return loaded


def _touched(scenarios: Sequence[BoundScenario], lender: LawOverlay) -> list[_Touched]:
    """Each scenario run once under the law itself, with all that it touches."""
    found: list[_Touched] = []
    watched = _TrackedOverlay(lender.root, lender=lender, now=_Touched())
    watched.traced = watched.note
    for one in scenarios:
        watched.now = _Touched()
        found.append(watched.now)
        watched.now.result = run(one, watched)[0]
    return found


def _touching(mutant: Mutant, touched: Sequence[_Touched]) -> tuple[int, ...]:
    """The scenarios that may notice a mutant: those that name its instrument first, and the quickest first."""
    folder = mutant.part.partition("/")[0]
    found = [at for at, one in enumerate(touched) if one.passed and mutant.touches & one.touches]
    return tuple(sorted(found, key=lambda at: (not touched[at].names(folder), touched[at].frames, at)))
