"""DuckDB: SQL over tables of its own, nulls are unknown."""

import duckdb
import numpy as np
import pyarrow as pa  # noqa: F401 - by which duckdb is given the columns

from peering.workload import AWARDS, PPB, Data, Found

_DECIDE = """
create or replace table decided as
with counts as (
    select place_code, count(*) filter (difficult) as low, count(*) filter (difficult is not false) as high
    from hamlets group by place_code
), counted as (
    select places.*, coalesce(low, 0) as low, coalesce(high, 0) as high
    from places left join counts on code = place_code
), ruled as (
    select *, region = 3 as r0, poor_households * 5 >= households and road_km > 20 as r1,
        case when low >= 2 then true when hamlets_complete and high < 2 then false end as r2
    from counted
)
select *, r0 or r1 or r2 as eligible from ruled
"""
_READ = """
select code,
    coalesce(r0, false)::utinyint + coalesce(r1, false)::utinyint * 2 + coalesce(r2, false)::utinyint * 4 as states,
    (r0 is null)::utinyint + (r1 is null)::utinyint * 2 + (r2 is null)::utinyint * 4 as undetermined,
    coalesce(eligible::tinyint * 2, 1) as eligible
from decided
"""
_AWARD = f"""
create or replace table scored as
select code, province_code, poor_households::bigint * {PPB} // households as s0, road_km as s1, -support_points as s2
from decided where eligible;
select code from scored
qualify row_number() over (
    partition by province_code order by s0 desc nulls last, s1 desc nulls last, s2 desc nulls last, code
) <= {AWARDS}
order by province_code, s0 desc nulls last, s1 desc nulls last, s2 desc nulls last, code
"""
_SCORE = "select coalesce(s0, -1), coalesce(s1, -1), coalesce(s2, -1000) from scored order by code"


class Peer:
    title = "DuckDB"
    kind = "columns"
    packages = ("duckdb", "pyarrow")
    unknowns = True
    largest = 1_000_000
    lacks = "trace; written anew for every rule"

    def __init__(self, data: Data) -> None:
        self.base = duckdb.connect()
        for name, table in zip(("places", "hamlets"), data.arrow(), strict=True):
            self.base.register("given", table)
            self.base.execute(f"create table {name} as select * from given")
            self.base.unregister("given")

    def decide(self) -> None:
        self.base.execute(_DECIDE)
        self.read = self.base.execute(_READ).fetchnumpy()

    def award(self) -> None:
        self.awarded = self.base.execute(_AWARD).fetchnumpy()["code"]

    def found(self) -> Found:
        order = np.argsort(self.read["code"])
        columns = [np.asarray(self.read[name])[order] for name in ("states", "undetermined", "eligible")]
        score = np.column_stack([*self.base.execute(_SCORE).fetchnumpy().values()])
        return Found(*columns, score, self.awarded)
