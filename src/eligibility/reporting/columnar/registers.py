"""Registers decided as columns: their decisions as text, JSON, CSV and files of results, chunk by chunk."""

from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from eligibility.deciding.columnar import OUTCOMES, ChunkedDecisions, DecidedRegister, heading
from eligibility.model import Evidence, HitPolicy, RuleSet, format_value
from eligibility.reporting import formats
from eligibility.reporting.annexes import covered_record
from eligibility.reporting.columnar.results import Entry, dictionary_of, results_at
from eligibility.reporting.decisions import value_text
from eligibility.reporting.records import DECISION_COLUMNS, Json, json_of, law_record, plain
from eligibility.reporting.streams import csv_lines, json_text, summary
from eligibility.reporting.titles import EVIDENCE, Titles
from eligibility.sources import Text


def summary_lines(decided: ChunkedDecisions, lang: str, out: Path | None) -> Iterator[str]:
    """Text for people: the engine, the summary, and the file of the decisions."""
    law, titles = decided.law, Titles(decided.law, lang)
    yield f"{law.number} · {titles.say(f'ngày xét {(day := formats.day(law.as_of, lang))}', f'as of {day}')}"
    each = ((titles.kind(kind).title.in_(lang), formats.number(count, lang)) for kind, count in decided.counts.items())
    counts = " · ".join(f"{title}: {count}" for title, count in each)
    yield titles.say("xét theo cột · ", "decided as columns · ") + counts
    hashed, patterns = (formats.number(len(codes), lang) for codes in (decided.hashed, decided.patterns))
    yield titles.say(
        f"xét lại từng đối tượng bằng cả hai bộ máy, kết quả như nhau: {hashed} theo mã, {patterns} theo trạng thái",
        f"decided again one by one, by both engines, with the same result: {hashed} by code, {patterns} by state",
    )
    yield ""
    yield titles.say("TỔNG HỢP", "SUMMARY")
    yield from summary(law, decided.tally, titles)
    if decided.source.unread:
        yield ""
        unread = ", ".join(decided.source.unread)
        yield titles.say(f"Không đọc, cũng không kiểm tra: {unread}", f"Neither read nor checked: {unread}")
    if out is not None:
        main = titles.kind(decided.main).title.in_(lang)
        yield ""
        yield titles.say("Đã ghi: ", "Written: ") + f"{out} ({main}) · {dictionary_of(out)}"


def rows(chunks: Iterable[DecidedRegister]) -> Iterator[tuple[str, ...]]:
    """The decisions for CSV, subject by subject."""
    for chunk in chunks:
        columns = [
            [(rule_set.name, attribute, *texts) for texts in _texts(chunk, attribute, rule_set)]
            for attribute, rule_set in chunk.rule_sets.items()
        ]
        for code, *decisions in zip(chunk.codes, *columns, strict=True):
            yield from ((code, *texts) for texts in decisions)


def _texts(chunk: DecidedRegister, attribute: str, rule_set: RuleSet) -> Iterator[tuple[str, str, str]]:
    if rule_set.hit_policy is HitPolicy.COLLECT:
        return (("", "", "") for _ in range(len(chunk)))
    return chunk.written(attribute)


def json_lines(decided: ChunkedDecisions, chunks: Iterable[DecidedRegister]) -> Iterator[str]:
    """JSON of one object: its decisions one a line, then the subjects that were entered twice."""
    yield f'{json_text(law_record(decided.law), None)[:-1]}, "engine": "columnar", "decisions": ['
    comma = ""
    for chunk in chunks:
        for record in _records(chunk):
            yield comma + json_text(record, None)
            comma = ",\n"
    twice: Json = {"by_code": [*decided.hashed], "by_state": [*decided.patterns]}
    rest: dict[str, Json] = {"lists": [covered_record(annex) for annex in decided.lists()], "entered_twice": twice}
    yield f"], {json_text(rest, None)[1:]}\n"


