"""Firing: the one module that drives durable_rules, inside the subset in which it was found to be right.

It knows no law: productions and facts come in as names, numbers and texts, and names of what fired come out.
`network` chooses between two drivers with the same answers:

- `Network` calls the C module itself. Each ruleset has one state that lives as long as the network. A fact is
  asserted, its actions are drained, and it is retracted before the next one comes: no two facts ever meet.
- `HostNetwork` goes through durable_rules' public host. It is slow, serves versions whose private functions
  nobody has read, and is what the tests hold the other driver against.

Three things keep the engine honest. Every kind has a catch-all rule, defined last: a fact whose actions do
not end with it was not matched as it should have been. A ruleset has at most 50 rules: the engine's stack of
64 conditions never holds more than one for each. And a state is deleted only after an action has run in it
(otherwise the engine frees memory that it never set), which a probe of a kind of its own sees to.
"""

import json
import re
import struct
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import ClassVar, NamedTuple

READ_VERSION = "2.0.28"  # the version whose C source the direct driver relies on
RULES_A_RULESET = 50
KINDS_A_NETWORK = 25
ATTRIBUTES_A_KIND = 250  # the engine has room for 254 properties, among them id, sid and kind
REMEMBERED = 4_096  # so many combinations of rules that fire together are kept with their names
LONGEST_TEXT = 1_000
LARGEST_NUMBER = 2**62

_OPERATORS = {"==": "", "!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,59}")
# The engine takes the quote after a fact's text for a part of it, so nothing up to the quote may be ordered.
_SORTABLE = re.compile(r'[^\x00-"\\]*')
# The engine knows names by a 32-bit hash: an attribute with the hash of one of these would be taken for it.
_RESERVED = ["id", "sid", "kind", "$s", "$m", "$l", "$r", "$forward", "$and", "$or", "$ex", "$nex", "$eq"]
_RESERVED += ["$neq", "$lt", "$lte", "$gt", "$gte", "$mt", "$imt", "$iall", "$iany"]
_RESERVED += ["$add", "$sub", "$mul", "$div"]
_RULESET = "firing"
_SID = "0"  # what the engine calls the state of a fact that names none
_PROBE = '{"id":"p","kind":"?"}'


class EngineFailure(RuntimeError):
    """The engine did not account for a fact: nothing may be concluded from what it did report."""


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


@cache
def available() -> bool:
    """Whether durable_rules works here: not on Python 3.13, nor where a C long is too short for numbers."""
    try:
        import durable_rules_engine  # noqa: F401
    except ImportError:
        return False
    return struct.calcsize("l") == 8


def network(productions: Sequence[Production], kinds: Mapping[str, Sequence[str]]) -> "Network":
    """Productions ready to fire on one thread, by the fastest driver that is known to be right here.

    Raises:
        EngineFailure: durable_rules does not work here; ask `available` first.
        ValueError: as for `Network`.
    """
    from importlib.metadata import version  # costs more to import than all else here

    if not available():
        raise EngineFailure("durable_rules cannot be imported; expected Python 3.11 or 3.12")
    driver = Network if version("durable_rules") == READ_VERSION else HostNetwork
    return driver(productions, kinds)


class _Rules(NamedTuple):
    """A ruleset as durable_rules reads it, and its rules' productions; the catch-alls stand for none."""

    definition: str
    names: dict[str, str]


class _Direct:
    """One ruleset driven through the C module."""

    def __init__(self, rules: _Rules) -> None:
        import durable_rules_engine as engine

        self._engine = engine
        self._calls = (
            engine.assert_fact,
            engine.start_action_for_state,
            engine.complete_and_start_action,
            engine.retract_fact,
        )
        self._names = rules.names
        self._known: dict[str, tuple[str, ...]] = {}
        self._handle: int = engine.create_ruleset(_RULESET, rules.definition)
        self._probe(self._handle)

    def fire(self, body: str) -> tuple[str, ...]:
        handle = self._handle
        assert_fact, start, complete, retract = self._calls
        try:
            code, state = assert_fact(handle, '{"id":"f",' + body + "}")
            # A message is {"r07":{"m":{…}}}: the rule's name has three letters, the rest is the fact itself.
            fired = start(handle, state)[1][2:5]
            while (message := complete(handle, state)) is not None:
                fired += message[2:5]
            retract(handle, '{"id":"f"}')
            names = self._known.get(fired)
            if names is None:
                names = self._named(fired)
        except BaseException as error:
            self._renew()
            if isinstance(error, Exception):  # where no action was left, `start` says None
                raise _unaccounted(body) from error
            raise
        if code:
            self._renew()
            raise _unaccounted(body)
        return names

    def _named(self, fired: str) -> tuple[str, ...]:
        """The names of the rules that fired, each once; `KeyError` where the last one alone is not a catch-all."""
        rules = [fired[at : at + 3] for at in range(0, len(fired), 3)]
        names = dict.fromkeys(self._names[rule] for rule in rules[:-1])
        if rules[-1] in self._names:
            raise KeyError(fired)
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        return self._known.setdefault(fired, tuple(names))

    def _probe(self, handle: int) -> None:
        """Run every action that is pending, and at least the probe's."""
        engine = self._engine
        _, state = engine.assert_fact(handle, _PROBE)
        engine.start_action_for_state(handle, state)  # None where an interrupted action still holds the state
        while engine.complete_and_start_action(handle, state) is not None:
            pass
        engine.retract_fact(handle, _PROBE)

    def _renew(self) -> None:
        """Begin with an empty state, whatever this one was in the middle of."""
        handle, self._handle = self._handle, 0  # the engine refuses handle 0, should this not succeed
        with suppress(Exception):
            self._probe(handle)
            self._engine.delete_state(handle, _SID)
            self._probe(handle)
            self._handle = handle

    def close(self) -> None:
        handle, self._handle = self._handle, 0
        if handle:
            self._engine.delete_state(handle, _SID)
            self._engine.delete_ruleset(handle)


