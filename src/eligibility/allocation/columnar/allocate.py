"""Award a plan's places among a register read or decided as columns."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from eligibility.allocation.allocation import refuse_twice
from eligibility.allocation.assumptions import assume
from eligibility.allocation.columnar.keys import zero_denominators
from eligibility.allocation.columnar.register import AllocatedRegister
from eligibility.allocation.columnar.statuses import StatusMasks
from eligibility.allocation.contest import Contest
from eligibility.deciding import all_with_annexes, program_for
from eligibility.deciding.columnar import DecidedRegister, decide_register, needed
from eligibility.engines.columnar import IndexedRegister, columns_read
from eligibility.model import AppliedAnnexes, Facts, LoadedPlan
from eligibility.model.columns import Columns, columns_of, facts_at, facts_of
from eligibility.registers.columnar import open_columns
from eligibility.sources import FactError, Place, Problem, Text


def wanted_by(loaded: LoadedPlan) -> Mapping[str, Collection[str]]:
    """By kind of subject the attributes that have to be read to allocate a register under a plan."""
    law, plan, contest = loaded.law, loaded.plan, Contest.of(loaded)
    if loaded.assumptions:
        return {name: {*kind.attributes} for name, kind in law.vocabulary.items()}
    wanted = {kind: {*names} for kind, names in needed(law, plan.subject).items()}
    for kind, names in columns_read(contest.program.layout).items():
        wanted.setdefault(kind, set()).update(names)
    keys = [name for ranker in contest.rankers for name in ranker.names]
    wanted[plan.subject].update(keys, (limit.by for limit in loaded.limits))
    return wanted


def allocate_register(
    loaded: LoadedPlan, register: str | Path | DecidedRegister | Columns | IndexedRegister | Iterable[Any]
) -> AllocatedRegister:
    """Award a plan's places among a whole register, as `allocate` does it.

    A register that was decided under the plan's law is not decided again. Columns must include the attributes that
    the plan reads (`wanted_by`): those left out are unknown. Assumptions are applied subject by subject, which takes
    its time. Raises `FactError` as `allocate` does, and where the plan's subjects belong to others.
    """
    law, subject = loaded.law, loaded.plan.subject
    if program_for(law, subject).path:
        what = Text(f"{subject} thuộc đối tượng khác: phải phân bổ từng đối tượng", f"a {subject} belongs to others")
        raise FactError([Problem(Place(subject), what, Text("allocate", "allocate"))])
    if isinstance(register, str | Path):
        register = open_columns(register, law, wanted_by(loaded)).whole(subject)
    if not isinstance(register, DecidedRegister | IndexedRegister | Columns):
        group, _ = all_with_annexes(
            law, subject, [facts if isinstance(facts, Facts) else Facts(facts) for facts in register]
        )
        register = _with_assumptions(loaded, group)
    elif loaded.assumptions:
        columns = register if isinstance(register, Columns) else _columns(register)
        register = _with_assumptions(loaded, [*facts_of(law, columns)])
    if not isinstance(register, DecidedRegister) or register.law is not law:
        register = decide_register(law, _columns(register) if isinstance(register, DecidedRegister) else register)
    contest = Contest.of(loaded)
    refuse_twice(register.twice)
    _refuse_zero_denominators(contest, register)
    return AllocatedRegister(loaded, register, contest, StatusMasks.of(contest, register))


def _columns(register: DecidedRegister | IndexedRegister) -> Columns:
    return register.traced.columns if isinstance(register, DecidedRegister) else register.columns


def _with_assumptions(loaded: LoadedPlan, group: list[Facts]) -> Columns:
    law = loaded.law
    columns = columns_of(law, law.vocabulary[loaded.plan.subject], assume(loaded, group)[0])
    return attrs.evolve(columns, annexes=AppliedAnnexes(law.listings))


def _refuse_zero_denominators(contest: Contest, register: DecidedRegister) -> None:
    """Refuse ratios to 0 in the words of the allocation that decides one subject after the other."""
    rankers = [ranker for ranker in contest.rankers if ranker.whole]
    for row in sorted(row for ranker in rankers for row in zero_denominators(ranker, register)[:1].tolist()):
        contest.candidate(facts_at(register.law, register.traced.columns, row))


def allocate_at(loaded: LoadedPlan, path: str, root: Path | None = None) -> AllocatedRegister:
    """Award a plan's places among the register at a path."""
    source = open_columns(path, loaded.law, wanted_by(loaded), root)
    return allocate_register(loaded, source.whole(loaded.plan.subject))
