"""Texts and files before they mean anything: text in two languages, problems with their places, YAML, CSV, keywords."""

from eligibility.sources.csv_table import CsvRow, CsvTable, read_table
from eligibility.sources.keywords import (
    TERMS,
    allowed_keyword,
    english_keyword,
    intended_keyword,
    language,
    local_keyword,
    local_term,
    other_language,
    term,
)
from eligibility.sources.problems import (
    NOWHERE,
    EligibilityError,
    EngineDisagreement,
    FactError,
    Place,
    Problem,
    Problems,
    RuleError,
    Unavailable,
    no_file,
    refuse,
)
from eligibility.sources.text import Text, alphabetical, closest, normalized, spelling_key, without_marks
from eligibility.sources.yaml_tree import Entries, Items, Node, Scalar, decode_utf8, read_document
