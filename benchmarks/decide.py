"""Ratios of deciding, printed in one run: `python benchmarks/decide.py [--smoke]`.

A commune with four villages under 03/2023/TT-BTTTT, every one of them different. *decide* fires once what looks the
same to the engine, as it does in use; *every fact* fires all of it again each time, which `decide` never does: it is
printed to compare, without a limit. The bare calls and the loop through the host fire everything. Rounds of all drivers
take turns, tracing beside what it is a part of; a ratio is the median of the ratios of single rounds, beside that of
the best rounds. The collector is on, as it is in use; where it is off, the line says so. The exit code is 1 where a
limit is missed (not with --smoke).
"""

import gc
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from eligibility import Commune, Village, decide, decide_many, load_rules
from eligibility.communes import SUBJECTS
from eligibility.deciding import program_for, traced
from eligibility.engines.durable import DurableEngine
from eligibility.engines.durable.driver import Network
from eligibility.model import (
    UNKNOWN,
    AllOf,
    Attribute,
    Citation,
    Fact,
    HitPolicy,
    Law,
    Leaf,
    Literal,
    Op,
    Otherwise,
    Rule,
    RuleSet,
    Test,
    Type,
)
from eligibility.sources import EligibilityError, Text
from tests.engines.durable.host import HostNetwork

ROOT = Path(__file__).resolve().parents[1]
SMOKE = "--smoke" in sys.argv[1:]
COMMUNES, ROUNDS, MANY = (200, 3, 2_000) if SMOKE else (2_000, 15, 100_000)
PROVINCES = ("Bắc Giang", "Lạng Sơn", "Hà Giang", "Cao Bằng", "Sơn La", "Lào Cai", "Nghệ An", "Kon Tum")
failures: list[str] = []


def commune(rng: random.Random, number: int) -> Commune:
    """A commune with four villages, of which a little is unknown."""
    villages = tuple(
        Village(name=f"Thôn {number} {n}", listed_specially_difficult=rng.choice((True, False, False, UNKNOWN)))
        for n in range(4)
    )
    return Commune(
        code=f"{number % 100_000:05}",
        name=f"Xã {number}",
        district=f"Huyện {number % 700}",
        province=rng.choice(PROVINCES[1:]),
        listed_region=rng.choice(("I", "II", "III", None, UNKNOWN)),
        new_rural_since=rng.choice((None, date(2020, 1, 1 + number % 28), date(2024, 1, 1), UNKNOWN)),
        support_points=rng.choice((0, 0, 1, 2, 3, UNKNOWN)),
        villages=villages,
        villages_complete=rng.random() < 0.7,
    )


