"""Spark against the columnar engine: `python benchmarks/spark.py [--smoke] [ROWS ...]`.

Decides synthetic registers of so many communes, seeded, with four villages each in no order and a twentieth of the
facts unknown, under 03/2023/TT-BTTTT on local[2], and compares a digest of every cell of the results with that of
the columnar engine. Codes have nine digits, as five do not tell a million communes apart. Prints seconds and what the
processors spent for each million; the exit code is 1 where the digests differ.
"""

import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import attrs
import numpy as np
import polars as pl

from eligibility import load_rules
from eligibility.deciding.columnar import decide_register, needed
from eligibility.model import Law, SubjectType, declare
from eligibility.registers.columnar import open_columns
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


def processors(process: int | str) -> float:
    """Seconds that the processors spent on a process; 0 where the system does not say."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    rules, wrong = law(), 0
    start = time.perf_counter()
    spark = session("local[2]")
    java = spark.sparkContext._jvm.java.lang.ProcessHandle.current().pid()  # noqa: SLF001
    print(f"Spark {spark.version} starts in {time.perf_counter() - start:.1f} s")
    for rows in ROWS:
        folder = Path(tempfile.mkdtemp(prefix="spark-"))
        try:
            write(folder, rows)
            start, spent = time.perf_counter(), processors(java)
            decide_on_spark(rules, "commune", str(folder), str(folder / "out"), "local[2]")
            took, spent = time.perf_counter() - start, processors(java) - spent
            mine = digest(pl.read_parquet(folder / "out" / "*.parquet"))
            start, own = time.perf_counter(), time.process_time()
            decided = decide_register(rules, open_columns(folder, rules, needed(rules, "commune")).whole())
            theirs = digest(decided.frame(evidence=False))
            other, own = time.perf_counter() - start, time.process_time() - own
            a, b = 1e6 / rows * took, 1e6 / rows * other
            print(f"{rows:,} communes, {4 * rows:,} villages: {mine} {'=' if mine == theirs else '≠'} {theirs}")
            print(f"  Spark    {took:7.1f} s, {a:7.1f} a million; processors {1e6 / rows * spent:7.1f} a million")
            print(f"  columnar {other:7.1f} s, {b:7.1f} a million; processors {1e6 / rows * own:7.1f} a million")
            wrong += mine != theirs
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    spark.stop()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
