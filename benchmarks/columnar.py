"""The columnar engine against numpy by hand, at size: `python benchmarks/columnar.py [--smoke]`.

    --only PART  one of: speed, trace, objects, memory, growth
    --data DIR   where the Parquet files for memory lie or are written (without it: a folder that goes again)
    --largest N  communes of the largest register (10,000,000)

numpy knows no unknown and keeps no trace; 5 % of the facts that the engine decides are unknown, and it keeps every
leaf. Ratios are of the same round, the median and that of the best; memory is the peak of a process of its own, which
reads Parquet. The exit code is 1 where a limit is missed (not with --smoke).
"""

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from math import log10
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]

try:
    import numpy as np
    import polars as pl
    from peering import columnar
    from peering.contenders import Absent, numpy_bare, plain_loop
    from peering.measuring import memory
    from peering.workload import GAP, RULES, Data
except ImportError as missing:
    sys.exit(print(f"skipped: {missing}; pip install --group peers"))

SMOKE = "--smoke" in sys.argv
ROUNDS = 1 if SMOKE else 7
MILLION = 2_000 if SMOKE else 1_000_000
ROW_GROUP = 100_000
failures: list[str] = []


def option(name: str, otherwise: str) -> str:
    """The argument after a flag."""
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else otherwise


def seconds(work: Callable[[], object]) -> float:
    """How long it takes; what it returns is dropped in that time too."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rounds(drivers: dict[str, Callable[[], object]], amount: int = ROUNDS) -> dict[str, list[float]]:
    """Milliseconds of each driver, in rounds that take turns."""
    times: dict[str, list[float]] = {name: [] for name in drivers}
    for _ in range(amount):
        for name, work in drivers.items():
            times[name].append(seconds(work) * 1e3)
    for name, found in times.items():
        print(f"  {name:<56} {statistics.median(found):10.1f} ms ({min(found):.1f})")
    return times


def report(what: str, value: float, limit: float, more: str = "") -> None:
    """A line with its limit."""
    missed = value > limit
    print(f"{what:<58} {value:10.2f}   at most {limit:g}{'   MISSED' if missed else ''}{more}", flush=True)
    if missed:
        failures.append(what)


def against(times: dict[str, list[float]], one: str, other: str, limit: float) -> None:
    """A ratio of two drivers, where both are here."""
    if one not in times:
        return
    ratio = statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))
    report(f"{one} / {other}", ratio, limit, f"   (of the best rounds {min(times[one]) / min(times[other]):.2f})")


# ── numpy by hand ────────────────────────────────────────────────────────────────────────────────


class Checked(numpy_bare.Peer):
    """The offsets are found from the communes' numbers beside the villages, whose order is checked."""

    def counts(self) -> np.ndarray:
        owner = self.data.owner
        assert (owner[1:] >= owner[:-1]).all()
        np.cumsum(np.bincount(owner, minlength=self.data.communes), out=self.data.offsets[1:])
        return super().counts()


class Shuffled(numpy_bare.Peer):
    """The villages stand in any order, and are counted by their communes' numbers."""

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        order = np.random.default_rng(1).permutation(data.villages)
        self.owner, self.difficult = data.owner[order], data.difficult.values[order]

    def counts(self) -> np.ndarray:
        return np.bincount(self.owner[self.difficult], minlength=self.data.communes)


def whole(peer: numpy_bare.Peer | plain_loop.Peer) -> Callable[[], object]:
    """Decided and allocated."""

    def work() -> None:
        peer.decide()
        peer.award()

    return work


# ── the parts ────────────────────────────────────────────────────────────────────────────────────


def ours(ready: Callable[[], Callable[[], object]]) -> Callable[[], object] | None:
    """What is to be measured, or None, said so, where it is not built yet."""
    try:
        work = ready()
        work()
    except Absent as error:
        print(f"  {ready.__name__}: {error}")
        return None
    return work


def some(drivers: dict[str, Callable[[], object] | None]) -> dict[str, Callable[[], object]]:
    """Those that are here."""
    return {name: work for name, work in drivers.items() if work}


def finish(data: Data, register: Any) -> None:
    """Decided and allocated by the columnar engine."""
    columnar.awarded(data, columnar.decided(data, register))


