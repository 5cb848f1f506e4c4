"""What it costs to allocate a whole register that is decided, beside numpy written by hand for one plan.

A million communes of 63 provinces, decided by a small law; three keys and the code; four places for each province.
`python benchmarks/allocate.py [NUMBER OF COMMUNES]`. Both are run in turn, and the least time of each counts.
"""

import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl

from eligibility.allocation.columnar import AllocatedRegister, allocate_register
from eligibility.deciding.columnar import DecidedRegister, decide_register
from eligibility.model import (
    AllOf,
    Attribute,
    Choice,
    Choices,
    Citation,
    Condition,
    Fact,
    HitPolicy,
    Key,
    Law,
    Leaf,
    Limit,
    Literal,
    LoadedPlan,
    Op,
    Otherwise,
    Plan,
    Quota,
    Rule,
    RuleSet,
    SubjectType,
    Test,
    Type,
    declare,
)
from eligibility.model.columns import Columns
from eligibility.sources import Text

ROUNDS = 40
PER_PROVINCE = 4
NOTHING = Text("", "")
CITE = (Citation("1"),)
ATTRIBUTES = (
    Attribute("code", NOTHING, Type.CODE, width=7),
    Attribute("province_code", NOTHING, Type.CODE, width=2),
    Attribute("region", NOTHING, Type.CHOICE, choices=("I", "II", "III"), nullable=True),
    Attribute("points", NOTHING, Type.COUNT),
    Attribute("households", NOTHING, Type.COUNT),
    Attribute("poor", NOTHING, Type.COUNT, part_of=("households",)),
)
COMMUNE = declare(SubjectType("commune", NOTHING, {one.name: one for one in ATTRIBUTES}, {}, object), "Commune")


def leaf(name: str, *values: Choice | int) -> Leaf:
    return Leaf(Fact(name), (Test(Op.IS, tuple(Literal(value) for value in values)),))


def rule(name: str, when: Condition, then: Choice) -> Rule:
    return Rule(name, NOTHING, CITE, when, then)


def law() -> Law:
    """A commune is in a group by its region, and eligible in a group where it has no point yet."""
    group = Attribute("group", NOTHING, Type.CHOICE, choices=("first", "second"), nullable=True)
    groups = (rule("first", leaf("region", "III"), "first"), rule("second", leaf("region", "II"), "second"))
    fits = (rule("fits", AllOf((leaf("group", "first", "second"), leaf("points", 0))), True),)
    by_group = RuleSet("1", "group", NOTHING, "commune", group, HitPolicy.FIRST, groups, Otherwise(None, CITE))
    fit = Attribute("fit", NOTHING, Type.YES_NO)
    eligible = RuleSet("1", "fit", NOTHING, "commune", fit, HitPolicy.UNIQUE, fits, Otherwise(False, CITE))
    return Law("1", date(2023, 7, 5), (by_group, eligible), {}, {"commune": COMMUNE}, {})


def planned(number: int) -> LoadedPlan:
    """A plan with three keys and so many places for each province."""
    order = (
        Key("group", None, False, ("first", "second"), NOTHING),
        Key("poor", "households", True, (), NOTHING),
        Key("households", None, True, (), NOTHING),
    )
    limits = (Limit("province_code", PER_PROVINCE, reason=NOTHING),)
    quota = Quota(0, number, CITE)
    plan = Plan("1", NOTHING, "", "commune", None, "fit", True, quota, None, (), ())
    return LoadedPlan(plan, law(), Choices("", None, order, limits), (), "")


