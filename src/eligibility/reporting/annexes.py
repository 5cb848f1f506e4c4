"""Coverage: what the lists hold against what was published, and for want of what subjects stay undetermined."""

from collections.abc import Iterable, Iterator, Sequence

import attrs

from eligibility.allocation import MissingGroup
from eligibility.communes import AREA
from eligibility.model import AnnexMatch, Decision, Missing, Row
from eligibility.registers import Covered
from eligibility.reporting import formats
from eligibility.reporting.decisions import missing_text
from eligibility.reporting.formats import lowered
from eligibility.reporting.reasons import full_name
from eligibility.reporting.records import Json, plain
from eligibility.reporting.titles import Titles

NAMED = 4
"""So many names are shown; the rest by their number, or with --all."""


def lists_lines(lists: Iterable[Covered], titles: Titles, everyone: bool) -> Iterator[str]:
    """The lists loaded against their published totals, under a heading; nothing where there are none."""
    lines = [f"  {line}" for found in lists for line in covered_lines(found, titles, everyone)]
    if lines:
        yield ""
        yield titles.say("DANH SÁCH ĐÃ NẠP / TỔNG SỐ CÔNG BỐ", "LISTS LOADED / PUBLISHED TOTALS")
        yield from lines


def covered_record(found: Covered) -> dict[str, Json]:
    """The same for JSON."""
    return {
        "list": found.match.listing.owner,
        "gives": found.match.listing.gives,
        AREA: found.area,
        "rows": len(found.rows),
        "totals": [
            {"value": "*" if total.every else plain(total.value), "published": total.count, "loaded": count}
            for total, count in found.totals
        ],
        "complete": found.complete,
        "unmatched": _names(found.missing),
        "ambiguous": _names(found.ambiguous),
    }


def _names(rows: tuple[Row, ...]) -> list[Json]:
    return [", ".join(row.names) for row in rows]


def covered_lines(found: Covered, titles: Titles, everyone: bool) -> Iterator[str]:
    """A list against its totals, and the names in it that met no subject, or several."""
    listing = found.match.listing
    title = titles.title(listing.of, listing.gives)
    head = f"{listing.owner} · {title}"
    if found.totals:
        word = titles.say("đủ", "complete") if found.complete else titles.say("CHƯA ĐỦ", "NOT COMPLETE")
        yield f"{head}: {word} {_totals(found, titles)}"
    else:
        held = len(found.rows) - len(found.missing) - len(found.ambiguous)
        rows = len(found.rows)
        yield f"{head}: {titles.say(f'{held} trên {rows} dòng khớp', f'{held} of {rows} rows met')}"
    gone, several = len(found.missing), len(found.ambiguous)
    words = (
        titles.say("tên không có trong danh bạ", f"{formats.plural(gone, 'name')} not in the register"),
        titles.say("tên không rõ là đơn vị nào, bị từ chối", f"ambiguous {formats.plural(several, 'name')}, refused"),
    )
    for word, unmet in zip(words, (found.missing, found.ambiguous), strict=True):
        if unmet:
            names = shortened([", ".join(row.names[:-3:-1]) for row in unmet], titles, everyone)
            yield f"  {len(unmet)} {word}: {names}"


def _totals(found: Covered, titles: Titles) -> str:
    """The whole, and in parentheses value by value; a list of one value needs no parentheses."""
    listing, lang = found.match.listing, titles.lang
    shown = [f"{formats.number(count, lang)}/{formats.number(total.count, lang)}" for total, count in found.totals]
    rest = [
        f"{titles.value(listing.of, listing.gives, total.value)} {text}"
        for (total, _), text in zip(found.totals[1:], shown[1:], strict=True)
    ]
    return f"{shown[0]} ({' · '.join(rest)})" if rest else shown[0]


def shortened(names: Sequence[str], titles: Titles, everyone: bool) -> str:
    """Names one after another, the first few unless all are asked for."""
    shown = names if everyone else names[:NAMED]
    more = len(names) - len(shown)
    tail = titles.say(f"; … và {more} nữa (--all)", f"; … and {more} more (--all)") if more else ""
    return "; ".join(shown) + tail


def missing_lines(group: MissingGroup, matches: Sequence[AnnexMatch], titles: Titles, everyone: bool) -> Iterator[str]:
    """How many lack what, which list would give it, and their names where they are few."""
    decision = group.placings[0].decision
    count, kind = formats.number(len(group.placings), titles.lang), titles.kind(decision.rule_set.subject)
    wants = "; ".join(_want(missing, decision, matches, titles) for missing in group.missing)
    yield titles.say(f"{count} {kind.title.vi.lower()}, còn thiếu: {wants}", f"{count}, for want of: {wants}")
    if everyone or len(group.placings) <= NAMED:
        yield "  " + shortened([full_name(placing) for placing in group.placings], titles, everyone=True)


def _want(missing: Missing, decision: Decision, matches: Sequence[AnnexMatch], titles: Titles) -> str:
    """Something missing, with the annex that would give it."""
    own = attrs.evolve(missing, subject=decision.subject)
    given = ", ".join(match.listing.owner for match in matches if _gives(match, missing, titles))
    text = lowered(missing_text(own, decision, titles))
    return f"{text} ({titles.say('phụ lục', 'annex of')} {given})" if given else text


def _gives(match: AnnexMatch, missing: Missing, titles: Titles) -> bool:
    """Whether a list says what is missing, or something of the members of a relation that is not complete."""
    if missing.kind == "relation":
        kinds = titles.law.vocabulary.values()
        members = {kind.relations[missing.attribute].subject for kind in kinds if missing.attribute in kind.relations}
        return match.listing.of in members
    return missing.kind == "fact" and match.listing.gives == missing.attribute