class _Hosted:
    """One ruleset driven through durable_rules' host, with a state for each fact."""

    def __init__(self, rules: _Rules) -> None:
        from durable.engine import Host
        from durable_rules_engine import delete_ruleset

        class SilentHost(Host):
            def _run(self) -> None:
                """Start no timers: their threads never end, and one takes states that are being filled."""

        self._fired: list[str | None] = []
        definition = json.loads(rules.definition)
        for rule, content in definition.items():
            content["run"] = _recorder(self._fired, rules.names.get(rule))
        self._host = SilentHost({_RULESET: definition})
        self._delete_ruleset = delete_ruleset

    def fire(self, body: str) -> tuple[str, ...]:
        # The filter stays: taking it back would not be safe beside other threads.
        warnings.filterwarnings("ignore", r"datetime\.datetime\.utcfrom", DeprecationWarning, r"durable\.engine")
        self._fired.clear()
        try:
            try:
                state = self._host.assert_fact(_RULESET, json.loads('{"id":"f",' + body + "}"))
            finally:
                if not self._fired:
                    self._host.assert_fact(_RULESET, json.loads(_PROBE))
                self._host.delete_state(_RULESET, _SID)
        except Exception as error:
            raise _unaccounted(body) from error
        # Whatever an action raises, an interrupt too, the host writes into the state and goes on.
        if "exception" in state or self._fired[-1:] != [None]:
            raise _unaccounted(body)
        return tuple(dict.fromkeys(name for name in self._fired if name is not None))

    def close(self) -> None:
        self._delete_ruleset(self._host.get_ruleset(_RULESET)._handle)  # noqa: SLF001 (the host cannot let go)


def _recorder(fired: list[str | None], name: str | None) -> Callable[[object], None]:
    def record(_: object) -> None:  # of exactly one parameter: with two, the host would wait for an answer
        fired.append(name)

    return record


def _closed(_: str) -> tuple[str, ...]:
    raise EngineFailure("the network is closed")


def _unaccounted(body: str) -> EngineFailure:
    return EngineFailure(f"durable_rules did not account for the fact {{{body}}}")


class Network:
    """Compiled productions, ready to fire on one thread; `network` makes the one to use here.

    Args:
        productions: what may fire, in the order in which it is reported.
        kinds: every kind, with all attributes that its facts carry.

    Raises:
        ValueError: what the engine is not known to do rightly, all of it at once.
    """

    _driver: ClassVar[type[_Direct] | type[_Hosted]] = _Direct

    def __init__(self, productions: Sequence[Production], kinds: Mapping[str, Sequence[str]]) -> None:
        if problems := [*_problems(productions, kinds)]:
            raise ValueError("; ".join(problems))
        self._drivers: list[_Direct | _Hosted] = []
        self._release = weakref.finalize(self, _close, self._drivers)
        self._drivers += map(self._driver, _rulesets(productions, kinds))
        unsortable = _unsortable(productions)
        self._one: Callable[[str], tuple[str, ...]] = self._drivers[0].fire
        if unsortable is not None or len(self._drivers) > 1:
            self._one = _together(self._drivers, unsortable)

    def fire(self, facts: Sequence[str]) -> list[tuple[str, ...]]:
        """For each fact the names of the productions that fire: each once, in order of definition.

        Args:
            facts: JSON objects without braces, `id` and `sid`: `"kind":"commune","poor":12,"area":"III"`.
                Numbers are integers within ±2^62, texts as from `json.dumps(text, ensure_ascii=False)`.

        Raises:
            EngineFailure: a fact cannot be read, or is of no known kind. The network remains usable.
        """
        return [*map(self._one, facts)]

    def fire_one(self, body: str) -> tuple[str, ...]:
        """What `fire` says of a single fact."""
        return self._one(body)

    def close(self) -> None:
        """Give back the engine's memory; a second time does nothing."""
        self._release()
        self._one = _closed


