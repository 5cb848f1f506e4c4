"""Coverage: what the lists hold against what was published, and for want of what subjects stay undetermined."""

from collections.abc import Iterable, Iterator, Sequence

import attrs

from eligibility.decisions import Decision, Missing
from eligibility.facts import Facts
from eligibility.listings import Match, Row, Total, bare, counted
from eligibility.placings import Placing
from eligibility.registers import Register
from eligibility.reporting import forms
from eligibility.reporting.exchange import Json, plain
from eligibility.reporting.reasons import full_name, lowered
from eligibility.reporting.terms import Titles
from eligibility.reporting.wording import missing_text
from eligibility.vocabulary import written

NAMED = 4
"""So many names are shown; the rest by their number, or with --all."""


@attrs.frozen
class Covered:
    """What a list holds of one province: its rows there, and its totals with how many of the rows each counts."""

    match: Match
    province: str
    rows: tuple[Row, ...]
    totals: tuple[tuple[Total, int], ...]
    missing: tuple[Row, ...]
    ambiguous: tuple[Row, ...]

    @property
    def complete(self) -> bool:
        """Whether the list holds as many rows as were published."""
        return bool(self.totals) and all(total.count == count for total, count in self.totals)


def provinces(group: Iterable[Facts]) -> tuple[str, ...]:
    """The provinces of subjects, in the order in which they come."""
    found = (getattr(facts.subject, "province", None) for facts in group)
    return tuple(dict.fromkeys(name for name in found if isinstance(name, str)))


def lists_of(register: Register) -> tuple[Covered, ...]:
    """What each list holds of the provinces of a register."""
    everybody = (facts for group in register.facts.values() for facts in group)
    return tuple(covered(register.matches, provinces(everybody)))


def covered(matches: Iterable[Match], names: Iterable[str]) -> Iterator[Covered]:
    """What each list holds of each province."""
    for match in matches:
        for province in names:
            rows = _of(match, match.listing.rows, province)
            totals = [t for t in match.listing.totals if not t.among and bare(t.province) == bare(province)]
            if rows or totals:
                yield Covered(
                    match,
                    province,
                    rows,
                    tuple((total, counted(total, rows)) for total in sorted(totals, key=_order)),
                    _of(match, match.missing, province),
                    _of(match, match.ambiguous, province),
                )


def _order(total: Total) -> tuple[bool, str]:
    """The whole first, then value by value."""
    return not total.every, written(total.value)


def _of(match: Match, rows: Sequence[Row], province: str) -> tuple[Row, ...]:
    if "province" not in match.listing.keys:
        return tuple(rows)
    at = match.listing.keys.index("province")
    return tuple(row for row in rows if bare(row.names[at]) == bare(province))


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
        "province": found.province,
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
        titles.say("tên không có trong danh bạ", f"{forms.plural(gone, 'name')} not in the register"),
        titles.say("tên không rõ là đơn vị nào, bị từ chối", f"ambiguous {forms.plural(several, 'name')}, refused"),
    )
    for word, unmet in zip(words, (found.missing, found.ambiguous), strict=True):
        if unmet:
            names = shortened([", ".join(row.names[:-3:-1]) for row in unmet], titles, everyone)
            yield f"  {len(unmet)} {word}: {names}"


def _totals(found: Covered, titles: Titles) -> str:
    """The whole, and in parentheses value by value; a list of one value needs no parentheses."""
    listing, lang = found.match.listing, titles.lang
    shown = [f"{forms.number(count, lang)}/{forms.number(total.count, lang)}" for total, count in found.totals]
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


@attrs.frozen
class Wanting:
    """Subjects that stay undetermined for want of the same facts."""

    missing: tuple[Missing, ...]
    placings: tuple[Placing, ...]


def wanting(placings: Iterable[Placing]) -> tuple[Wanting, ...]:
    """The undetermined by what they lack, the most first."""
    groups: dict[tuple[tuple[str, str], ...], list[Placing]] = {}
    for placing in placings:
        lacks = dict.fromkeys((missing.kind, missing.attribute) for missing in placing.missing)
        groups.setdefault(tuple(lacks), []).append(placing)
    found = [
        Wanting(tuple(Missing("", attribute, kind) for kind, attribute in lacks), tuple(group))
        for lacks, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: -len(group.placings)))


def wanting_lines(group: Wanting, matches: Sequence[Match], titles: Titles, everyone: bool) -> Iterator[str]:
    """How many lack what, which list would give it, and their names where they are few."""
    decision = group.placings[0].decision
    count, kind = forms.number(len(group.placings), titles.lang), titles.kind(decision.rule_set.subject)
    wants = "; ".join(_want(missing, decision, matches, titles) for missing in group.missing)
    yield titles.say(f"{count} {kind.title.vi.lower()}, còn thiếu: {wants}", f"{count}, for want of: {wants}")
    if everyone or len(group.placings) <= NAMED:
        yield "  " + shortened([full_name(placing) for placing in group.placings], titles, everyone=True)


def _want(missing: Missing, decision: Decision, matches: Sequence[Match], titles: Titles) -> str:
    """Something missing, with the annex that would give it."""
    own = attrs.evolve(missing, subject=decision.subject)
    given = ", ".join(match.listing.owner for match in matches if _gives(match, missing, titles))
    text = lowered(missing_text(own, decision, titles))
    return f"{text} ({titles.say('phụ lục', 'annex of')} {given})" if given else text


def _gives(match: Match, missing: Missing, titles: Titles) -> bool:
    """Whether a list says what is missing, or something of the members of a relation that is not complete."""
    if missing.kind == "relation":
        kinds = titles.law.vocabulary.values()
        members = {kind.relations[missing.attribute].subject for kind in kinds if missing.attribute in kind.relations}
        return match.listing.of in members
    return missing.kind == "fact" and match.listing.gives == missing.attribute
