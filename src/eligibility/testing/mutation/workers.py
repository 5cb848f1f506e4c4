"""Workers: the relevant scenarios run against each mutant until one fails, in one process or in several."""

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
    """The first scenario that notices the mutant of each task, as they are found."""
    if jobs < 2:
        for position, task in enumerate(tasks):
            yield position, killer(task, scenarios, lender)
        return
    context = multiprocessing.get_context("spawn")
    plain = tuple(bound.scenario for bound in scenarios)
    numbered = list(enumerate(tasks))
    workers: dict[Connection, BaseProcess] = {}
    try:
        for share in range(jobs):
            receiver, sender = context.Pipe(duplex=False)
            arguments = (sender, plain, lender.root, tuple(numbered[share::jobs]))
            process: BaseProcess = context.Process(target=work, args=arguments, daemon=True)
            process.start()
            sender.close()
            workers[receiver] = process
        yield from _received(workers)
    finally:
        for process in workers.values():
            process.terminate()
            process.join()


def _received(workers: dict[Connection, BaseProcess]) -> Iterator[Kill]:
    """The findings of all workers. Raises `RuntimeError` if one of them stops before its end."""
    running = dict(workers)
    while running:
        for connection in wait(list(running)):
            assert isinstance(connection, Connection)
            try:
                yield connection.recv()
            except EOFError:
                process = running.pop(connection)
                process.join()
                if process.exitcode:
                    # Nothing is reported as noticed or unnoticed that did not run.
                    raise RuntimeError(f"a worker stopped with exit code {process.exitcode}") from None


def work(
    sender: Connection, scenarios: Sequence[Scenario], root: Path | None, tasks: Sequence[tuple[int, Task]]
) -> None:
    """Do a share of the tasks and send the finding of each; stop where the receiver is closed."""
    bound = tuple(BoundScenario(scenario, bind(scenario)) for scenario in scenarios)
    lender = LawOverlay(root, lender=LawCache(root))
    try:
        for position, task in tasks:
            sender.send((position, killer(task, bound, lender)))
    except BrokenPipeError:
        return
    finally:
        sender.close()


def killer(task: Task, scenarios: Sequence[BoundScenario], lender: LawOverlay) -> int | None:
    """The position of the first scenario that passes under the law and not under the mutant."""
    laws = LawOverlay(lender.root, lender=lender, edit=task.mutant.edit)
    return next((position for position in task.scenarios if not run(scenarios[position], laws)[0].passed), None)
