"""How fast scenarios run, from the command line and in process, and what the mutation of the shipped law costs.

    python benchmarks/features.py [--smoke]

Every figure is of fresh processes on this machine, as a ratio to another in the same run where it has a limit as such.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 60 if "--smoke" in sys.argv else 600

FEATURE = """# language: vi
Tính năng: Đo tốc độ
  Khung kịch bản: xã khu vực <khu vực>
    Cho bộ quy tắc "861/QĐ-TTg" vào ngày 05/07/2023
    Và một xã
      | Khu vực ghi trong danh sách | <khu vực> |
      | new_rural_since             | none      |
      | Số hộ                       | <n>       |
    Khi xét xã đó
    Thì "Khu vực của xã" là "<khu vực>"
    Dữ liệu:
      | khu vực | n |
"""
IN_PROCESS = """
import sys, time
from eligibility.testing.gherkin import read_features
from eligibility.testing.laws import LawCache
from eligibility.testing.runner import bind_features, run
scenarios, laws = bind_features(read_features([sys.argv[1]])), LawCache()
start = time.perf_counter()
assert all(run(scenario, laws)[0].passed for scenario in scenarios)
cold = time.perf_counter() - start
start = time.perf_counter()
assert all(run(scenario, laws)[0].passed for scenario in scenarios)
print(len(scenarios) / cold, len(scenarios) / (time.perf_counter() - start))
"""


def seconds(*command: str, where: str | None = None) -> float:
    """How long a command takes that must succeed."""
    start = time.perf_counter()
    subprocess.run((sys.executable, *command), cwd=where, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def write(folder: Path, rows: int) -> None:
    """Write a feature of so many rows."""
    lines = "".join(f"      | {('I', 'II', 'III')[n % 3]} | {n} |\n" for n in range(rows))
    (folder / "speed.feature").write_text(FEATURE + lines, encoding="utf-8")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, 1)
        start = min(seconds("-m", "eligibility", "test", ".", where=name) for _ in range(3))
        write(folder, ROWS)
        every = min(seconds("-m", "eligibility", "test", ".", where=name) for _ in range(2))
        command = (sys.executable, "-c", IN_PROCESS, str(folder))
        cold, again = map(float, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    print(f"s to start `eligibility test`                      {start:8.2f}   at most 1.5")
    print(f"rows/s by `eligibility test`                       {ROWS / (every - start):8.0f}   at least 300")
    print(f"rows/s in process, cold                            {cold:8.0f}")
    print(f"rows/s in process, again                           {again:8.0f}")
    plain = seconds("-m", "eligibility", "test", "features")
    mutated = seconds("-m", "eligibility", "test", "features", "--mutate", *(("--sample", "20") if ROWS < 100 else ()))
    print(f"mutation of the shipped law / one plain test       {mutated / plain:8.2f}   at most 10")


if __name__ == "__main__":
    main()
