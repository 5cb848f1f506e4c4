"""Texts and files before they mean anything: text in two languages, problems with their places, YAML, CSV, keywords."""

from eligibility.sources.csv_table import Line, Table, read_table
from eligibility.sources.keywords import TERMS, english, language, local, local_term, meant, other, placed, term
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
    refuse,
)
from eligibility.sources.text import Text, alphabetical, closest, normal, spelling_key, without_marks
from eligibility.sources.yaml_tree import Entries, Items, Node, Scalar, decoded, read_document
