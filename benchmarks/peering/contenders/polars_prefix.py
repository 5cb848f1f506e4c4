"""Polars by hand: nulls are unknown, villages are counted by prefix sums over their commune order."""

import numpy as np
import polars as pl

from peering.workload import AWARDS, PPB, Data, Found

_RULES = (
    pl.col("region") == 3,
    (pl.col("poor_households") * 5 >= pl.col("households")) & (pl.col("road_km") > 20),
    pl.when(pl.col("low") >= 2).then(True).when(pl.col("hamlets_complete") & (pl.col("high") < 2)).then(False),
)
_SCORE = (
    pl.col("poor_households").cast(pl.Int64) * PPB // pl.col("households"),
    pl.col("road_km"),
    -pl.col("support_points"),
)


class Peer:
    title = "Polars by hand, prefix sums"
    kind = "columns"
    packages = ("polars",)
    unknowns = True
    largest = 1_000_000
    lacks = "trace; written anew for every rule"

    def __init__(self, data: Data) -> None:
        self.places, self.hamlets = data.frames()
        self.offsets = pl.Series(data.offsets)

    def counted(self) -> pl.LazyFrame:
        """The communes with the fewest and the most difficult villages that they may have."""
        counts = []
        for name, unknown in (("low", False), ("high", True)):
            members = self.hamlets["difficult"].fill_null(unknown).cast(pl.Int32)
            total = pl.concat((pl.Series([0], dtype=pl.Int32), members.cum_sum()))
            at = total.gather(self.offsets)
            counts.append((at.slice(1) - at.slice(0, len(at) - 1)).alias(name))
        return self.places.lazy().with_columns(counts)

    def decide(self) -> None:
        rules = [rule.alias(f"r{at}") for at, rule in enumerate(_RULES)]
        self.frame = self.counted().with_columns(rules).with_columns(eligible=pl.any_horizontal("r0", "r1", "r2"))
        self.frame = self.frame.collect()
        for name in ("r0", "r1", "r2", "eligible"):
            column = self.frame[name]
            column.fill_null(False).to_numpy(), column.is_null().to_numpy()

    def award(self) -> None:
        scored = (
            self.frame.lazy()
            .filter("eligible")
            .select("code", "province_code", s0=_SCORE[0], s1=_SCORE[1], s2=_SCORE[2])
        )
        self.scored = scored.collect()
        keys = ("province_code", "s0", "s1", "s2", "code")
        order = self.scored.sort(keys, descending=(False, True, True, True, False), nulls_last=True)
        self.awarded = order.group_by("province_code", maintain_order=True).head(AWARDS)["code"].to_numpy()

    def found(self) -> Found:
        frame = self.frame.sort("code")
        yes = [frame[f"r{at}"].fill_null(False).to_numpy() << at for at in range(3)]
        open_ = [frame[f"r{at}"].is_null().to_numpy() << at for at in range(3)]
        eligible = frame["eligible"]
        states = np.where(eligible.is_null().to_numpy(), 1, eligible.fill_null(False).to_numpy() * 2)
        score = self.scored.sort("code").select(
            pl.col("s0").fill_null(-1), pl.col("s1").fill_null(-1), pl.col("s2").cast(pl.Int64).fill_null(-1_000)
        )
        return Found(sum(yes), sum(open_), states, score.to_numpy(), self.awarded)
