#!/usr/bin/env python3
"""Everything a developer runs: python3 dev.py COMMAND

  demo          allocate the places of plan 92/KH-STTTT, as its facts stand and on its assumptions
  test [ARGS]   run all tests and measure coverage; with ARGS, only `pytest ARGS`
  lint          style, format, types, and which module may import which
  bench [ARGS]  measure the speed of decisions

Each makes .venv and installs what pyproject.toml asks for, when that is not done yet.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this has not installed anything yet
    sys.exit("eligibility needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info))

import hashlib
import os
import shlex
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / ("python.exe" if os.name == "nt" else "python"))


def demo() -> int:
    """Allocate twice; a plan that cannot be filled (exit code 1) is a finding to show, not a failure."""
    allocate = ["eligibility", "allocate", "rules/92-kh-stttt"]
    codes = [show(allocate), show([*allocate, "--assume"])]
    return max(code if code != 1 else 0 for code in map(abs, codes))


def test(*arguments: str) -> int:
    """Run the tests under `coverage run`, which unlike a plugin sees what pytest imports first."""
    if arguments:
        return run(PYTHON, "-m", "pytest", *arguments)
    return run(PYTHON, "-m", "coverage", "run", "-m", "pytest") or run(PYTHON, "-m", "coverage", "report")


def lint() -> int:
    """Run every linter, also after one has failed."""
    linters = ("ruff check .", "ruff format --check .", "mypy", "lint-imports --no-logo")
    return max([abs(show(linter.split())) for linter in linters])


def bench(*arguments: str) -> int:
    """Run the benchmark, if there is one."""
    script = ROOT / "benchmarks" / "decide.py"
    if not script.exists():
        sys.exit("There is no benchmark yet.")
    return run(PYTHON, str(script), *arguments)


def show(command: list[str]) -> int:
    """Print the command as one would type it, run it from the environment, and return its exit code."""
    print(f"\n$ {shlex.join(command)}", flush=True)
    return run(str(BIN / command[0]), *command[1:])


def run(*command: str) -> int:
    """Run a command in the project's folder and return its exit code."""
    return subprocess.run(command, cwd=ROOT, check=False, env=os.environ | {"PYTHONUTF8": "1"}).returncode


def prepare() -> None:
    """Make .venv and install into it, unless that was done here from the present pyproject.toml."""
    stamp = VENV / "installed-from"
    wanted = [str(ROOT), hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()]
    found = stamp.read_text(encoding="utf-8").splitlines() if stamp.exists() else []
    whole = Path(PYTHON).exists() and found[:1] in ([], wanted[:1])  # not broken, not moved from elsewhere
    if whole and found == wanted:
        return
    print("Installing into .venv …", file=sys.stderr, flush=True)
    if not whole:
        venv.create(VENV, clear=True, with_pip=True)
    if run(PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-e", ".[dev]"):
        sys.exit("The installation failed; pip says why above.")
    stamp.write_text("\n".join(wanted), encoding="utf-8")


def main(name: str = "help", *arguments: str) -> int:
    """Run the named command, or say which there are."""
    commands = {"demo": demo, "test": test, "lint": lint, "bench": bench}
    if name not in commands or (arguments and name in ("demo", "lint")):
        print(__doc__)
        return 0 if name in ("help", "-h", "--help") else 2
    prepare()
    return commands[name](*arguments)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
