"""Checking of register.yaml: metadata of the tables beside it, and the lists that it declares."""

from datetime import date
from pathlib import Path

import attrs

from eligibility.model import AnnexList, Evidence, Law
from eligibility.rulefiles.annexes import AnnexReader
from eligibility.rulefiles.instruments import annex_entries, evidence
from eligibility.rulefiles.reader import Fields, FileReader
from eligibility.sources import Node, Problem, Text


@attrs.frozen
class RegisterMetadata:
    """Content of `register.yaml`: title, day, evidence and source of the tables; lists and their files."""

    title: Text | None = None
    snapshot: date | None = None
    evidence: Evidence = Evidence.UNSTATED
    source: Text | None = None
    listings: tuple[AnnexList, ...] = ()
    files: tuple[str, ...] = ()


def read_metadata(folder: Path, name: str, node: Node, law: Law, problems: list[Problem]) -> RegisterMetadata:
    """The metadata of a folder's `register.yaml`; its problems are added to `problems`."""
    reader = FileReader.of(f"{name}/register.yaml", node, law.instruments)
    fields = Fields.of(reader, node, ("register",), ("snapshot", "evidence", "source", "lists"))
    entries = annex_entries(reader, fields.get("lists"), law.vocabulary)
    lists = AnnexReader(reader, folder, name, name, law.vocabulary)
    about = RegisterMetadata(
        reader.title(fields.get("register"), ""),
        reader.day(fields.get("snapshot")),
        evidence(reader, fields, Evidence.UNSTATED),
        reader.title(fields.get("source"), "") if "source" in fields else None,
        tuple(lists.read(entry) for entry in entries),
        tuple(entry.file for entry in entries),
    )
    problems += reader.problems
    return about
