"""Spark against the columnar engine: `python benchmarks/spark.py [--smoke] [ROWS ...]`.

Decides synthetic registers of so many communes, seeded, with four villages each in no order and a twentieth of the
facts unknown, under 03/2023/TT-BTTTT on local[2], and compares a digest of every cell of the results with that of
the columnar engine. Codes have nine digits, as five do not tell a million communes apart. Both go from Parquet files
to Parquet files. Prints seconds, and what the processors spent: on Spark its Java, its Python workers and this process
together, with and without starting Spark; and the ratio of both engines. The exit code is 1 where the digests differ.
"""

import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import attrs
import numpy as np
import polars as pl

from eligibility import load_rules
from eligibility.deciding.columnar import open_chunks
from eligibility.model import Law, SubjectType, declare
from eligibility.registers.columnar import CHUNK
from eligibility.reporting.columnar import registers
from eligibility.spark import decide_on_spark
from eligibility.spark.session import session

SMOKE = "--smoke" in sys.argv[1:]
ROWS = [int(word) for word in sys.argv[1:] if word.isdigit()] or ([10_000] if SMOKE else [1_000_000])
PROVINCES = ("Sơn La", "Lào Cai", "Kon Tum", "Nghệ An")
WIDTH = 9


def law() -> Law:
    """The shipped law, with codes that tell so many communes apart."""

    def wider(kind: SubjectType, name: str) -> SubjectType:
        code = attrs.evolve(kind.attributes[name], width=WIDTH)
        return declare(attrs.evolve(kind, attributes={**kind.attributes, name: code}), kind.name.title())

    found = load_rules("03/2023/TT-BTTTT", date(2023, 7, 5))
    kinds: Mapping[str, SubjectType] = found.vocabulary
    wide = {"commune": wider(kinds["commune"], "code"), "village": wider(kinds["village"], "commune_code")}
    return attrs.evolve(found, vocabulary={**kinds, **wide})


def write(folder: Path, rows: int) -> None:
    """A register that nobody should take for a country's."""
    rng = np.random.default_rng(rows)

    def some(values: object) -> pl.Series:
        held = pl.Series(values)
        return pl.select(pl.when(pl.Series(rng.random(len(held)) >= 0.05)).then(held)).to_series()

    codes = pl.int_range(rows, eager=True).cast(pl.String).str.zfill(WIDTH)
    days = rng.integers(18_000, 20_000, rows).astype("datetime64[D]")
    communes = {
        "code": codes,
        "province": some(rng.choice(PROVINCES, rows)),
        "listed_region": some(rng.choice(("I", "II", "III", "none"), rows)),
        "support_points": some(rng.integers(0, 3, rows)),
        "new_rural_since": some(days),
        "villages_complete": pl.Series(rng.random(rows) < 0.7),
    }
    villages = {
        "commune_code": codes.gather(rng.permutation(np.repeat(np.arange(rows), 4))),
        "listed_specially_difficult": some(rng.random(4 * rows) < 0.2),
    }
    pl.DataFrame(communes).write_parquet(folder / "communes.parquet")
    pl.DataFrame(villages).write_parquet(folder / "villages.parquet")


def digest(frame: pl.DataFrame) -> str:
    """The same for the same cells under the same names in the same order of codes."""
    hashes = frame.sort("code").hash_rows(seed=1).to_numpy()
    return hashlib.sha256(",".join(frame.columns).encode() + hashes.tobytes()).hexdigest()[:16]


def processors(root: int) -> float:
    """Seconds that the processors spent on this process and a tree of others; 0 where the system does not say."""
    ticks, parents = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            ticks[int(stat.parent.name)] = sum(map(int, fields[11:15]))  # those of children that have ended too
            parents[int(stat.parent.name)] = int(fields[1])
    tree, found = [root], []
    while tree:
        found.append(tree.pop())
        tree += [process for process, parent in parents.items() if parent == found[-1]]
    own = sum(ticks.get(process, 0) for process in found)
    return own / os.sysconf("SC_CLK_TCK")


def columnar(rules: Law, folder: Path, out: Path) -> None:
    """The same by columns, from files to a file."""
    chunked = open_chunks(rules, str(folder))
    assert not [*registers.printed(chunked, chunked.chunks(CHUNK, lambda _: None), "csv", "en", out)]


def main() -> int:
    rules, wrong, me = law(), 0, os.getpid()
    start, spent = time.perf_counter(), processors(me)
    spark = session("local[2]")
    starting = processors(me) - spent
    print(f"Spark {spark.version} starts in {time.perf_counter() - start:.1f} s; processors {starting:.1f} s")
    for rows in ROWS:
        folder = Path(tempfile.mkdtemp(prefix="spark-"))
        try:
            write(folder, rows)
            start, spent = time.perf_counter(), processors(me)
            decide_on_spark(rules, str(folder), f"{folder}-out", "local[2]")
            took, spent = time.perf_counter() - start, processors(me) - spent
            start, own = time.perf_counter(), processors(me)
            columnar(rules, folder, Path(f"{folder}-out.parquet"))
            other, own = time.perf_counter() - start, processors(me) - own
            mine, theirs = (
                digest(pl.read_parquet(f"{folder}-out/*.parquet")),
                digest(pl.read_parquet(f"{folder}-out.parquet")),
            )
            print(f"{rows:,} communes, {4 * rows:,} villages: {mine} {'=' if mine == theirs else '≠'} {theirs}")
            print(f"  Spark    {took:7.1f} s; processors {spent:7.1f} s, {spent + starting:.1f} s with its start")
            print(f"  columnar {other:7.1f} s; processors {own:7.1f} s")
            print(
                f"  ratio of the processors {spent / own:.2f}, {(spent + starting) / own:.2f} with the start of Spark"
            )
            wrong += mine != theirs
        finally:
            for path in folder.parent.glob(f"{folder.name}*"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    spark.stop()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
