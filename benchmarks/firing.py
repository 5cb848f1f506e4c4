"""Microseconds a fact for firing alone: `python benchmarks/firing.py`, the best of many rounds, collector on."""

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from eligibility.engines.durable.driver import Network
from eligibility.engines.durable.subset import Comparison, Production
from tests.engines.durable.host import HostNetwork

ATTRIBUTES = [f"a{index}" for index in range(8)]
OPERATORS = ["==", "!=", "<", "<=", ">", ">="]
SOURCE = random.Random(1)
FACTS = [
    '"kind":"commune",' + ",".join(f'"{attribute}":{SOURCE.randrange(10)}' for attribute in ATTRIBUTES)
    for _ in range(500)
]


def productions(count: int) -> list[Production]:
    """Rules of three comparisons each."""

    def terms() -> tuple[Comparison, ...]:
        return tuple(
            Comparison(SOURCE.choice(ATTRIBUTES), SOURCE.choice(OPERATORS), SOURCE.randrange(10)) for _ in range(3)
        )

    return [Production(f"rule {index}", "commune", terms()) for index in range(count)]


def every_fact(network: Network) -> None:
    for fact in FACTS:
        network.fire(fact)


def best(work: Callable[[Network], None], network: Network, rounds: int) -> float:
    """The quickest round, in microseconds a fact."""

    def once() -> float:
        start = time.perf_counter()
        work(network)
        return time.perf_counter() - start

    return min(once() for _ in range(rounds)) / len(FACTS) * 1e6


def main() -> None:
    print(f"{'rules':>5} {'fired':>6} {'driver':>7} {'host':>7}   µs a fact")
    for count in (0, 3, 9, 20, 48, 180):
        rules = productions(count)
        direct, host = Network(rules, {"commune": ATTRIBUTES}), HostNetwork(rules, {"commune": ATTRIBUTES})
        fired = sum(len(direct.fire(fact)) for fact in FACTS) / len(FACTS)
        times = best(every_fact, direct, 60), best(every_fact, host, 3)
        print("{:>5} {:>6.1f} {:>7.2f} {:>7.1f}".format(count, fired, *times))


if __name__ == "__main__":
    main()