def _records(chunk: DecidedRegister) -> Iterator[dict[str, Json]]:
    rule_sets = [*chunk.rule_sets.items()]
    words = [{format_value(value): plain(value) for value in rule_set.concludes.domain} for _, rule_set in rule_sets]
    rules = [
        [(rule.id, heading(rule_set, rule), json_of(rule.cite)) for rule in rule_set.rules] for _, rule_set in rule_sets
    ]
    texts = [[*_texts(chunk, attribute, rule_set)] for attribute, rule_set in rule_sets]
    for row, *decisions in zip(chunk.frame(evidence=False).iter_rows(named=True), *texts, strict=True):
        for index, (value, may_be, level) in enumerate(decisions):
            attribute, rule_set = rule_sets[index]
            yield {
                "subject": row["code"],
                "rule_set": rule_set.name,
                "attribute": attribute,
                "value": words[index][value] if value else None,
                "may_be": [words[index][word] for word in may_be.split("|") if word],
                "evidence": level or None,
                "conflict": row.get(f"{attribute}:conflict", False),
                "rules": [
                    {"id": rule, "outcome": OUTCOMES[row[column]].key, "cite": cite}
                    for rule, column, cite in rules[index]
                ],
            }


def entries(rule_sets: Iterable[RuleSet]) -> Iterator[Entry]:
    """The dictionary entries of the columns of results."""
    nothing, unknown = Text("", ""), Text("chưa xác định", "undetermined")
    yield Entry("code", Text("Mã, hoặc tên nơi không có mã", "Code, or names where there is none"))
    for rule_set in rule_sets:
        name, title, cite = rule_set.concludes.name, rule_set.title, rule_set.name
        if rule_set.hit_policy is not HitPolicy.COLLECT:
            values, levels = _words(rule_set), _joined((level.key, EVIDENCE[level]) for level in Evidence)
            may_be = Text(f"{title.vi}: có thể là (cách nhau bởi |)", f"{title.en}: may be (parted by |)")
            yield Entry(name, title, cite, unknown, values)
            yield Entry(f"{name}:may_be", may_be, cite, Text("đã xác định", "decided"), values)
            yield Entry(f"{name}:conflict", Text(f"{title.vi}: mâu thuẫn", f"{title.en}: conflict"), cite)
            evidence = Text(f"{title.vi}: bằng chứng", f"{title.en}: evidence")
            yield Entry(f"{name}:evidence", evidence, cite, unknown, levels)
        for rule in rule_set.rules:
            cites = "; ".join(map(str, rule.cite))
            yield Entry(heading(rule_set, rule), rule.title, cites, unknown, nothing)


def _words(rule_set: RuleSet) -> Text:
    """The values that a rule set may conclude, with their titles."""
    domain = rule_set.concludes.domain
    texts = [Text.of(partial(value_text, rule_set, (value,))) for value in domain]
    return _joined(zip(map(format_value, domain), texts, strict=True))


def _joined(pairs: Iterable[tuple[str, Text]]) -> Text:
    every = [*pairs]
    return Text.of(lambda lang: "; ".join(f"{word}: {text.in_(lang)}" for word, text in every))


def printed(
    decided: ChunkedDecisions, chunks: Iterable[DecidedRegister], form: str, lang: str, out: Path | None
) -> Iterator[str]:
    """The output for a register whose chunks are decided as they are read; the decisions go to a file where asked for.

    Nothing is written before all is decided.
    """
    if out is not None:
        with results_at(out, [*entries(decided.law.of(decided.main))]) as results:
            for chunk in chunks:
                if chunk.subject == decided.main:
                    results.add(chunk.frame())
        chunks = ()
    if form == "json":
        yield from json_lines(decided, chunks)
    elif form == "csv":
        yield from () if out else csv_lines(DECISION_COLUMNS, rows(chunks))
    else:
        deque(chunks, maxlen=0)  # the summary is of all
        yield from (f"{line}\n" for line in summary_lines(decided, lang, out))
