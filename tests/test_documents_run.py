"""The documents do what they say: every example in them runs and prints what is shown, and every list is whole.

A page runs from top to bottom in a folder of its own that holds a copy of `rules/`:

- `python`: a session, or statements; names last for the page.
- `console`: lines after `$ ` are run (`eligibility …`, `cp -r`, `echo $?`), the rest is what they print. A line of `…`
  stands for any lines, `…` in a line for any text.
- `yaml NAME`, `csv NAME`: written to that file; `yaml NAME append` is added at its end.
- `diff NAME`: applied to that file.
- `yaml`: a document that can be read; `yaml conditions SUBJECT`: a list of conditions on that subject.
- `sh`: commands of `dev.py` must exist. Anything else (`text`, `mermaid`, …) is for the eye.
"""

import doctest
import re
import runpy
import shlex
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

import eligibility
from eligibility.cli import main
from eligibility.engines.durable import driver
from eligibility.model import Evidence, HitPolicy, Op, Type
from eligibility.rulefiles import load_rules
from eligibility.sources import TERMS
from eligibility.sources.keywords import KEYWORDS
from eligibility.sources.yaml_tree import document

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")), *sorted(DOCS.rglob("*.md"))]
REFERENCE = SimpleNamespace(**runpy.run_path(str(DOCS / "reference.py")))
VIETNAMESE = {"huong-dan.md", "ngon-ngu-quy-tac.md"}
FILE = """\
instrument: 03/2023/TT-BTTTT
in_force: {{from: 2023-05-30}}
uses: {{region: 861/QĐ-TTg, specially_difficult: 612/QĐ-UBDT}}
values:
  poor_share: {{cite: 33/2020/QĐ-TTg Điều 3, rows: [{{from: 2020-12-31, value: 20%}}]}}
rule_sets:
  - id: example
    subject: {subject}
    concludes: example
    otherwise: {{then: no, cite: 03/2023/TT-BTTTT}}
    rules:
      - id: example
        cite: 03/2023/TT-BTTTT
        then: yes
        when:
          any:
"""
_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#:]+?)(?:#([^)]*))?\)")
_ROW = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \|", re.MULTILINE)


class Example(NamedTuple):
    """A fenced block of a page."""

    line: int
    words: list[str]
    body: str


def examples(page: Path) -> Iterator[Example]:
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        yield Example(text.count("\n", 0, found.start()) + 2, found[1].split(), found[2])


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def running(page: Path) -> bool:
    return any(
        example.words and example.words[0] in ("python", "console", "yaml", "csv", "diff", "sh")
        for example in examples(page)
    )


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", [page for page in PAGES if running(page)], ids=name_of)
def test_examples_print_what_is_shown(page, folder, monkeypatch):
    lang = "vi" if page.name in VIETNAMESE else "en"
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8" if lang == "vi" else "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    names: dict[str, object] = {"__name__": "page"}
    for example in examples(page):
        match example.words:
            case ["python", *_]:
                python(example, names, page)
            case ["console", *_]:
                console(example, page)
            case ["yaml", "conditions", subject]:
                conditions(example, subject)
            case ["yaml" | "csv", file, *how]:
                write(folder / file, example.body, "append" in how)
            case ["diff", file]:
                edit(folder / file, example.body)
            case ["yaml"]:
                document(example.body, "example.yaml")
            case ["sh"]:
                developers(example.body)
            case _:
                pass


def python(example: Example, names: dict[str, object], page: Path) -> None:
    if ">>>" not in example.body:
        exec(compile(example.body, f"{page.name}:{example.line}", "exec"), names)
        return
    test = doctest.DocTestParser().get_doctest(example.body, names, page.name, str(page), example.line - 1)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    report: list[str] = []
    runner.run(test, out=report.append, clear_globs=False)
    names |= test.globs
    assert not runner.failures, "".join(report)


def console(example: Example, page: Path) -> None:
    code = 0
    for command, shown in commands(example.body):
        words = shlex.split(command)
        if words == ["echo", "$?"]:
            printed = f"{code}\n"
        elif words[:2] == ["cp", "-r"]:
            shutil.copytree(words[2], words[3])
            printed = ""
        else:
            assert words[0] == "eligibility", f"{page.name}:{example.line}: cannot run {command}"
            code, printed = eligible(words[1:])
        assert matches(shown, printed), (
            f"{page.name}:{example.line}: $ {command}\nprints\n{printed}\ninstead of\n{shown}"
        )


