"""Wholes: the decisions on registers that were decided as columns, told, listed and written chunk by chunk."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from eligibility.deciding.columnar import OUTCOMES, Bar, ChunkedDecisions, DecidedRegister, heading
from eligibility.model import Evidence, HitPolicy, RuleSet, written
from eligibility.registers.columnar import CHUNK
from eligibility.reporting import formats
from eligibility.reporting.annexes import covered_record
from eligibility.reporting.columnar.results import Entry, dictionary_of, results_at
from eligibility.reporting.decisions import value_text
from eligibility.reporting.records import DECISION_COLUMNS, Json, cited, law_record, plain
from eligibility.reporting.streams import csv_lines, json_text, summary
from eligibility.reporting.titles import EVIDENCE, Titles
from eligibility.sources import Text


def told(whole: ChunkedDecisions, lang: str, out: Path | None) -> Iterator[str]:
    """For people: which engine decided what, the summary, and where the decisions stand."""
    law, titles = whole.law, Titles(whole.law, lang)
    yield f"{law.number} · {titles.say(f'ngày xét {(day := formats.day(law.as_of, lang))}', f'as of {day}')}"
    each = ((titles.kind(kind).title.in_(lang), formats.number(count, lang)) for kind, count in whole.counts.items())
    counts = " · ".join(f"{title}: {count}" for title, count in each)
    yield titles.say("xét theo cột · ", "decided as columns · ") + counts
    hashed, patterns = (formats.number(len(one), lang) for one in (whole.hashed, whole.patterns))
    yield titles.say(
        f"xét lại từng đối tượng bằng cả hai bộ máy, kết quả như nhau: {hashed} theo mã, {patterns} theo trạng thái",
        f"decided again one by one, by both engines, with the same result: {hashed} by code, {patterns} by state",
    )
    yield ""
    yield titles.say("TỔNG HỢP", "SUMMARY")
    yield from summary(law, whole.tally, titles)
    if whole.source.unread:
        yield ""
        unread = ", ".join(whole.source.unread)
        yield titles.say(f"Không đọc, cũng không kiểm tra: {unread}", f"Neither read nor checked: {unread}")
    if out is not None:
        main = titles.kind(whole.main).title.in_(lang)
        yield ""
        yield titles.say("Đã ghi: ", "Written: ") + f"{out} ({main}) · {dictionary_of(out)}"


def rows(chunks: Iterable[DecidedRegister]) -> Iterator[tuple[str, ...]]:
    """The decisions for CSV, those on one subject after another's."""
    for decided in chunks:
        columns = [
            [(rule_set.name, attribute, *texts) for texts in _texts(decided, attribute, rule_set)]
            for attribute, rule_set in decided.rule_sets.items()
        ]
        for code, *own in zip(decided.codes, *columns, strict=True):
            yield from ((code, *texts) for texts in own)


def _texts(decided: DecidedRegister, attribute: str, rule_set: RuleSet) -> Iterator[tuple[str, str, str]]:
    if rule_set.hit_policy is HitPolicy.COLLECT:
        return (("", "", "") for _ in range(len(decided)))
    return decided.written(attribute)


def json_lines(whole: ChunkedDecisions, chunks: Iterable[DecidedRegister]) -> Iterator[str]:
    """For programs: one object, its decisions one a line, and at its end who was entered twice."""
    yield f'{json_text(law_record(whole.law), None)[:-1]}, "engine": "columnar", "decisions": ['
    comma = ""
    for decided in chunks:
        for record in _records(decided):
            yield comma + json_text(record, None)
            comma = ",\n"
    twice: Json = {"by_code": [*whole.hashed], "by_state": [*whole.patterns]}
    rest: dict[str, Json] = {"lists": [covered_record(one) for one in whole.lists()], "entered_twice": twice}
    yield f"], {json_text(rest, None)[1:]}\n"


def _records(decided: DecidedRegister) -> Iterator[dict[str, Json]]:
    plains = {
        attribute: {written(value): plain(value) for value in rule_set.concludes.domain}
        for attribute, rule_set in decided.rule_sets.items()
    }
    texts = [[*_texts(decided, attribute, rule_set)] for attribute, rule_set in decided.rule_sets.items()]
    for row, *own in zip(decided.frame(evidence=False).iter_rows(named=True), *texts, strict=True):
        for (attribute, rule_set), (value, may_be, level) in zip(decided.rule_sets.items(), own, strict=True):
            words = plains[attribute]
            yield {
                "subject": row["code"],
                "rule_set": rule_set.name,
                "attribute": attribute,
                "value": words[value] if value else None,
                "may_be": [words[word] for word in may_be.split("|") if word],
                "evidence": level or None,
                "conflict": row.get(f"{attribute}:conflict", False),
                "rules": [
                    {"id": rule.id, "outcome": OUTCOMES[row[heading(rule_set, rule)]].key, "cite": cited(rule.cite)}
                    for rule in rule_set.rules
                ],
            }


def entries(rule_sets: Iterable[RuleSet]) -> Iterator[Entry]:
    """What the columns of results hold."""
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
    """The values that a rule set may conclude, and what they are called."""
    domain = rule_set.concludes.domain
    texts = [Text(*(value_text(rule_set, (value,), lang) for lang in ("vi", "en"))) for value in domain]
    return _joined(zip(map(written, domain), texts, strict=True))


def _joined(pairs: Iterable[tuple[str, Text]]) -> Text:
    found = [*pairs]
    return Text(*("; ".join(f"{word}: {text.in_(lang)}" for word, text in found) for lang in ("vi", "en")))


def printed(whole: ChunkedDecisions, form: str, lang: str, out: Path | None, bar: Bar) -> Iterator[str]:
    """What is printed of a register; its decisions are written to a file where one is asked for.

    `bar` is told how many topmost subjects have passed. Nothing is written before all is decided.
    """
    chunks = whole.chunks(CHUNK, bar)
    if out is not None:
        main = whole.main
        with results_at(out, [*entries(whole.law.of(main))]) as results:
            for decided in chunks:
                if decided.subject == main:
                    results.add(decided.frame())
    elif form == "csv":
        yield from csv_lines(DECISION_COLUMNS, rows(chunks))
        return
    elif form == "json":
        yield from json_lines(whole, chunks)
        return
    for _ in chunks:
        pass
    if form == "json":
        yield from json_lines(whole, ())
    elif form == "table":
        yield from (f"{line}\n" for line in told(whole, lang, out))
