"""Loading: from the number or folder of an instrument and a date to the law in force, or every error in its files."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from eligibility.model import Law, folder_of
from eligibility.rulefiles.corpus import DATED, Corpus, has_keyword, shipped_rules
from eligibility.rulefiles.laws import LawReader
from eligibility.sources import Place, Problem, RuleError, Text, closest, read_document

if TYPE_CHECKING:
    from eligibility.model import LoadedPlan


def load_rules(which: str | os.PathLike[str], as_of: date) -> Law:
    """The rule sets of an instrument in force on a date, with those that they use.

    `which` is the number of a shipped instrument, the folder of one, or one rule file. Raises `RuleError` with every
    problem of every file that is needed, or where `as_of` is no date.

    >>> load_rules("861/QĐ-TTg", date(2023, 7, 5)).rule_sets[0].name
    '861/QĐ-TTg region'
    """
    _refuse_no_day(as_of)
    path = _located(which)
    reader = LawReader(Corpus.at(_root(path)), as_of)
    if path.is_dir():
        reader.in_force(path, Place(reader.corpus.shown(path)))
    else:
        reader.start(path)
    law = reader.law()
    _refuse(reader.found)
    return law


def load_plan(which: str | os.PathLike[str], as_of: date | None = None, assume: bool = False) -> "LoadedPlan":
    """A plan with its law, the planner's choices, and with `assume` the assumptions beside it.

    `as_of` is the date of the plan's file where it is left out. Raises `RuleError`.

    >>> load_plan("92/KH-STTTT").plan.quota.at_most
    4
    """
    from eligibility.rulefiles.plan_folders import PlanFolderReader

    if as_of is not None:
        _refuse_no_day(as_of)
    path = _located(which)
    corpus = Corpus.at(_root(path))
    if path.is_dir():
        path = _latest(corpus, path, as_of)
    reader = PlanFolderReader(corpus, path, as_of or _day_of(corpus, path))
    plan = reader.read(assume)
    _refuse(reader.problems)
    assert plan is not None
    return plan


def is_plan(path: Path) -> bool:
    """True where a file, or the files of a folder, contain a plan; an unreadable file contains none."""
    files = [path] if path.is_file() else sorted(path.glob(DATED))
    try:
        return bool(files) and has_keyword(read_document(files[-1], files[-1].name), "plan")
    except RuleError:
        return False


# ── finding ──────────────────────────────────────────────────────────────────────────────────────


def _located(which: str | os.PathLike[str]) -> Path:
    """The folder or file of that name, or the folder of the shipped instrument of that number."""
    text = str(which)
    shipped = shipped_rules() / folder_of(text)
    if _exists(Path(text)) and text.strip():
        return Path(text)
    if folder_of(text) and _exists(shipped):
        return shipped
    instruments = Corpus.at(shipped_rules()).instruments
    available = [number for number in instruments if (shipped_rules() / folder_of(number)).is_dir()]
    words = ", ".join(available)
    if text in instruments:
        what = Text(f"chưa có quy tắc của {text}", f"there are no rules of {text}")
        raise RuleError([Problem(Place(text), what, Text(words, words))])
    name = text[:200]
    what = Text(f"không có tệp, thư mục hay văn bản “{name}”", f"there is no file, folder or instrument “{name}”")
    raise RuleError([Problem(Place(""), what, Text(words, words), closest(name, available))])


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _root(path: Path) -> Path:
    """The root of the rules that a folder or file belongs to: where instruments.yaml lies, or the shipped one."""
    folder = (path if path.is_dir() else path.parent).resolve()
    near = [parent for parent in (folder, folder.parent) if (parent / "instruments.yaml").is_file()]
    return near[0] if near else shipped_rules()


def _latest(corpus: Corpus, folder: Path, as_of: date | None) -> Path:
    """The plan of a folder on a date."""
    problems: list[Problem] = []
    dated = corpus.dated(folder, problems)
    current = [path for path in dated if as_of is None or path.stem <= as_of.isoformat()]
    _refuse(problems)
    if current:
        return current[-1]
    what = Text("thư mục không có kế hoạch nào mang tên ngày", "the folder has no plan named by a date")
    if dated:
        what = Text(f"chưa có kế hoạch vào {as_of}", f"there is no plan yet on {as_of}")
    words = ", ".join(path.stem for path in dated) or "2023-07-05.yaml"
    raise RuleError([Problem(Place(corpus.shown(folder)), what, Text(words, words))])


def _day_of(corpus: Corpus, path: Path) -> date:
    try:
        return date.fromisoformat(path.stem)
    except ValueError:
        what = Text("tên tệp không phải ngày; hãy nêu ngày xét", "the file name is not a date; pass --as-of")
        raise RuleError([Problem(Place(corpus.shown(path)), what)]) from None


def _refuse_no_day(as_of: object) -> None:
    """Law is in force by days: a text or a moment compares with no day of a file."""
    if type(as_of) is not date:
        text = str(as_of)[:60]
        what = Text(f"“{text}” không phải một ngày", f"“{text}” is not a date")
        _refuse([Problem(Place("as_of"), what, Text("datetime.date, không có giờ", "a datetime.date, without a time"))])


def _refuse(problems: Iterable[Problem]) -> None:
    distinct = tuple(dict.fromkeys(problems))
    if distinct:
        raise RuleError(distinct)
