"""The workload: seeded columns of communes and their villages, and what every contender must find in them.

Three rules: *region III*; *a share of poor households of 20 % or more, and more than 20 km of road*; *two or more
specially difficult villages*. Eligible is to whom one applies. The score has three parts: the share of poor households
(more first), the road (longer first), the support points (fewer first). In every province the first four of the
eligible are awarded; equals are parted by their code. In numbers: the share as poor × 10⁹ // households, which orders
and equals as the exact ratio does for fewer than 31,623 households (two shares differ by more than 10⁻⁹ or not at
all); an unknown part comes last.
"""

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

RULES = Path(__file__).parent / "rules"
PROVINCES = 63
AWARDS = 4
GAP = 0.05
PPB = 10**9
NO, OPEN, YES = 0, 1, 2
REGIONS = (None, "I", "II", "III")
UNKNOWN_SCORE = (-1, -1, -1_000)
SEED = 20_260_101


class Found(NamedTuple):
    """What a contender found, in the order of the register; awards by province, then by rank.

    `states` and `undetermined` have a bit for each rule; `score` is that of the eligible, larger is better.
    """

    states: Any
    undetermined: Any
    eligible: Any
    score: Any
    awarded: Any

    def digest(self) -> str:
        """The same for the same findings, whatever held them."""
        seen = hashlib.sha256()
        for values, kind in zip(self, (np.uint8, np.uint8, np.uint8, np.int64, np.int64), strict=True):
            array = np.ascontiguousarray(values, dtype=kind)
            seen.update(repr(array.size).encode() + array.tobytes())
        return seen.hexdigest()[:16]


class Column(NamedTuple):
    """Values, and which of them are known."""

    values: np.ndarray
    known: np.ndarray

    def filled(self, value: object) -> np.ndarray:
        """The values, with this one in place of those that are unknown."""
        return np.where(self.known, self.values, np.asarray(value, dtype=self.values.dtype))


