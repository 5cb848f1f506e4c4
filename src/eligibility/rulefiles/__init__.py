"""Rule files: from YAML to a law, or to every problem in it."""

from eligibility.rulefiles.check import check_files
from eligibility.rulefiles.corpus import DATED, Corpus, shipped_rules
from eligibility.rulefiles.instrument_files import InstrumentFile, under
from eligibility.rulefiles.laws import LawReader
from eligibility.rulefiles.load import is_plan, load_plan, load_rules
from eligibility.rulefiles.named_values import named_values
from eligibility.rulefiles.registers import RegisterMetadata, read_metadata