def speed() -> None:
    """A million communes with four million villages, decided with the trace and allocated."""
    data, gaps = Data(MILLION), Data(MILLION, GAP)

    def indexed() -> Callable[[], object]:
        register = columnar.indexed(gaps)
        return lambda: finish(gaps, register)

    def entered_twice() -> Callable[[], object]:
        register = columnar.indexed(gaps)
        return lambda: columnar.entered_twice(gaps, register)

    def in_order() -> Callable[[], object]:
        found = columnar.spelled(gaps, mixed=False)
        return lambda: finish(gaps, columnar.related(gaps, found))

    def in_any_order() -> Callable[[], object]:
        found = columnar.spelled(gaps, mixed=True)
        return lambda: finish(gaps, columnar.related(gaps, found))

    drivers = {
        "numpy": whole(numpy_bare.Peer(data)),
        "numpy, order checked": whole(Checked(Data(MILLION))),
        "numpy, shuffled": whole(Shuffled(data)),
        "indexed": ours(indexed),
        "indexed, decided only, a sample entered twice": ours(entered_twice),
        "order checked": ours(in_order),
        "shuffled": ours(in_any_order),
    }
    print(f"{MILLION:,} communes, {data.villages:,} villages; ms, median (best), collector on:")
    times = rounds(some(drivers))
    against(times, "indexed", "numpy", 2.5)
    against(times, "order checked", "numpy", 5)
    against(times, "shuffled", "numpy", 25)


