"""Reporting: decisions, allocations and problems as words, tables, JSON and CSV. It computes nothing."""

from eligibility.reporting import allocation_records, formats, problems, streams
from eligibility.reporting.allocations import allocation_lines
from eligibility.reporting.conditions import AS_OF, ID, ConditionFormatter, Measure, op_text, share_of
from eligibility.reporting.decisions import render
from eligibility.reporting.formats import locale_lang
from eligibility.reporting.placement_reasons import Reasons
from eligibility.reporting.problems import FAULT_COLUMNS, problem_record, problems_of, screenful
from eligibility.reporting.records import DECISION_COLUMNS, Json, decision_row
from eligibility.reporting.streams import csv_lines, json_text, write_whole
from eligibility.reporting.subjects import account_lines, account_record
from eligibility.reporting.terminal import terminal
from eligibility.reporting.titles import EVIDENCE, NODES, Titles
