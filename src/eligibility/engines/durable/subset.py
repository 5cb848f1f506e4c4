"""The subset of durable_rules in which it is right: the productions and kinds that a network takes.

Its limits were found by random productions against plain Python, and in the engine's source.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

KINDS_A_NETWORK = 25
ATTRIBUTES_A_KIND = 250  # the engine has room for 254 properties, among them id, sid and kind
LONGEST_TEXT = 1_000
LARGEST_NUMBER = 2**62

SIGNS: Final = {"==": "", "!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,59}")
# The engine takes the quote after a fact's text for a part of it, so nothing up to the quote may be ordered.
_SORTABLE = re.compile(r'[^\x00-"\\]*')
# The engine knows names by a 32-bit hash: an attribute with the hash of one of these would be taken for it.
RESERVED = ["id", "sid", "kind", "$s", "$m", "$l", "$r", "$forward", "$and", "$or", "$ex", "$nex", "$eq"]
RESERVED += ["$neq", "$lt", "$lte", "$gt", "$gte", "$mt", "$imt", "$iall", "$iany"]
RESERVED += ["$add", "$sub", "$mul", "$div"]


class Comparison(NamedTuple):
    """An attribute compared with a constant.

    Attributes:
        attribute: `[a-z_][a-z0-9_]*`, at most 60 characters; every fact of the kind carries it.
        op: `==`, `!=`, `<`, `<=`, `>` or `>=`; texts are ordered by code point.
        literal: an integer within ±2^62, or a text of at most 1,000 characters.
    """

    attribute: str
    op: str
    literal: int | str


class Production(NamedTuple):
    """A name to report for each fact of a kind of which all comparisons hold; two of one name are an OR."""

    name: str
    kind: str
    all_of: tuple[Comparison, ...]


def problems(productions: Sequence[Production], kinds: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Everything that lies outside the subset in which the engine is right."""
    if not 1 <= len(kinds) <= KINDS_A_NETWORK:
        yield f"{len(kinds)} kinds; expected 1 to {KINDS_A_NETWORK}"
    for kind, attributes in kinds.items():
        if len(attributes) > ATTRIBUTES_A_KIND:
            yield f"kind {kind}: {len(attributes)} attributes; expected at most {ATTRIBUTES_A_KIND}"
    names = sorted({name for attributes in kinds.values() for name in attributes} - {"kind"})
    yield from (f"name {name!r}; expected {_NAME.pattern}" for name in (*kinds, *names) if not _NAME.fullmatch(name))
    holders = {hash_of(name): name for name in reversed((*RESERVED, *names))}
    for name in names:
        if name in RESERVED or holders[hash_of(name)] != name:
            yield f"attribute {name}: the engine would take it for {holders[hash_of(name)]}"
    for name, kind, all_of in productions:
        if kind not in kinds:
            yield f"production {name}: kind {kind!r}; expected one of {', '.join(kinds)}"
        wrong = (_problem(comparison, kinds.get(kind, ())) for comparison in all_of)
        yield from (f"production {name}: {problem}" for problem in wrong if problem)


def _problem(comparison: Comparison, attributes: Sequence[str]) -> str | None:
    """The reason for which the engine might be wrong about a comparison, or None."""
    attribute, op, literal = comparison
    if attribute not in attributes:
        return f"attribute {attribute}; expected one that every fact of the kind carries"
    if op not in SIGNS:
        return f"operator {op}; expected one of {' '.join(SIGNS)}"
    if isinstance(literal, str):
        if len(literal) > LONGEST_TEXT or literal.encode(errors="ignore").decode() != literal:
            return f"text {literal[:20]!a}; expected at most {LONGEST_TEXT} characters and no surrogates"
        if op not in ("==", "!=") and not _SORTABLE.fullmatch(literal):
            return f'{op} {literal!r}; expected a text without blanks, quotes, "!" and "\\", such as a date'
    elif type(literal) is not int or abs(literal) > LARGEST_NUMBER:
        return f"literal {literal!r}; expected a text, or an integer within ±2^62"
    return None


def escape_in_ordered_text(productions: Sequence[Production]) -> re.Pattern[str] | None:
    """A pattern of an escape in a text that is compared by order: the engine would sort it by its backslash."""
    terms = [term for production in productions for term in production.all_of if isinstance(term.literal, str)]
    ordered = sorted({term.attribute for term in terms if term.op not in ("==", "!=")})
    return re.compile(rf'"(?:{"|".join(ordered)})": *"[^"\\]*\\') if ordered else None


def hash_of(name: str) -> int:
    """The engine's hash of a name: FNV-1a of 32 bits."""
    value = 2_166_136_261
    for byte in name.encode():
        value = (value ^ byte) * 16_777_619 & 0xFFFF_FFFF
    return value
