#!/usr/bin/env python3
"""Everything a developer runs: python3 dev.py COMMAND

  demo          allocate the places of plan 92/KH-STTTT, as its facts stand and on its assumptions
  test          run all tests, and measure the branch coverage of src/eligibility
  test --quick  after every edit: run all but the slow tests, without coverage
  test ARGS     run `pytest ARGS`
  lint          check style, format, types, and which room imports which
  bench [ARGS]  measure the speed of decisions

`demo` installs the package alone into .venv-demo; the others install all that a developer needs into .venv.
The versions are those of constraints.txt. A second run installs nothing.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this has not installed anything yet
    sys.exit("eligibility needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info))

import hashlib
import os
import shlex
import subprocess
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
DEMO, DEVELOPMENT = ROOT / ".venv-demo", ROOT / ".venv"
PARALLEL = ("-n", "auto", "--dist", "worksteal")
"""Neighbouring tests share fixtures: each worker begins with a part of its own, and takes from others at the end."""


def demo() -> int:
    """Allocate twice; exit code 1, a plan that cannot be filled, is a finding to show and not a failure."""
    allocate = ["eligibility", "allocate", "rules/92-kh-stttt"]
    codes = [show(DEMO, allocate), show(DEMO, [*allocate, "--assume"])]
    return max(code if code != 1 else 0 for code in map(abs, codes))


def test(*arguments: str) -> int:
    """Run the tests, all of them under `coverage run`, which unlike a plugin measures what pytest imports first."""
    if arguments == ("--quick",):
        return python("-m", "pytest", *PARALLEL, "-m", "not slow")
    if arguments:
        return python("-m", "pytest", *arguments)
    python("-m", "coverage", "erase")
    failed = python("-m", "coverage", "run", "-m", "pytest", *PARALLEL)
    return failed or python("-m", "coverage", "combine", "--quiet") or python("-m", "coverage", "report")


def lint() -> int:
    """Run every linter, also after one has failed."""
    linters = ("ruff check .", "ruff format --check .", "mypy", "lint-imports --no-logo")
    return max([abs(show(DEVELOPMENT, linter.split())) for linter in linters])


def bench(*arguments: str) -> int:
    """Run the benchmark of single decisions."""
    return python("benchmarks/decide.py", *arguments)


def show(environment: Path, command: list[str]) -> int:
    """Print the command as one would type it, run it from the environment, and return its exit code."""
    print(f"\n$ {shlex.join(command)}", flush=True)
    return run(program(environment, command[0]), *command[1:])


def python(*arguments: str) -> int:
    """Run the Python of the development environment."""
    return run(program(DEVELOPMENT, "python"), *arguments)


def program(environment: Path, name: str) -> str:
    """The path of an installed program."""
    return str(environment / ("Scripts" if os.name == "nt" else "bin") / name)


def run(*command: str) -> int:
    """Run a command in the project's folder and return its exit code."""
    return subprocess.run(command, cwd=ROOT, check=False, env=os.environ | {"PYTHONUTF8": "1"}).returncode


def prepare(environment: Path) -> None:
    """Make the environment, unless it was made here from the present requirements."""
    stamp = environment / "installed-from"
    required = b"".join((ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt"))
    wanted = [str(ROOT), hashlib.sha256(required).hexdigest()]
    made = stamp.read_text(encoding="utf-8").splitlines() if stamp.exists() else []
    if made == wanted:
        return
    print(f"Installing into {environment.name} …", file=sys.stderr, flush=True)
    if made[:1] != wanted[:1]:  # not made yet, or moved here from elsewhere
        venv.create(environment, clear=True, with_pip=True)
    pip = (program(environment, "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check")
    if run(*pip, "-c", "constraints.txt", "-e", *requirements(environment)):
        sys.exit("The installation failed; pip says why above. It needs a C compiler and Python's headers.")
    stamp.write_text("\n".join(wanted), encoding="utf-8")


def requirements(environment: Path) -> list[str]:
    """The package alone, or with its extras and the group `dev`, which pip itself installs only from 25.1 on."""
    if environment == DEMO:
        return ["."]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = ",".join(project["project"]["optional-dependencies"])
    return [f".[{extras}]", *project["dependency-groups"]["dev"]]


def main(name: str = "help", *arguments: str) -> int:
    """Run the named command, or print which there are."""
    commands = {"demo": demo, "test": test, "lint": lint, "bench": bench}
    if name not in commands or (arguments and name in ("demo", "lint")):
        print(__doc__)
        return 0 if name in ("help", "-h", "--help") else 2
    prepare(DEMO if name == "demo" else DEVELOPMENT)
    return commands[name](*arguments)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