def objects() -> None:
    """From attrs objects, beside a plain loop over the same objects."""
    data = Data(MILLION // 5)
    plain = plain_loop.Peer(data)
    places = plain.places

    def from_objects() -> Callable[[], object]:
        return lambda: finish(data, places)

    drivers = some({"plain loop": whole(plain), "from objects": ours(from_objects)})
    for collector, limit in (("off", 1.3), ("on", 1.0)):
        print(f"{data.communes:,} communes as attrs objects, collector {collector}:")
        (gc.disable if collector == "off" else gc.enable)()
        against(rounds(drivers), "from objects", "plain loop", limit)
    gc.enable()


# ── the trace of many leaves ─────────────────────────────────────────────────────────────────────

LEAVES = (
    "region: {word}",
    "households: {{at_least: {number}}}",
    "road_km: {{more_than: {small}}}",
    "support_points: {{at_most: {tiny}}}",
    "ratio: poor_households, of: households, at_least: {share}%",
    "count: hamlets, where: {{difficult: yes}}, at_least: {tiny}",
)


def many_rules(folder: Path, rules: int = 30, more: int = 7) -> Any:
    """A law of so many rules, of which the first few have two leaves instead of one: 37 in all."""
    from datetime import date

    from eligibility import load_rules

    for name in ("instruments.yaml", "vocabulary.yaml"):
        (folder / name).write_text((RULES / name).read_text(encoding="utf-8"), encoding="utf-8")

    def leaf(at: int) -> str:
        words = {
            "word": ("I", "II", "III")[at % 3],
            "number": 60 * at + 60,
            "small": 2 * at,
            "tiny": at % 4,
            "share": at + 2,
        }
        return "{" + LEAVES[at % len(LEAVES)].format(**words) + "}"

    lines = []
    for at in range(rules):
        when = f"{{all: [{leaf(at)}, {leaf(at + 7)}]}}" if at < more else leaf(at)
        lines.append(f"      - {{id: r{at}, cite: 1/2026/QĐ-TH, when: {when}, then: yes}}")
    head = "instrument: 1/2026/QĐ-TH\nin_force: {from: 2026-01-01}\nrule_sets:\n  - id: eligible\n    subject: place\n"
    body = "    concludes: eligible\n    hit_policy: any\n    otherwise: {then: no, cite: 1/2026/QĐ-TH}\n    rules:\n"
    home = folder / "1-2026-qd-th"
    home.mkdir()
    (home / "2026-01-01.yaml").write_text(head + body + "\n".join(lines) + "\n", encoding="utf-8")
    return load_rules(home, date(2026, 1, 1))


def trace() -> None:
    """What the trace of 30 rules and 37 leaves costs."""
    data = Data(MILLION, GAP)
    with tempfile.TemporaryDirectory() as name:
        law = many_rules(Path(name))

    def kept() -> Callable[[], object]:
        register = columnar.indexed(data)
        return lambda: columnar.traced(law, register)

    def dropped() -> Callable[[], object]:
        register = columnar.indexed(data)
        return lambda: columnar.untraced(law, register)

    drivers = some({"trace kept": ours(kept), "trace dropped": ours(dropped)})
    print(f"{MILLION:,} communes, {len(law.rule_sets[0].rules)} rules:")
    times = rounds(drivers)
    if len(times) == 2:
        more = statistics.median(a - b for a, b in zip(times["trace kept"], times["trace dropped"], strict=True))
        report("ms that the trace adds", more, 20)


# ── memory and growth ────────────────────────────────────────────────────────────────────────────


def parquet(folder: Path, communes: int, mixed: bool) -> Path:
    """The register as a folder of two Parquet files, in order or not, written where they are not yet."""
    home = folder / f"{communes}-{'mixed' if mixed else 'sorted'}"
    paths = tuple(home / f"{name}.parquet" for name in ("places", "hamlets"))
    if not all(path.exists() for path in paths):
        home.mkdir(exist_ok=True)
        for path, frame in zip(paths, Data(communes, GAP).spelled(), strict=True):
            written = frame.sample(fraction=1.0, shuffle=True, seed=1) if mixed else frame
            written.write_parquet(path, row_group_size=ROW_GROUP)
    return home


def one_memory(folder: str) -> None:
    """In the process of its own: everything decided and allocated, then its peak and how long it took."""
    from eligibility import load_plan

    plan = load_plan(RULES / "2-kh-th")
    start = time.perf_counter()
    amount = columnar.from_parquet(plan, folder)
    took = time.perf_counter() - start
    print(json.dumps({"awarded": amount, "seconds": took, "peak": memory("VmHWM")}))


def largest() -> int:
    """Communes of the largest register."""
    return int(option("--largest", str(10 * MILLION)))


def peaks() -> None:
    """The peak of a process that reads Parquet, decides and allocates."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(option("--data", name))
        folder.mkdir(parents=True, exist_ok=True)
        for communes, mixed, limit in ((MILLION, False, 500), (largest(), True, 3_000), (largest(), False, 1_000)):
            home = parquet(folder, communes, mixed)
            command = [sys.executable, __file__, "--one-memory", str(home)]
            done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
            what = f"MB at the most, {communes:,} communes, {'any order' if mixed else 'sorted'}"
            if done.returncode:
                print(f"{what}: {done.stderr.splitlines()[-1]}")
                continue
            found = json.loads(done.stdout.splitlines()[-1])
            report(what, found["peak"], limit, f"   ({found['seconds']:.1f} s, {found['awarded']} awarded)")


def growth() -> None:
    """Seconds for a million communes as registers grow; a slope of 1 is linear."""
    sizes = [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= largest()] or [largest()]
    found: list[tuple[int, float]] = []
    for size in sizes:
        data, gaps = Data(size), Data(size, GAP)

        def indexed(gaps: Data = gaps) -> Callable[[], object]:
            register = columnar.indexed(gaps)
            return lambda: finish(gaps, register)

        print(f"{size:,} communes:")
        times = rounds(some({"numpy": whole(numpy_bare.Peer(data)), "indexed": ours(indexed)}), min(ROUNDS, 3))
        if "indexed" in times:
            found.append((size, min(times["indexed"])))
    if len(found) > 1:
        (few, quick), (many, slow) = found[0], found[-1]
        slope = log10(slow / quick) / log10(many / few)
        report("slope of the cost between the least and the largest", slope, 1.1)


PARTS = {"speed": speed, "trace": trace, "objects": objects, "memory": peaks, "growth": growth}


def main() -> int:
    """Every part, or one."""
    if "--one-memory" in sys.argv:
        at = sys.argv.index("--one-memory")
        one_memory(*sys.argv[at + 1 : at + 3])
        return 0
    only = option("--only", "")
    for name, part in PARTS.items():
        if only in ("", name):
            print(f"── {name}", flush=True)
            part()
    return 1 if failures and not SMOKE else 0


if __name__ == "__main__":
    print(f"numpy {np.__version__}, Polars {pl.__version__}, Python {sys.version.split()[0]}")
    sys.exit(main())
