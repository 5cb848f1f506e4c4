"""The status of each subject of a decided register under a plan, as bit masks."""

import attrs
import numpy as np

from eligibility.allocation.columnar.keys import exactly_one
from eligibility.allocation.contest import Contest
from eligibility.allocation.ranking import is_value
from eligibility.deciding.columnar import DecidedRegister, engine_for
from eligibility.engines.columnar import Array, Bits


@attrs.frozen(eq=False)
class StatusMasks:
    """Four masks, one for each status: every subject is eligible, excluded, undetermined, or outside the scope.

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
        """The statuses of the subjects of a register."""
        plan = contest.loaded.plan
        result = register.found(plan.attribute)
        possible = [register.traced.bits(column).sure for column in result.values]
        conflict = register.traced.bits(result.conflict).sure
        domain = register.rule_sets[plan.attribute].concludes.domain
        may = conflict.copy()
        for mask, value in zip(possible, domain, strict=True):
            if is_value(value, plan.value):
                may |= mask
        sure = may & exactly_one(possible) & ~conflict
        scope = _scope(contest, register)
        undetermined = scope.may & ~(scope.sure & (sure | ~may))
        return cls(
            sure & scope.sure, scope.sure & ~may, undetermined, ~scope.may, conflict & scope.may, may & undetermined
        )


def _scope(contest: Contest, register: DecidedRegister) -> Bits:
    plan = contest.loaded.plan
    if plan.scope is None:
        everybody = ~np.zeros(len(register) // 64 + 1, dtype=np.uint64)
        return Bits(everybody, everybody)
    engine, _ = engine_for(contest.loaded.law, plan.subject, (plan.scope,))
    return engine.asked(register.traced, plan.scope)
