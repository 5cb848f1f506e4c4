"""Deciding: from law and facts to decisions, and what would settle or change them."""

from eligibility.deciding.annexes import all_with_annexes
from eligibility.deciding.candidates import CandidateValues
from eligibility.deciding.counterfactuals import changes, unsettled
from eligibility.deciding.decisions import BATCH, Decided, decide, decide_many
from eligibility.deciding.program import Program, program_for, traced
from eligibility.deciding.subjects import (
    DecidedSubject,
    counterfactuals_of,
    decided_subject,
    decided_subjects,
    find_subject,
    main_kind,
)
from eligibility.deciding.tally import Tally
