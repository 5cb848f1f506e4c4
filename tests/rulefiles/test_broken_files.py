"""Mutants: the shipped files with something deleted, doubled or replaced at random. Only `RuleError` may come of it."""

import random
import re
from functools import cache

import pytest

from eligibility.rulefiles import Corpus, LawReader, shipped_rules
from eligibility.rulefiles.instruments import read_instruments
from eligibility.rulefiles.plan_folders import PlanFolderReader
from eligibility.rulefiles.vocabulary import read_vocabulary
from eligibility.sources import Node, Place, RuleError
from eligibility.sources.yaml_tree import document
from tests.rulefiles.cases import AS_OF

pytestmark = pytest.mark.slow

MUTANTS = 25  # of each file
FILES = (
    "instruments.yaml",
    "33-2020-qd-ttg/2020-12-31.yaml",
    "861-qd-ttg/2021-06-04.yaml",
    "612-qd-ubdt/2021-09-16.yaml",
    "03-2023-tt-btttt/2023-05-30.yaml",
    "92-kh-stttt/2023-07-05.yaml",
    "92-kh-stttt/choices.yaml",
    "92-kh-stttt/assume.yaml",
    "vocabulary.yaml",
)
VOCABULARY = """
subjects:
  commune:
    attributes: {border: {type: yes_no, title: {vi: Biên giới, en: Border}}}
    relations: {schools: {of: school, back: commune}}
  school:
    title: {vi: Trường, en: School}
    attributes:
      pupils: {type: count, unit: {vi: học sinh, en: pupils}}
      boarders: {type: count, part_of: [pupils], step: 5}
      level: {type: choice, choices: [primary, secondary], nullable: yes}
      number: {type: code, width: 4}
"""
WORDS = [
    "all",
    "any",
    "not",
    "some",
    "every",
    "count",
    "where",
    "ratio",
    "of",
    "at_least",
    "between",
    "known",
    "is",
    "one_of",
    "before",
    "yes",
    "no",
    "none",
    "unknown",
    "as_of",
    "anything",
    "true",
    "~",
    "null",
    '""',
    "''",
    "[]",
    "{}",
    "[[]]",
    "{a:",
    "b}",
    "0",
    "-1",
    "1.5",
    "1e9",
    "20",
    "20%",
    "0.2",
    "07615",
    "99999999999999999999",
    "2023-02-31",
    "31/02/2023",
    "2023-05-30",
    "861/QĐ-TTg",
    "I|II",
    "x",
    "villages",
    "commune",
    "village",
    "region",
    "support_group",
    "households",
    "poor_share",
    "eligible",
    "id",
    "cite",
    "when",
    "then",
    "rules",
    "table",
    "columns",
    "rows",
    "khi",
    "thì",
    "có",
    "không",
    "&",
    "*",
    "!",
    "-",
    "?",
    ":",
    ",",
    "#",
    ">",
    "|",
    "%",
    "@",
    "`",
    ".inf",
    ".nan",
    "self",
    "class",
    "__class__",
    "choice",
    "count",
    "date",
    "text",
    "share",
    "quantity",
    "code",
]
TOKEN = re.compile(r"[\w/%.-]+|[^\w\s]|\n *", re.UNICODE)


def mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        lines = text.split("\n")
        at, kind = chance.randrange(len(lines)), chance.randrange(8)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif kind == 2:
            lines[at] = " " * chance.randrange(6) + lines[at].lstrip()
        elif kind == 3:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            tokens = list(TOKEN.finditer(text))
            token, another = chance.choice(tokens), chance.choice(tokens)
            word = {4: "", 5: chance.choice(WORDS), 6: another[0], 7: f"{token[0]} {chance.choice(WORDS)}"}[kind]
            text = text[: token.start()] + word + text[token.end() :]
            continue
        text = "\n".join(lines)
    return text


@cache
def parsed(name: str, text: str) -> Node | RuleError:
    try:
        return document(text, f"rules/{name}")
    except RuleError as error:
        return error


def library(changed: dict[str, str]) -> Corpus:
    """The shipped rules with some of their documents replaced, never written anywhere."""
    found = Corpus(shipped_rules().resolve())
    for name, text in changed.items():
        found.documents[found.root / name] = parsed(name, text)
    opened = found.open(found.root / "instruments.yaml", found.problems)
    if opened:
        found.instruments = read_instruments(*opened)
        found.problems += opened[0].problems
    return found


@pytest.fixture(scope="module")
def originals():
    root = shipped_rules()
    texts = {name: (root / name).read_text(encoding="utf-8") for name in FILES if name != "vocabulary.yaml"}
    return {**texts, "vocabulary.yaml": VOCABULARY}


def read(changed: dict[str, str]) -> list:
    """Everything that is wrong with the plan, its law, and the criteria."""
    again = library(changed)
    plan = PlanFolderReader(again, again.root / "92-kh-stttt" / "2023-07-05.yaml", AS_OF)
    loaded = plan.read(assume=True)
    criteria = LawReader(again, AS_OF)
    opened = again.open(again.root / "vocabulary.yaml", criteria.problems)
    if opened:
        criteria.vocabulary = read_vocabulary(*opened, criteria.vocabulary)
        criteria.problems += opened[0].problems
    criteria.in_force(again.root / "33-2020-qd-ttg", Place("x"))
    criteria.law()
    assert plan.problems or loaded
    return [*plan.problems, *criteria.found]


def test_originals_have_no_problem(originals):
    assert read(originals) == []


@pytest.mark.parametrize("name", FILES)
def test_mutant_is_refused_with_places_or_means_something(originals, name):
    chance = random.Random(name)
    caught = 0
    for _ in range(MUTANTS):
        text = mutated(originals[name], chance)
        try:
            problems = read({**originals, name: text})
        except Exception as error:
            error.add_note(text)
            raise
        caught += bool(problems)
        for problem in problems:
            assert problem.text("vi")
            assert problem.text("en")
            assert problem.place.file
    assert caught > MUTANTS / 4
