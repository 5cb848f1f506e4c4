"""Labour: the scenarios that may notice a mutant, run until one does, in one process or in several."""

import multiprocessing
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import attrs

from eligibility.testing.gherkin import Scenario
from eligibility.testing.laws import LawCache
from eligibility.testing.mutation.rules import Mutant
from eligibility.testing.overlay import LawOverlay
from eligibility.testing.runner import BoundScenario, run
from eligibility.testing.steps import bind


@attrs.frozen
class Task:
    """A mutant and the positions of the scenarios that may notice it, in the order in which they are tried."""

    mutant: Mutant
    scenarios: tuple[int, ...]


Kill = tuple[int, int | None]
"""The position of a task and that of the scenario that noticed its mutant, if one did."""


def killers(scenarios: Sequence[BoundScenario], lender: LawOverlay, tasks: Sequence[Task], jobs: int) -> Iterator[Kill]:
    """For each task the first scenario that notices its mutant, as they are found."""
    if jobs < 2:
        for at, task in enumerate(tasks):
            yield at, killer(task, scenarios, lender)
        return
    context = multiprocessing.get_context("spawn")
    plain = tuple(one.scenario for one in scenarios)
    numbered = list(enumerate(tasks))
    workers: dict[Connection, BaseProcess] = {}
    try:
        for share in range(jobs):
            receiver, sender = context.Pipe(duplex=False)
            arguments = (sender, plain, lender.root, tuple(numbered[share::jobs]))
            process: BaseProcess = context.Process(target=labour, args=arguments, daemon=True)
            process.start()
            sender.close()
            workers[receiver] = process
        yield from _heard(workers)
    finally:
        for process in workers.values():
            process.terminate()
            process.join()


def _heard(workers: dict[Connection, BaseProcess]) -> Iterator[Kill]:
    """What the workers find out, until the last of them is done."""
    open_ = dict(workers)
    while open_:
        for connection in wait(list(open_)):
            assert isinstance(connection, Connection)
            try:
                yield connection.recv()
            except EOFError:
                process = open_.pop(connection)
                process.join()
                if process.exitcode:
                    # Nothing is reported as noticed or unnoticed that did not run.
                    raise RuntimeError(f"a worker stopped with exit code {process.exitcode}") from None


def labour(
    sender: Connection, scenarios: Sequence[Scenario], root: Path | None, tasks: Sequence[tuple[int, Task]]
) -> None:
    """Do a share of the tasks, and say of each what came of it; stop where nobody listens any more."""
    bound = tuple(BoundScenario(scenario, bind(scenario)) for scenario in scenarios)
    lender = LawOverlay(root, lender=LawCache(root))
    try:
        for at, task in tasks:
            sender.send((at, killer(task, bound, lender)))
    except BrokenPipeError:
        return
    finally:
        sender.close()


def killer(task: Task, scenarios: Sequence[BoundScenario], lender: LawOverlay) -> int | None:
    """The first scenario that passes under the law and not under the mutant."""
    laws = LawOverlay(lender.root, lender=lender, edit=task.mutant.edit)
    return next((at for at in task.scenarios if not run(scenarios[at], laws)[0].passed), None)
