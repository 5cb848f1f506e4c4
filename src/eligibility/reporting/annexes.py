"""Annexes: their rows against the published totals, and the annexes that would give missing facts."""

from collections.abc import Iterable, Iterator, Sequence

import attrs

from eligibility.allocation import MissingGroup
from eligibility.communes import AREA
from eligibility.model import AnnexMatch, Decision, Missing, Row
from eligibility.registers import Covered
from eligibility.reporting import formats
from eligibility.reporting.decisions import missing_text
from eligibility.reporting.formats import lowered
from eligibility.reporting.placement_reasons import full_name
from eligibility.reporting.records import Json, plain
from eligibility.reporting.titles import Titles

NAMED = 4
"""So many names are shown; the rest by their number, or with --all."""


def lists_lines(annexes: Iterable[Covered], titles: Titles, everyone: bool) -> Iterator[str]:
    """The annexes loaded against their published totals, under a heading; nothing where there are none."""
    lines = [f"  {line}" for annex in annexes for line in covered_lines(annex, titles, everyone)]
    if lines:
        yield ""
        yield titles.say("DANH SÁCH ĐÃ NẠP / TỔNG SỐ CÔNG BỐ", "LISTS LOADED / PUBLISHED TOTALS")
        yield from lines


def covered_record(annex: Covered) -> dict[str, Json]:
    """An annex against its totals, for JSON."""
    return {
        "list": annex.match.listing.owner,
        "gives": annex.match.listing.gives,
        AREA: annex.area,
        "rows": len(annex.rows),
        "totals": [
            {"value": "*" if total.every else plain(total.value), "published": total.count, "loaded": count}
            for total, count in annex.totals
        ],
        "complete": annex.complete,
        "unmatched": [", ".join(row.names) for row in annex.missing],
        "ambiguous": [", ".join(row.names) for row in annex.ambiguous],
    }


def covered_lines(annex: Covered, titles: Titles, everyone: bool) -> Iterator[str]:
    """An annex against its totals, and its names that match no subject, or several."""
    listing = annex.match.listing
    head = f"{listing.owner} · {titles.title(listing.of, listing.gives)}"
    if annex.totals:
        word = titles.say("đủ", "complete") if annex.complete else titles.say("CHƯA ĐỦ", "NOT COMPLETE")
        yield f"{head}: {word} {_totals(annex, titles)}"
    else:
        rows = len(annex.rows)
        matched = rows - len(annex.missing) - len(annex.ambiguous)
        yield f"{head}: {titles.say(f'{matched} trên {rows} dòng khớp', f'{matched} of {rows} rows matched')}"
    gone, several = (formats.plural(len(rows), "name") for rows in (annex.missing, annex.ambiguous))
    strange = titles.say("tên không có trong danh bạ", f"{gone} not in the register")
    refused = titles.say("tên không rõ là đơn vị nào, bị từ chối", f"ambiguous {several}, refused")
    yield from _names(annex.missing, strange, titles, everyone)
    yield from _names(annex.ambiguous, refused, titles, everyone)


def _names(rows: Sequence[Row], what: str, titles: Titles, everyone: bool) -> Iterator[str]:
    if rows:
        names = shortened([", ".join(row.names[:-3:-1]) for row in rows], titles, everyone)
        yield f"  {len(rows)} {what}: {names}"


def _totals(annex: Covered, titles: Titles) -> str:
    """The total of the whole, and in parentheses value by value; an annex of one value needs no parentheses."""
    listing, lang = annex.match.listing, titles.lang
    shares = ((formats.number(count, lang), formats.number(total.count, lang)) for total, count in annex.totals)
    whole, *counts = map("/".join, shares)
    parts = [
        f"{titles.value(listing.of, listing.gives, total.value)} {count}"
        for (total, _), count in zip(annex.totals[1:], counts, strict=True)
    ]
    return f"{whole} ({' · '.join(parts)})" if parts else whole


def shortened(names: Sequence[str], titles: Titles, everyone: bool) -> str:
    """Names one after another, the first few unless all are asked for."""
    leading = names if everyone else names[:NAMED]
    more = len(names) - len(leading)
    tail = titles.say(f"; … và {more} nữa (--all)", f"; … and {more} more (--all)") if more else ""
    return "; ".join(leading) + tail


def missing_lines(group: MissingGroup, matches: Sequence[AnnexMatch], titles: Titles, everyone: bool) -> Iterator[str]:
    """The number of subjects that lack the same facts, the annexes that would give these, and the names of a few."""
    decision, size = group.placings[0].decision, len(group.placings)
    count, title = formats.number(size, titles.lang), titles.kind(decision.rule_set.subject).title
    facts = "; ".join(_missing_fact(missing, decision, matches, titles) for missing in group.missing)
    kind, verb = formats.plural(size, title.en.lower()), "is" if size == 1 else "are"
    yield titles.say(f"{count} {title.vi.lower()}, còn thiếu: {facts}", f"{count} {kind} {verb} missing: {facts}")
    if everyone or size <= NAMED:
        yield "  " + shortened([full_name(placing) for placing in group.placings], titles, everyone=True)


def _missing_fact(missing: Missing, decision: Decision, matches: Sequence[AnnexMatch], titles: Titles) -> str:
    """A missing fact, with the annexes that would give it."""
    annexes = ", ".join(match.listing.owner for match in matches if _gives(match, missing, titles))
    text = lowered(missing_text(attrs.evolve(missing, subject=decision.subject), decision, titles))
    return f"{text} ({titles.say('phụ lục', 'annex of')} {annexes})" if annexes else text


def _gives(match: AnnexMatch, missing: Missing, titles: Titles) -> bool:
    """True where an annex gives a missing fact, or a fact of the members of an incomplete relation."""
    if missing.kind == "relation":
        return match.listing.of == titles.relation(missing.attribute).subject
    return missing.kind == "fact" and match.listing.gives == missing.attribute