class Data:
    """A register of `communes` in columns: villages stand in commune order, those of commune i from offsets[i] on.

    `unknowns` is the share of facts that are unknown; without any, every commune's villages are complete.
    """

    def __init__(self, communes: int, unknowns: float = 0.0, seed: int = SEED) -> None:
        rng = np.random.default_rng(seed)
        self.communes, self.unknowns = communes, unknowns
        self.province = rng.integers(1, PROVINCES + 1, communes, dtype=np.int8)
        households = rng.integers(50, 3_000, communes, dtype=np.int32)
        poor = (households * rng.beta(1.2, 6, communes)).astype(np.int32)
        self.households, self.poor = Column(households, self._known(rng)), Column(poor, self._known(rng))
        regions = rng.choice(np.arange(4, dtype=np.int8), communes, p=(0.4, 0.2, 0.2, 0.2))
        self.region = Column(regions, self._known(rng))
        self.road = Column(rng.integers(0, 80, communes, dtype=np.int16), self._known(rng))
        self.points = Column(rng.integers(0, 4, communes, dtype=np.int8), self._known(rng))
        self.complete = self._known(rng)
        counts = rng.binomial(8, 0.5, communes)
        counts[-1] = max(counts[-1], 1)  # OpenFisca sums no further than the last commune that has a village
        self.offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        self.owner = np.repeat(np.arange(communes, dtype=np.int32), counts)
        self.villages = len(self.owner)
        self.difficult = Column(rng.random(self.villages, dtype=np.float32) < 0.15, self._known(rng, self.villages))

    def _known(self, rng: np.random.Generator, size: int | None = None) -> np.ndarray:
        size = self.communes if size is None else size
        return rng.random(size, dtype=np.float32) >= self.unknowns if self.unknowns else np.ones(size, dtype=np.bool_)

    def score_of(self, eligible: np.ndarray) -> np.ndarray:
        """The score of some communes by their positions, a row each."""
        share = self.poor.values[eligible].astype(np.int64) * PPB // self.households.values[eligible]
        both = self.poor.known[eligible] & self.households.known[eligible]
        parts = (
            np.where(both, share, UNKNOWN_SCORE[0]),
            np.where(self.road.known[eligible], self.road.values[eligible], UNKNOWN_SCORE[1]),
            np.where(self.points.known[eligible], -self.points.values[eligible].astype(np.int64), UNKNOWN_SCORE[2]),
        )
        return np.column_stack(parts)

    # ── other forms ──────────────────────────────────────────────────────────────────────────────

    @cached_property
    def plan(self) -> Any:
        """The rules and the plan, as this library loads them."""
        from eligibility import load_plan

        return load_plan(RULES / "2-kh-th")

    def objects(self) -> list[Any]:
        """The communes as objects of the attrs classes that the rule folder declares."""
        from eligibility import UNKNOWN

        vocabulary = self.plan.law.vocabulary
        place, hamlet = vocabulary["place"].cls, vocabulary["hamlet"].cls
        hamlets = [hamlet(difficult=UNKNOWN if value is None else value) for value in _items(self.difficult)]
        starts = self.offsets.tolist()
        names = ("households", "poor_households", "region", "road_km", "support_points")
        found = []
        for at, (province, *values) in enumerate(self._rows()):
            facts = dict(zip(names, (UNKNOWN if value is None else value for value in values), strict=True))
            if self.region.known[at]:
                facts["region"] = REGIONS[facts["region"]]
            one = place(
                code=f"{at:08}",
                province_code=f"{province:02}",
                **facts,
                hamlets=tuple(hamlets[starts[at] : starts[at + 1]]),
                hamlets_complete=bool(self.complete[at]),
            )
            found.append(one)
        return found

    def records(self) -> list[dict[str, Any]]:
        """The communes as what JSON would hold of them; for engines that know no unknown."""
        assert not self.unknowns
        starts, difficult = self.offsets.tolist(), self.difficult.values.tolist()
        names = ("province", "households", "poor_households", "region", "road_km", "support_points")
        found = []
        for at, row in enumerate(self._rows()):
            record: dict[str, Any] = dict(zip(names, row, strict=True))
            record["region"] = REGIONS[record["region"]]
            record["villages"] = [{"difficult": value} for value in difficult[starts[at] : starts[at + 1]]]
            found.append(record)
        return found

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        columns = (self.households, self.poor, self.region, self.road, self.points)
        return zip(self.province.tolist(), *map(_items, columns), strict=True)

    def columns(self) -> tuple[dict[str, Column], dict[str, Column]]:
        """Communes and villages as columns by name; all but yes and no are numbers."""
        places = {
            "code": _certain(np.arange(self.communes, dtype=np.int32)),
            "province_code": _certain(self.province),
            "region": self.region,
            "households": self.households,
            "poor_households": self.poor,
            "road_km": self.road,
            "support_points": self.points,
            "hamlets_complete": _certain(self.complete),
        }
        return places, {"place_code": _certain(self.owner), "difficult": self.difficult}

    def arrow(self) -> tuple[Any, Any]:
        """These columns as Arrow tables, with nulls where a fact is unknown."""
        import pyarrow as pa

        def array(column: Column) -> Any:
            return pa.array(column.values, mask=None if column.known.all() else ~column.known)

        places, hamlets = ({name: array(one) for name, one in group.items()} for group in self.columns())
        return pa.table(places), pa.table(hamlets)

    def frames(self) -> tuple[Any, Any]:
        """These columns as frames of Polars, with nulls where a fact is unknown."""
        import polars as pl

        def series(name: str, column: Column) -> Any:
            given = pl.Series(name, column.values)
            return given if column.known.all() else pl.select(pl.when(pl.Series(column.known)).then(given)).to_series()

        places, hamlets = ([series(name, one) for name, one in group.items()] for group in self.columns())
        return pl.DataFrame(places), pl.DataFrame(hamlets)

    def spelled(self) -> tuple[Any, Any]:
        """Communes and villages as a register spells them: codes of digits, regions by their names."""
        import polars as pl

        def digits(name: str, width: int) -> Any:
            return pl.col(name).cast(pl.String).str.zfill(width)

        names = dict(enumerate(("none", *REGIONS[1:])))
        region = pl.col("region").replace_strict(names, return_dtype=pl.String)
        places, hamlets = self.frames()
        places = places.with_columns(digits("code", 8), digits("province_code", 2), region)
        return places, hamlets.with_columns(digits("place_code", 8))


def _certain(values: np.ndarray) -> Column:
    return Column(values, np.ones(len(values), dtype=np.bool_))


def _items(column: Column) -> list[Any]:
    values = column.values.tolist()
    if column.known.all():
        return values
    return [value if known else None for value, known in zip(values, column.known.tolist(), strict=True)]