class HostNetwork(Network):
    """The same through durable_rules' public host: slow, and fit for any version."""

    _driver = _Hosted


def _together(drivers: list[_Direct | _Hosted], unsortable: re.Pattern[str] | None) -> Callable[[str], tuple[str, ...]]:
    def fire(body: str) -> tuple[str, ...]:
        if unsortable is not None and "\\" in body and unsortable.search(body):
            raise _unaccounted(body)
        return tuple(dict.fromkeys(name for driver in drivers for name in driver.fire(body)))

    return fire


def _close(drivers: list[_Direct | _Hosted]) -> None:
    for driver in drivers:
        driver.close()


def _rulesets(productions: Sequence[Production], kinds: Mapping[str, Sequence[str]]) -> Iterator[_Rules]:
    """The productions in as few rulesets as hold them, each with a catch-all for every kind and the probe."""
    catch_all = {f"k{index:02}": {"all": [{"m": {"kind": kind}}]} for index, kind in enumerate(("?", *kinds))}
    room = RULES_A_RULESET - len(catch_all)
    for start in range(0, max(len(productions), 1), room):
        shard = {f"r{index:02}": rule for index, rule in enumerate(productions[start : start + room])}
        rules = {key: {"all": [{"m": _condition(rule)}]} for key, rule in shard.items()}
        names = {key: rule.name for key, rule in shard.items()}
        yield _Rules(json.dumps(rules | catch_all, ensure_ascii=False), names)


def _condition(production: Production) -> dict[str, object]:
    """A production in the engine's own words; the kind comes first, so that facts of another stop there."""
    terms: list[dict[str, object]] = [{"kind": production.kind}]
    for attribute, op, literal in production.all_of:
        term: dict[str, object] = {attribute: literal}
        terms.append({_OPERATORS[op]: term} if _OPERATORS[op] else term)
    return {"$and": terms} if len(terms) > 1 else terms[0]


def _problems(productions: Sequence[Production], kinds: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What lies outside the subset in which the engine is right."""
    if not 1 <= len(kinds) <= KINDS_A_NETWORK:
        yield f"{len(kinds)} kinds; expected 1 to {KINDS_A_NETWORK}"
    for kind, attributes in kinds.items():
        if len(attributes) > ATTRIBUTES_A_KIND:
            yield f"kind {kind}: {len(attributes)} attributes; expected at most {ATTRIBUTES_A_KIND}"
    names = sorted({name for attributes in kinds.values() for name in attributes} - {"kind"})
    yield from (f"name {name!r}; expected {_NAME.pattern}" for name in (*kinds, *names) if not _NAME.fullmatch(name))
    holders = {_hash(name): name for name in reversed((*_RESERVED, *names))}
    for name in names:
        if name in _RESERVED or holders[_hash(name)] != name:
            yield f"attribute {name}: the engine would take it for {holders[_hash(name)]}"
    for name, kind, all_of in productions:
        if kind not in kinds:
            yield f"production {name}: kind {kind!r}; expected one of {', '.join(kinds)}"
        problems = (_problem(comparison, kinds.get(kind, ())) for comparison in all_of)
        yield from (f"production {name}: {problem}" for problem in problems if problem)


def _problem(comparison: Comparison, attributes: Sequence[str]) -> str | None:
    """Why the engine might be wrong about a comparison, or None."""
    attribute, op, literal = comparison
    if attribute not in attributes:
        return f"attribute {attribute}; expected one that every fact of the kind carries"
    if op not in _OPERATORS:
        return f"operator {op}; expected one of {' '.join(_OPERATORS)}"
    if isinstance(literal, str):
        if len(literal) > LONGEST_TEXT or literal.encode(errors="ignore").decode() != literal:
            return f"text {literal[:20]!a}; expected at most {LONGEST_TEXT} characters and no surrogates"
        if op not in ("==", "!=") and not _SORTABLE.fullmatch(literal):
            return f'{op} {literal!r}; expected a text without blanks, quotes, "!" and "\\", such as a date'
    elif type(literal) is not int or abs(literal) > LARGEST_NUMBER:
        return f"literal {literal!r}; expected a text, or an integer within ±2^62"
    return None


def _unsortable(productions: Sequence[Production]) -> re.Pattern[str] | None:
    """Finds an escape in a text that is compared by order: the engine would sort it by its backslash."""
    terms = [term for production in productions for term in production.all_of if isinstance(term.literal, str)]
    ordered = sorted({term.attribute for term in terms if term.op not in ("==", "!=")})
    return re.compile(rf'"(?:{"|".join(ordered)})": *"[^"\\]*\\') if ordered else None


def _hash(name: str) -> int:
    """The engine's hash of a name: FNV-1a of 32 bits."""
    value = 2_166_136_261
    for byte in name.encode():
        value = (value ^ byte) * 16_777_619 & 0xFFFF_FFFF
    return value
