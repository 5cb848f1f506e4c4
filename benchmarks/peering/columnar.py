"""The one place that knows how this library's columnar engine is called."""

from typing import Any

from peering.contenders import Absent
from peering.workload import OPEN, REGIONS, YES, Data

_ABSENT = "the columnar engine does not yet do it: {}"


def indexed(data: Data) -> Any:
    """The register as the engine reads it, villages by their offsets; made outside the time measured."""
    import polars as pl

    from eligibility.columns.tables import Columns, Members

    vocabulary = data.plan.law.vocabulary
    places, hamlets = data.frames()
    regions = vocabulary["place"].attributes["region"].domain
    masks = [1 << regions.index(region) for region in REGIONS]
    region = pl.col("region").replace_strict(dict(enumerate(masks)), default=sum(masks), return_dtype=pl.UInt8)
    code = pl.col("code").cast(pl.String).str.zfill(8)
    province = pl.col("province_code").cast(pl.String).str.zfill(2)
    counts = pl.col("households", "poor_households", "support_points").cast(pl.Int64)
    road = pl.col("road_km").cast(pl.Int64) * 1_000_000
    table = places.with_columns(code, province, region, counts, road)
    members = Columns(vocabulary["hamlet"], hamlets.select("difficult"))
    return Columns(vocabulary["place"], table, {"hamlets": Members(pl.Series(data.offsets), members)})


def decided(data: Data, register: Any) -> Any:
    """Every commune of an indexed register or of a list of objects decided, with the trace of every rule and leaf."""
    from eligibility.columns.objects import columns_of

    law = data.plan.law
    engine = _engine(law)
    if isinstance(register, list):
        register = columns_of(law, law.vocabulary["place"], register, engine.wanted)
    return engine.run(register)


def _engine(law: Any) -> Any:
    """The engine of a law, compiled once."""
    from eligibility.engines.columnar import ColumnarEngine
    from eligibility.engines.frames import shape_of

    found = law.memo.get("columnar benchmark")
    return found or law.memo.setdefault("columnar benchmark", ColumnarEngine(law, shape_of(law, "place")))


def awarded(_data: Data, _frame: Any) -> Any:
    """The codes of the awarded, by province and rank."""
    raise Absent(_ABSENT.format("award at size"))


def bits(frame: Any) -> tuple[Any, Any, Any]:
    """As arrays in the order of the register: the rules' states, what is undetermined, and 0, 1 or 2 for eligible."""
    import numpy as np

    from eligibility.engines.bits import unpacked

    size = len(frame.columns)

    def read(words: Any) -> Any:
        return unpacked(words, size).view(np.uint8)

    (results,) = frame.plan.found.values()
    states, undetermined = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    for at, named in enumerate(results.outcomes):
        outcome = frame.bits(named)
        states |= read(outcome.sure) << at
        if outcome.may is not outcome.sure:
            undetermined |= read(outcome.may & ~outcome.sure) << at
    can_be, can_be_not = (read(frame.bits(named).sure) for named in results.values)  # yes comes first in its domain
    return states, undetermined, can_be * (YES - can_be_not * OPEN)


# ── for benchmarks/columnar.py alone ─────────────────────────────────────────────────────────────


def related(_data: Data, _places: Any, _hamlets: Any) -> Any:
    """The register from two frames as `Data.spelled` makes them, villages in any order, by their commune's code."""
    raise Absent(_ABSENT.format("read relations by code"))


def from_parquet(_plan: Any, _places: str, _hamlets: str) -> int:
    """Everything decided and allocated from two Parquet files; how many are awarded."""
    raise Absent(_ABSENT.format("read Parquet"))


def traced(law: Any, register: Any) -> Any:
    """An indexed register decided under another law, with the bits of every rule and leaf."""
    return _engine(law).run(register)


def untraced(_law: Any, _register: Any) -> Any:
    """The same decisions without keeping the bits of rules and leaves, to tell what the trace costs."""
    raise Absent(_ABSENT.format("drop the trace"))