def register(number: int) -> Columns:
    """Communes in the order of their provinces, of which all is known; about a quarter are eligible."""
    rng = np.random.default_rng(0)
    households = rng.integers(500, 5_000, number)
    provinces = pl.Series([f"{at:02d}" for at in range(1, 64)])
    table = pl.DataFrame(
        {
            "code": pl.Series([f"{at:07d}" for at in range(number)]),
            "province_code": provinces.gather(np.sort(rng.integers(0, 63, number))),
            "region": (1 << rng.integers(0, 4, number)).astype(np.uint8),
            "points": rng.integers(0, 2, number),
            "households": households,
            "poor": (households * rng.random(number) / 2).astype(np.int64),
        }
    )
    return Columns(COMMUNE, table)


def ours(loaded: LoadedPlan, decided: DecidedRegister) -> AllocatedRegister:
    """The allocation, asked for who is awarded and who waits because of what."""
    found = allocate_register(loaded, decided)
    assert found.awarded.any()
    assert found.waitlist.any()
    assert found.limited.any()
    return found


def by_hand(eligible: np.ndarray, province: np.ndarray, columns: dict[str, np.ndarray]) -> np.ndarray:
    """The same for this plan alone, from numbers already at hand: all in order, then the first of each province."""
    rows = np.flatnonzero(eligible)
    group, poor, whole = (columns[name][rows] for name in ("group", "poor", "households"))
    own = province[rows]
    order = np.lexsort((rows, -whole, -(poor / whole), group, own))
    return _first(rows[order], own[order])


def by_threshold(eligible: np.ndarray, province: np.ndarray, columns: dict[str, np.ndarray]) -> np.ndarray:
    """The same, where the provinces come one after another: a threshold for each of them, then only the few."""
    rows = np.flatnonzero(eligible)
    group, poor, whole = (columns[name][rows] for name in ("group", "poor", "households"))
    own, head = province[rows], group - poor / whole
    ends = np.searchsorted(own, np.arange(64))
    few = np.concatenate(
        [
            start + np.flatnonzero(part <= np.partition(part, PER_PROVINCE - 1)[PER_PROVINCE - 1])
            for start, part in zip(ends[:-1], np.split(head, ends[1:-1]), strict=True)
        ]
    )
    order = few[np.lexsort((rows[few], -whole[few], -(poor / whole)[few], group[few], own[few]))]
    taken = np.zeros(len(eligible), dtype=bool)
    taken[_first(rows[order], own[order])] = True
    return np.flatnonzero(taken)


def _first(rows: np.ndarray, own: np.ndarray) -> np.ndarray:
    starts = np.searchsorted(own, own, side="left")
    return np.sort(rows[np.arange(len(rows)) - starts < PER_PROVINCE])


def least(run: Callable[[], object]) -> float:
    """How long one round takes, in milliseconds."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    number = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    loaded, columns = planned(number), register(number)
    decided = decide_register(loaded.law, columns)
    table, held = columns.table, decided.may_be("group")
    own = {
        "group": (held == np.uint64(2)).astype(np.int64),
        "poor": table["poor"].to_numpy(),
        "households": table["households"].to_numpy(),
    }
    eligible, province = decided.may_be("fit") == np.uint64(1), table["province_code"].cast(int).to_numpy() - 1
    once = least(lambda: decided.twice)
    runs = {
        "allocate_register": lambda: ours(loaded, decided),
        "… and the rank of each": lambda: ours(loaded, decided).ranks,
        "by hand, all in order": lambda: by_hand(eligible, province, own),
        "by hand, by threshold": lambda: by_threshold(eligible, province, own),
    }
    awarded = np.flatnonzero(ours(loaded, decided).awarded)
    assert (awarded == by_hand(eligible, province, own)).all()
    assert (awarded == by_threshold(eligible, province, own)).all()
    rounds = [{name: least(run) for name, run in runs.items()} for _ in range(ROUNDS)]
    print(f"{number} communes, {np.count_nonzero(eligible)} eligible, {len(awarded)} awarded")
    print(f"{'no code twice, once':24} {once:8.1f} ms")
    for name in runs:
        print(f"{name:24} {min(one[name] for one in rounds):8.1f} ms")


if __name__ == "__main__":
    main()