def communes(amount: int, seed: int) -> Iterator[Commune]:
    rng = random.Random(seed)
    return (commune(rng, number) for number in range(amount))


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rounds(drivers: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Microseconds a commune of each driver, in rounds that take turns."""
    times: dict[str, list[float]] = {name: [] for name in drivers}
    for _ in range(ROUNDS):
        for name, work in drivers.items():
            times[name].append(seconds(work) / COMMUNES * 1e6)
    return times


def report(what: str, value: float, limit: float | None, more: str = "") -> None:
    missed = limit is not None and value > limit
    asked = "to compare" if limit is None else f"at most {limit:g}{'   MISSED' if missed else ''}"
    print(f"{what:<58} {value:8.2f}   {asked}{more}")
    if missed:
        failures.append(what)


def against(times: dict[str, list[float]], one: str, other: str, limit: float | None = None) -> None:
    ratio = statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))
    report(f"{one} / {other}", ratio, limit, f"   (of the best rounds {min(times[one]) / min(times[other]):.2f})")


def ready(law: Law, group: list[Commune]) -> tuple[DurableEngine, list[list[str]]]:
    """For each commune the facts that the engine is shown of it: as texts, each distinct one once, as `decide` does."""
    program = program_for(law, "commune")
    engine = DurableEngine(law, program.layout)
    engine.remembers = False
    network = engine._network  # noqa: SLF001 - what is measured is ours
    assert network is not None
    found: list[list[str]] = []
    fire = network.fire

    def heard(text: str) -> tuple[str, ...]:
        found[-1].append(text)
        return fire(text)

    network.fire = heard  # type: ignore[method-assign]
    for one in group:
        found.append([])
        engine.check([traced(program, one)[0]])
    return engine, found


def host_loop(engine: DurableEngine, shown: list[list[str]]) -> Callable[[], object]:
    """The fastest loop through durable_rules' own host known to be right: assert each fact, then retract it."""
    network = HostNetwork(engine.productions, engine.cells)
    hosts = [driver.host for driver in network._drivers]  # noqa: SLF001 - what the host is made of is ours
    fired = [driver.fired for driver in network._drivers]  # noqa: SLF001
    facts = [[{"id": "f", **json.loads("{" + text + "}")} for text in texts] for texts in shown]

    def loop() -> None:
        for group in facts:
            for fact in group:
                for host, names in zip(hosts, fired, strict=True):
                    names.clear()
                    host.assert_fact("firing", dict(fact))
                    host.retract_fact("firing", {"id": "f"})

    loop.network = network  # type: ignore[attr-defined] - it lives as long as the loop
    return loop


def speed(law: Law) -> None:
    group = list(communes(COMMUNES, 1))
    engine, shown = ready(law, group)
    network = Network(engine.productions, engine.cells)
    program = program_for(law, "commune")
    frames = [traced(program, one)[0] for one in group]

    def one_by_one() -> None:
        for one in group:
            decide(law, one)

    def together() -> None:
        for _ in decide_many(law, group):
            pass

    again = load_rules("03/2023/TT-BTTTT", date(2023, 7, 5))  # a law of its own, whose engine remembers nothing
    decide(again, group[0])
    program_for(again, "commune")._local.engine.remembers = False  # noqa: SLF001 - what is measured is ours

    def every_fact() -> None:
        for one in group:
            decide(again, one)

    (driver,) = network._drivers  # noqa: SLF001
    c, handle = driver._engine, driver._handle  # noqa: SLF001
    facts_ready = [[f'{{"id":"f",{text}}}' for text in texts] for texts in shown]

    def bare() -> None:
        assert_fact, start, complete, retract = (
            c.assert_fact,
            c.start_action_for_state,
            c.complete_and_start_action,
            c.retract_fact,
        )
        for texts in facts_ready:
            for text in texts:
                _, state = assert_fact(handle, text)
                start(handle, state)
                while complete(handle, state) is not None:
                    pass
                retract(handle, '{"id":"f"}')

    def tracing() -> None:
        run = program.run
        for frame in frames:
            run(frame)

    facts = sum(map(len, shown)) / len(shown)
    times = rounds(
        {
            "decide": one_by_one,
            "tracing": tracing,
            "every fact": every_fact,
            "decide_many": together,
            "Host loop": host_loop(engine, shown),
            "bare C calls": bare,
        }
    )
    print(f"{facts:.2f} distinct facts a commune; µs a commune, median (best), collector on:")
    for name, found in times.items():
        print(f"  {name:<14} {statistics.median(found):7.2f} ({min(found):.2f})")
    against(times, "decide", "Host loop", 0.6)
    against(times, "decide", "bare C calls", 1.8)
    against(times, "every fact", "Host loop")
    against(times, "every fact", "bare C calls")
    against(times, "tracing", "decide", 0.2)
    against(times, "tracing", "every fact")
    against(times, "decide_many", "Host loop", 0.45)


def resident() -> float:
    """Megabytes that this process holds; 0 where the system does not say."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if statm.exists() else 0.0


def grown(law: Law) -> float:
    """Megabytes that this process holds more after many decisions than after as many as fill what is kept."""
    for one in communes(MANY // 2, 2):
        decide(law, one)
    gc.collect()
    before = resident()
    for one in communes(MANY, 3):
        decide(law, one)
    gc.collect()
    return resident() - before


def memory() -> None:
    """In a process of its own: what the other measurements freed would be filled first."""
    command = [sys.executable, __file__, "--memory", *sys.argv[1:]]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    report(f"MB more after {MANY:,} decisions", abs(float(found)), 5)


def law_of(rules: int) -> Law:
    """Rules of three comparisons each on a commune, in sets of ten."""
    rng = random.Random(rules)

    def leaf(attribute: str, *choices: Any) -> Leaf:
        op = Op.IS if choices else rng.choice((Op.AT_LEAST, Op.LESS_THAN))
        value = rng.choice(choices) if choices else rng.randrange(10)
        return Leaf(Fact(attribute), (Test(op, (Literal(value),)),))

    def rule(at: int) -> Rule:
        parts = (leaf("households"), leaf("support_points"), leaf("listed_region", "I", "II", "III"))
        return Rule(f"r{at}", Text("", ""), (Citation("1/QĐ"),), AllOf(parts), rng.choice(("a", "b")))

    sets = []
    for start in range(0, rules, 10):
        concludes = Attribute(f"derived_{start}", Text("", ""), Type.CHOICE, choices=("a", "b", "c"))
        group = tuple(rule(at) for at in range(start, min(rules, start + 10)))
        otherwise = Otherwise("c", ())
        sets.append(RuleSet("1/QĐ", f"s{start}", Text("", ""), "commune", concludes, HitPolicy.FIRST, group, otherwise))
    return Law("1/QĐ", date(2023, 7, 5), tuple(sets), {}, SUBJECTS, {})


def many_rules() -> None:
    rng = random.Random(4)
    group = [
        Commune(
            code=f"{number:05}",
            households=rng.randrange(12),
            support_points=rng.randrange(12),
            listed_region=rng.choice(("I", "II", "III", None)),
        )
        for number in range(COMMUNES)
    ]
    few, many = law_of(5), law_of(50)
    times = rounds(
        {
            "50 rules": lambda: [decide(many, one) and None for one in group],
            "5 rules": lambda: [decide(few, one) and None for one in group],
        }
    )
    against(times, "50 rules", "5 rules", 5)


def start_up() -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}

    def quickest(*arguments: str) -> float:
        command = [sys.executable, *arguments]
        return min(
            seconds(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))
            for _ in range(ROUNDS)
        )

    names = "from eligibility import Commune, decide, load_rules"
    bare = quickest("-c", "pass")
    report("ms to import eligibility", (quickest("-c", "import eligibility") - bare) * 1e3, 100)
    print(f"{'ms to import what decides':<58} {(quickest('-c', names) - bare) * 1e3:8.2f}")
    if (ROOT / "src" / "eligibility" / "cli.py").exists():
        report("ms for eligibility --help", quickest("-m", "eligibility.cli.command_line", "--help") * 1e3, 300)


def main() -> int:
    try:
        law = load_rules("03/2023/TT-BTTTT", date(2023, 7, 5))
    except EligibilityError as error:
        sys.exit(str(error))
    if "--memory" in sys.argv[1:]:
        print(grown(law))
        return 0
    speed(law)
    memory()
    many_rules()
    start_up()
    return 1 if failures and not SMOKE else 0


if __name__ == "__main__":
    sys.exit(main())
