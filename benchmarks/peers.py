"""This library against its peers, every run checked against a plain loop: `python benchmarks/peers.py`.

    --smoke     a small register and one round, with the peers that are installed; nothing is written
    --write     write benchmarks/results.json, docs/benchmark.md and docs/benchmark.svg
    --page      only make the page anew from benchmarks/results.json
    --only A,B  these contenders alone (names of the modules in benchmarks/peering/contenders)
    --rounds N  N rounds instead of 7 (the largest register has half of them)

The peers: `pip install --group peers` (pip 25.1 or newer), and for Node `npm install --prefix benchmarks/peering
json-logic-js@2`. A peer that is not installed is listed as missing.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]

from peering import page  # noqa: E402 - found on the path above

RESULTS = ROOT / "benchmarks" / "results.json"
PAGE, PLOT = ROOT / "docs" / "benchmark.md", ROOT / "docs" / "benchmark.svg"
SIZES = (10_000, 100_000, 1_000_000)


def option(name: str, otherwise: str) -> str:
    """The argument after a flag."""
    words = sys.argv[1:]
    return words[words.index(name) + 1] if name in words else otherwise


def write(found: dict[str, object]) -> None:
    """The page and its plot."""
    PAGE.write_text(page.text(found), encoding="utf-8")
    PLOT.write_text(page.plot(found), encoding="utf-8")


def main() -> int:
    """Measure, print, and write where asked to."""
    if "--page" in sys.argv:
        write(json.loads(RESULTS.read_text(encoding="utf-8")))
        return 0
    try:
        from peering import measuring, workload
    except ImportError as error:
        print(f"skipped: {error}; pip install --group peers")
        return 0
    if "--worker" in sys.argv:
        measuring.worker(option("--worker", ""))
        return 0
    smoke = "--smoke" in sys.argv
    amount = int(option("--rounds", "7"))
    sizes = {500: 1} if smoke else dict(zip(SIZES, (amount, amount, (amount + 1) // 2), strict=True))
    only = [name for name in option("--only", "").split(",") if name]
    found = measuring.results(Path(__file__).resolve(), sizes, only)
    print(page.tables(found))
    print(f"all findings equal; {workload.PROVINCES} provinces, {workload.AWARDS} awards in each")
    if "--write" in sys.argv and not smoke:
        RESULTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