def eligible(arguments: list[str]) -> tuple[int, str]:
    """The exit code of the command, and what it prints on both streams."""
    printed = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(printed):
        patch.setattr(sys, "argv", ["eligibility", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
    return int(str(left.value.code)), printed.getvalue()


def commands(body: str) -> Iterator[tuple[str, str]]:
    """Each command with the output shown; a command goes on after a backslash."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, shown = re.match(r"((?:[^\n]*\\\n)*[^\n]*)\n?(.*)", part, re.DOTALL).groups()  # type: ignore[union-attr]
        yield command.replace("\\\n", " "), shown


def matches(shown: str, printed: str) -> bool:
    pattern = []
    if not driver.available():  # there tracing decides alone, and says so
        shown = re.sub("two engines agree|hai bộ máy cùng kết luận", "…", shown)
    for line in tidy(shown):
        if line == "…":
            pattern.append(r"(?:.*\n)*?")
        else:
            pattern.append(".*".join(re.escape(part) for part in line.split("…")) + r"\n")
    return re.fullmatch("".join(pattern), "".join(f"{line}\n" for line in tidy(printed))) is not None


def tidy(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").split("\n")] if text.strip() else []


def conditions(example: Example, subject: str) -> None:
    """The conditions, as one rule of a file that is then loaded."""
    text = f"{FILE.format(subject=subject)}{textwrap.indent(example.body, ' ' * 12)}"
    Path("example.yaml").write_text(text, encoding="utf-8")
    load_rules("example.yaml", date(2023, 7, 5))


def write(path: Path, body: str, append: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if append else ""
    path.write_text(before + body, encoding="utf-8")


def edit(path: Path, body: str) -> None:
    """Apply one hunk: lines with `-` go, lines with `+` come, the others stay."""
    before, after = ("".join(f"{line[1:]}\n" for line in body.splitlines() if line[:1] != sign) for sign in "+-")
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path.name} has not once:\n{before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


def developers(body: str) -> None:
    known = runpy.run_path(str(ROOT / "dev.py"))["__doc__"]
    for name in re.findall(r"dev\.py (\w+)", body):
        assert re.search(rf"^  {name} ", known, re.MULTILINE), f"dev.py knows no {name}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    missing = [found[1] for found in _LINK.finditer(text) if not (page.parent / found[1]).exists()]
    assert not missing


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "generated:" in page.read_text(encoding="utf-8")], ids=name_of
)
def test_generated_parts_are_up_to_date(page):
    text = page.read_text(encoding="utf-8")
    assert REFERENCE.renewed(text) == text, "run: python docs/reference.py"


def test_every_public_name_is_documented():
    assert sorted(name for names in REFERENCE.GROUPS.values() for name in names) == sorted(eligibility.__all__)


def test_every_keyword_is_documented():
    assert table("keywords") == sorted(KEYWORDS.items())
    assert table("terms") == sorted(TERMS.items())


@pytest.mark.parametrize(
    "words",
    [
        {op.value for op in Op},
        {policy.value for policy in HitPolicy},
        {type_.value for type_ in Type},
        {e.key for e in Evidence},
    ],
    ids=["tests", "hit policies", "types", "levels of evidence"],
)
def test_every_word_of_the_model_is_in_the_reference(words):
    text = (DOCS / "rule-language.md").read_text(encoding="utf-8")
    assert {word for word in words if f"`{word}`" not in text} == set()


def test_every_page_is_on_the_map():
    mapped = {found[1] for found in _LINK.finditer((DOCS / "index.md").read_text(encoding="utf-8"))}
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - {"index.md"}
    assert pages - mapped == set()


@pytest.mark.parametrize(("page", "most"), [("README.md", 150), ("docs/style.md", 60)])
def test_page_is_short(page, most):
    assert len((ROOT / page).read_text(encoding="utf-8").splitlines()) <= most


def table(name: str) -> list[tuple[str, str]]:
    text = (DOCS / "rule-language.md").read_text(encoding="utf-8")
    part = text.partition(f"<!-- {name} -->")[2].partition(f"<!-- end of {name} -->")[0]
    return sorted(_ROW.findall(part))


def test_shown_output_may_leave_lines_out():
    assert matches("one\n…\nfour … six", "one\ntwo\nthree\nfour five six\n")
    assert not matches("one\n…\nfour", "one\ntwo\nfour\nfive\n")
