"""Check rule files, plans, folders of instruments and whole corpora of rules."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from eligibility.rulefiles.corpus import DATED, Corpus
from eligibility.rulefiles.laws import LawReader
from eligibility.rulefiles.load import _day_of, _exists, _root, is_plan
from eligibility.sources import Place, Problem, RuleError, Text, read_document

if TYPE_CHECKING:
    from eligibility.model import LoadedPlan


# ── checking ─────────────────────────────────────────────────────────────────────────────────────


def check_files(paths: Iterable[Path]) -> tuple[Problem, ...]:
    """Every problem of rule files, plans, folders of instruments or whole roots of rules, in order of place.

    Each rule file is checked as of its own first day, each plan as of its date, with its choices and assumptions.

    >>> from eligibility.rulefiles import shipped_rules
    >>> check_files([shipped_rules()])
    ()
    """
    corpora: dict[Path, Corpus] = {}
    problems: list[Problem] = []
    for path in paths:
        if not _exists(path):
            what = Text("không có tệp hay thư mục này", "there is no such file or folder")
            problems.append(Problem(Place(path.as_posix()), what))
            continue
        root = _root(path)
        if root not in corpora:
            corpora[root] = Corpus.at(root)
        problems += _checked(corpora[root], path)
    return RuleError(dict.fromkeys(problems)).problems


def _checked(corpus: Corpus, path: Path) -> Iterator[Problem]:
    yield from corpus.problems
    if path.is_file():
        yield from _checked_file(corpus, path)
    elif path.resolve() == corpus.root:
        folders = sorted(folder for folder in path.iterdir() if any(folder.glob(DATED)))
        yield from _declared(corpus, path)
        for folder in folders:
            yield from _checked_folder(corpus, folder)
    else:
        yield from _checked_folder(corpus, path)


def _declared(corpus: Corpus, folder: Path) -> list[Problem]:
    reader = LawReader(corpus, None)
    reader.declare(folder)
    return reader.found


def _checked_folder(corpus: Corpus, folder: Path) -> Iterator[Problem]:
    yield from _declared(corpus, folder)
    if is_plan(folder):
        problems: list[Problem] = []
        paths = corpus.dated(folder, problems)
    else:
        reader = LawReader(corpus, None)
        paths = [path for _, path in reader.dated(folder)]
        problems = reader.found
    yield from problems
    for path in paths:
        yield from _checked_file(corpus, path)


def _checked_file(corpus: Corpus, path: Path) -> Iterator[Problem]:
    if path.name == "instruments.yaml":
        return
    if path.name == "vocabulary.yaml":
        yield from _declared(corpus, path.parent)
    elif path.name in ("choices.yaml", "assume.yaml"):
        yield from _checked_folder(corpus, path.parent)
    elif is_plan(path):
        yield from _checked_plan(corpus, path)
    else:
        yield from _checked_rules(corpus, path)


def _checked_plan(corpus: Corpus, path: Path) -> list[Problem]:
    from eligibility.rulefiles.plan_folders import PlanFolderReader

    try:
        reader = PlanFolderReader(corpus, path, _day_of(corpus, path))
    except RuleError as error:
        return list(error.problems)
    loaded = reader.read(assume=(path.parent / "assume.yaml").is_file())
    return reader.problems + (_checked_register(corpus, loaded) if loaded else [])


def _checked_register(corpus: Corpus, loaded: "LoadedPlan") -> list[Problem]:
    """The problems of a plan's register.yaml; its tables are facts and are not checked here."""
    from eligibility.rulefiles.registers import read_metadata

    folder = corpus.root / loaded.plan.register
    path, problems = folder / "register.yaml", list[Problem]()
    if loaded.plan.register and path.is_file():
        try:
            read_metadata(folder, corpus.shown(folder), read_document(path, corpus.shown(path)), loaded.law, problems)
        except RuleError as error:
            problems += error.problems
    return problems


def _checked_rules(corpus: Corpus, path: Path) -> list[Problem]:
    reader = LawReader(corpus, None)
    reader.start(path)
    starts = [file.in_force.start for file, _ in reader.files.values() if file.in_force]
    reader = LawReader(corpus, starts[0] if starts else None)
    reader.start(path)
    reader.law()
    return reader.found
