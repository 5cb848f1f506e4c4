"""Checking of register.yaml: what it says of the tables beside it, and the lists that it declares."""

from datetime import date
from pathlib import Path

import attrs

from eligibility.model import AnnexList, Evidence, Law
from eligibility.rulefiles.annexes import ListReader
from eligibility.rulefiles.instruments import evidence, list_entries
from eligibility.rulefiles.reader import Fields, Sheet
from eligibility.sources import Node, Problem, Text


@attrs.frozen
class About:
    """What `register.yaml` says: title, day, evidence and source of the tables; lists beside them and their files."""

    title: Text | None = None
    snapshot: date | None = None
    evidence: Evidence = Evidence.UNSTATED
    source: Text | None = None
    listings: tuple[AnnexList, ...] = ()
    files: tuple[str, ...] = ()


def read_about(folder: Path, shown: str, node: Node, law: Law, problems: list[Problem]) -> About:
    """What the `register.yaml` of a folder says; what is wrong with it is added to the problems."""
    sheet = Sheet.of(f"{shown}/register.yaml", node, law.instruments)
    fields = Fields.of(sheet, node, ("register",), ("snapshot", "evidence", "source", "lists"))
    entries = list_entries(sheet, fields.get("lists"), law.vocabulary)
    reader = ListReader(sheet, folder, shown, shown, law.vocabulary)
    about = About(
        sheet.title(fields.get("register"), ""),
        sheet.day(fields.get("snapshot")),
        evidence(sheet, fields, Evidence.UNSTATED),
        sheet.title(fields.get("source"), "") if "source" in fields else None,
        tuple(reader.read(entry) for entry in entries),
        tuple(entry.file for entry in entries),
    )
    problems += sheet.problems
    return about
