"""The one place that knows how this library's columnar engine is called."""

from typing import Any

from peering.workload import OPEN, REGIONS, YES, Data


def indexed(data: Data) -> Any:
    """The register as the engine reads it, villages by their offsets; made outside the time measured."""
    import polars as pl

    from eligibility.engines.columnar import IndexedRegister
    from eligibility.model.columns import Columns, Members

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
    return IndexedRegister(
        Columns(vocabulary["place"], table, {"hamlets": Members(pl.Series(data.offsets).cast(pl.Int64), members)})
    )


def decided(data: Data, register: Any) -> Any:
    """Every commune of an indexed register or of a list of objects decided, with the trace of every rule and leaf.

    Of objects nothing is read but what rules and the order ask: their names stay where they are.

    No sample is decided again by the other engines: what that costs is a part of `benchmarks/columnar.py`.
    """
    from eligibility import decide_register
    from eligibility.allocation.columnar import wanted_by
    from eligibility.model.columns import columns_of

    law = data.plan.law
    if isinstance(register, list):
        asked = {"place": wanted_by(data.plan)["place"] - {"name", "province", "district"}, "hamlet": {"difficult"}}
        register = columns_of(law, law.vocabulary["place"], register, asked)
    return decide_register(law, register, double=False)


def entered_twice(data: Data, register: Any) -> Any:
    """The same, a sample of it decided again by the other engines."""
    from eligibility import decide_register

    return decide_register(data.plan.law, register)


def awarded(data: Data, frame: Any) -> Any:
    """The codes of the awarded, by province and rank."""
    import numpy as np

    from eligibility.allocation.columnar import allocate_register

    rows = allocate_register(data.plan, frame).order
    facts = frame.traced.tables[()].facts[rows]
    codes, provinces = (facts[name].cast(int).to_numpy() for name in ("code", "province_code"))
    return codes[np.argsort(provinces, kind="stable")]


def bits(frame: Any) -> tuple[Any, Any, Any]:
    """As arrays in the order of the register: the rules' states, what is undetermined, and 0, 1 or 2 for eligible."""
    import numpy as np

    from eligibility.engines.columnar import unpacked

    frame = frame.traced
    size = len(frame.columns)

    def read(words: Any) -> Any:
        return unpacked(words, size).view(np.uint8)

    (results,) = frame.plan.derived.values()
    states, undetermined = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    for at, named in enumerate(results.outcomes):
        outcome = frame.bits(named)
        states |= read(outcome.sure) << at
        if outcome.may is not outcome.sure:
            undetermined |= read(outcome.may & ~outcome.sure) << at
    can_be, can_be_not = (read(frame.bits(named).sure) for named in results.values)  # yes comes first in its domain
    return states, undetermined, can_be * (YES - can_be_not * OPEN)


# ── for benchmarks/columnar.py alone ─────────────────────────────────────────────────────────────


def spelled(data: Data, mixed: bool) -> Any:
    """Communes and villages as columns with the code of its commune beside each village, as numbers; not measured."""
    from eligibility.registers.columnar.links import keys

    places, hamlets = data.spelled()
    hamlets = hamlets.sample(fraction=1.0, shuffle=True, seed=1) if mixed else hamlets
    code = data.plan.law.vocabulary["place"].attributes["code"]
    table = indexed(data).columns.table.with_columns(places["code"])
    return table, keys(places["code"], code), hamlets.select("difficult"), keys(hamlets["place_code"].rechunk(), code)


def related(data: Data, found: Any) -> Any:
    """The register from these: whether the villages stand in the order of their communes, and if not, put into it."""
    from eligibility.engines.columnar import IndexedRegister
    from eligibility.model.columns import Columns, Members
    from eligibility.registers.columnar.links import order, ordered, positions

    table, owners, difficult, links = found
    held = ordered(owners, links) or order(len(owners), positions(owners, links))
    vocabulary = data.plan.law.vocabulary
    members = Columns(vocabulary["hamlet"], difficult if held.rows is None else difficult[held.rows])
    return IndexedRegister(Columns(vocabulary["place"], table, {"hamlets": Members(held.offsets, members)}))


def from_parquet(plan: Any, folder: str) -> int:
    """Everything decided and allocated from a folder of Parquet files; how many are awarded.

    Whoever is awarded among all is awarded among those of its chunk.
    """
    import polars as pl

    from eligibility import decide_register
    from eligibility.allocation.columnar import allocate_register, wanted_by
    from eligibility.model.columns import joined, taken
    from eligibility.registers.columnar import open_columns

    best = []
    for columns in open_columns(folder, plan.law, wanted_by(plan)).chunks():
        found = allocate_register(plan, decide_register(plan.law, columns))
        best.append(taken(columns, pl.Series(found.order)))
    last = best[0] if len(best) == 1 else joined(plan.law, best)
    return len(allocate_register(plan, decide_register(plan.law, last)).order)


def traced(law: Any, register: Any) -> Any:
    """An indexed register decided under another law, with the bits of every rule and leaf."""
    from eligibility.deciding.columnar import engine_for

    return engine_for(law, "place")[0].run(register)


def untraced(law: Any, register: Any) -> Any:
    """The same, but what no later step reads is thrown away as soon as that is so: only the decision is left."""
    from eligibility.deciding.columnar import engine_for
    from eligibility.engines.columnar import ColumnRef
    from eligibility.engines.columnar.engine import _run

    plan = engine_for(law, "place")[0].plan({path: table.facts.columns for path, table in register.facts.items()})
    kept = {
        (path, held.name) for one in plan.derived.values() for path, held in one.values if isinstance(held, ColumnRef)
    }
    last = {read: number for number, step in enumerate(plan.steps) for read in _reads(step)}
    tables = {path: table.below() for path, table in register.facts.items()}
    for number, step in enumerate(plan.steps):
        _run(step, tables, register.offsets)
        for path, name in [read for read, at in last.items() if at == number and read not in kept]:
            tables[path].columns.pop(name, None)
    return tables


def _reads(step: Any) -> Any:
    """The columns that a step reads, by table."""
    from eligibility.engines.columnar import Call, ColumnRef, GroupCount, Join, Select

    if isinstance(step, Join):
        yield step.table[:-1], step.source
    elif isinstance(step, GroupCount):
        if isinstance(step.outcome, ColumnRef):
            yield (*step.table, step.relation), step.outcome.name
    else:
        assert isinstance(step, Select), step
        todo = [step.expression]
        while todo:
            one = todo.pop()
            if isinstance(one, ColumnRef):
                yield step.table, one.name
            elif isinstance(one, Call):
                todo += one.parts
