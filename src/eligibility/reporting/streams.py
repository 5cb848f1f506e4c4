"""Streams: the decisions on a whole register as text, JSON and CSV, one after another."""

import csv
import io
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import Final, TextIO

from eligibility.deciding import DecidedSubject, Tally
from eligibility.model import Decision, HitPolicy, Law, Outcome, format_value
from eligibility.registers import Covered
from eligibility.reporting import formats
from eligibility.reporting.annexes import covered_record, lists_lines
from eligibility.reporting.decisions import value_text
from eligibility.reporting.records import Json, decision_record, law_record
from eligibility.reporting.terminal import table, wrapped
from eligibility.reporting.titles import EVIDENCE, MARKS, OUTCOMES, Titles

SPOOLED: Final = 8_000_000
"""A result of up to so many characters stays in memory, a longer one in a temporary file."""


def decisions_text(law: Law, stream: Iterable[DecidedSubject], tally: Tally, lang: str, columns: int) -> Iterator[str]:
    """Text for people: each subject, its decisions, and the tally of the stream."""
    titles = Titles(law, lang)
    day = formats.day(law.as_of, lang)
    yield f"{law.number} · {titles.say(f'ngày xét {day}', f'as of {day}')}"
    for subject in stream:
        yield ""
        yield " · ".join(part for part in (subject.decisions.subject, subject.name) if part)
        yield from table([_row(decision, lang) for decision in subject.decisions.values()], columns)
    yield ""
    yield titles.say("TỔNG HỢP", "SUMMARY")
    yield from summary(law, tally, titles)


def lists_text(law: Law, lists: Iterable[Covered], lang: str, everyone: bool, columns: int) -> Iterator[str]:
    """Text for people: the annexes against the register, in the words of an allocation."""
    for line in lists_lines(lists, Titles(law, lang), everyone):
        yield from wrapped(line, columns)


def _row(decision: Decision, lang: str) -> tuple[str, str]:
    level = decision.evidence
    ground = f" [{EVIDENCE[level].in_(lang)}]" if level is not None else ""
    return f"{_mark(decision)} {decision.rule_set.title.in_(lang)}", _conclusion(decision, lang) + ground


def _conclusion(decision: Decision, lang: str) -> str:
    """The value, or the values that it may be; only *undetermined* where it may be any."""
    rule_set = decision.rule_set
    if decision.conflict:
        return ("CONFLICT: " if lang == "en" else "MÂU THUẪN: ") + ", ".join(decision.conflict)
    if rule_set.hit_policy is HitPolicy.COLLECT:
        return "; ".join(f"{MARKS[outcome]} {rule.title.in_(lang)}" for rule, outcome in decision.findings) or "—"
    if decision.decided or len(decision.may_be) < len(rule_set.concludes.domain):
        return value_text(rule_set, decision.may_be or (decision.value,), lang)
    return OUTCOMES[Outcome.UNDETERMINED].in_(lang)


def _mark(decision: Decision) -> str:
    if decision.conflict:
        return "!"
    settled = decision.decided or decision.rule_set.hit_policy is HitPolicy.COLLECT
    return "·" if settled else MARKS[Outcome.UNDETERMINED]


def summary(law: Law, tally: Tally, titles: Titles) -> Iterator[str]:
    """The number of decisions for each value, a line for each rule set."""
    settling = [rule_set for rule_set in law.rule_sets if rule_set.hit_policy is not HitPolicy.COLLECT]
    for rule_set in settling:
        counts = tally.values.get(rule_set.name, Counter())
        parts = [
            f"{formats.number(counts[value], titles.lang)} {value_text(rule_set, (value,), titles.lang)}"
            for value in rule_set.concludes.domain
            if counts[value]
        ]
        if counts["?"]:
            parts.append(f"{formats.number(counts['?'], titles.lang)} {titles.say('chưa xác định', 'undetermined')}")
        if parts:
            yield f"  {rule_set.title.in_(titles.lang)}: {' · '.join(parts)}"
    if tally.conflicts:
        yield f"  ! {tally.conflicts} {titles.say('kết luận mâu thuẫn', formats.plural(tally.conflicts, 'conflict'))}"


def decisions_json(
    law: Law, stream: Iterable[DecidedSubject], lang: str, lists: Iterable[Covered] = ()
) -> Iterator[str]:
    """JSON of one object: the annexes against the register, then the decisions one a line."""
    annexes: list[Json] = [covered_record(annex) for annex in lists]
    head = json_text({**law_record(law), "lists": annexes}, indent=None)
    yield f'{head[:-1]}, "decisions": ['
    comma = ""
    for subject in stream:
        for decision in subject.decisions.values():
            record = decision_record(decision, lang) | {"names": list(subject.names)}
            yield comma + json_text(record, indent=None)
            comma = ",\n"
    yield "]}\n"


def tally_text(law: Law, tally: Tally, engine: str, form: str, lang: str) -> Iterator[str]:
    """The tally of decisions that were written elsewhere; nothing in CSV."""
    titles = Titles(law, lang)
    if form == "table":
        day = formats.day(law.as_of, lang)
        yield f"{law.number} · {titles.say(f'ngày xét {day}', f'as of {day}')} · {engine}\n"
        yield from (f"{line}\n" for line in summary(law, tally, titles))
    elif form == "json":
        counts: dict[str, Json] = {
            name: {"?" if value == "?" else format_value(value): count for value, count in values.items()}
            for name, values in tally.values.items()
        }
        record = {**law_record(law), "engine": engine, "counts": counts, "conflicts": tally.conflicts}
        yield f"{json_text(record)}\n"


def json_text(record: Json, indent: int | None = 2) -> str:
    """JSON as text, letters as they are."""
    return json.dumps(record, ensure_ascii=False, indent=indent)


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table as CSV, line by line; None is an empty cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in chain((headings,), rows):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def write_whole(chunks: Iterable[str], out: TextIO) -> None:
    """Write a result once all of it is there, so that an error in the middle leaves nothing that looks decided."""
    with SpooledTemporaryFile(SPOOLED, "w+", encoding="utf-8", errors="backslashreplace", newline="") as spool:
        for chunk in chunks:
            spool.write(chunk)
        spool.seek(0)
        shutil.copyfileobj(spool, out)
    out.flush()
