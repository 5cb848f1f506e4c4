"""Polars by hand, the usual way: villages are grouped by their commune and joined to it."""

import polars as pl

from peering.contenders import polars_prefix


class Peer(polars_prefix.Peer):
    title = "Polars by hand, group and join"

    def counted(self) -> pl.LazyFrame:
        difficult = pl.col("difficult")
        counts = (
            self.hamlets.lazy()
            .group_by("place_code")
            .agg(low=difficult.sum().cast(pl.Int32), high=difficult.fill_null(True).sum().cast(pl.Int32))
        )
        joined = self.places.lazy().join(counts, left_on="code", right_on="place_code", how="left")
        return joined.with_columns(pl.col("low", "high").fill_null(0))
