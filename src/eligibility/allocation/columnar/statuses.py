"""The status of each subject of a decided register under a plan, as bit masks."""

import attrs
import numpy as np

from eligibility.allocation.columnar.keys import only
from eligibility.allocation.contest import Contest
from eligibility.allocation.ranking import is_value
from eligibility.deciding.columnar import DecidedRegister, engine_for
from eligibility.engines.columnar import Array, Bits


@attrs.frozen(eq=False)
class StatusMasks:
    """What is decided of each subject, as bits: each is eligible, excluded, undetermined, or outside.

    `conflict`: undetermined because rules contradict each other. `hopeful`: undetermined, and could yet be eligible,
    the law or the unknown facts permitting.
    """

    eligible: Array
    excluded: Array
    undetermined: Array
    outside: Array
    conflict: Array
    hopeful: Array

    @classmethod
    def of(cls, contest: Contest, register: DecidedRegister) -> "StatusMasks":
        """What a plan makes of each subject of a register."""
        plan = contest.loaded.plan
        found = register.found(plan.attribute)
        cans = [register.traced.bits(named).sure for named in found.values]
        at = next(
            (
                at
                for at, one in enumerate(register.rule_sets[plan.attribute].concludes.domain)
                if is_value(one, plan.value)
            ),
            None,
        )
        conflict = register.traced.bits(found.conflict).sure
        may = conflict if at is None else cans[at] | conflict
        sure = may & only(cans) & ~conflict
        scope = _scope(contest, register)
        open_ = scope.may & ~(scope.sure & (sure | ~may))
        return cls(sure & scope.sure, scope.sure & ~may, open_, ~scope.may, conflict & scope.may, may & open_)


def _scope(contest: Contest, register: DecidedRegister) -> Bits:
    loaded = contest.loaded
    if loaded.plan.scope is None:
        everybody = ~np.zeros(len(register) // 64 + 1, dtype=np.uint64)
        return Bits(everybody, everybody)
    engine, _ = engine_for(loaded.law, loaded.plan.subject, (loaded.plan.scope,))
    return engine.asked(register.traced, loaded.plan.scope)
