"""Firing: the one module that drives durable_rules, inside the subset in which it was found to be right.

It contains no law: it takes productions and facts as names, numbers and texts, and returns the names of what fired.
It calls private functions of the C module, as they were read in one version, the only one that it runs with. Each
ruleset has one state that lives as long as the network. A fact is asserted, its actions are drained, and it is
retracted before the next one comes: no two facts are ever in the state together. The tests compare the driver with
durable_rules' public host.

Three things keep the engine honest. Every kind has a catch-all rule, defined last: a fact whose actions do
not end with it was not matched as it should have been. A ruleset has at most 50 rules: the engine's stack of
64 conditions never holds more than one for each. And a state is deleted only after an action has run in it
(otherwise the engine frees memory that it never set), which a probe of a kind of its own sees to.
"""

import json
import re
import struct
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, ClassVar, NamedTuple

from eligibility.engines.durable.subset import SIGNS, Production, escape_in_ordered_text, problems

VERSION = "2.0.28"  # the version whose C source was read
RULES_A_RULESET = 50
REMEMBERED = 4_096  # so many combinations of rules that fire together are kept with their names

RULESET = "firing"
STATE = "0"  # what the engine calls the state of a fact that names none
PROBE = '{"id":"p","kind":"?"}'


class EngineFailure(RuntimeError):
    """The engine did not account for a fact: nothing may be concluded from what it did report."""


@cache
def available() -> bool:
    """True where durable_rules works: not on Python 3.13, nor where a C long is too short for numbers."""
    try:
        import durable_rules_engine  # noqa: F401
    except ImportError:
        return False
    from importlib.metadata import version  # costs more to import than all else here

    return version("durable_rules") == VERSION and struct.calcsize("l") == 8


class Ruleset(NamedTuple):
    """A ruleset as durable_rules reads it, and by rule the name of its production; the catch-alls have none."""

    definition: str
    names: dict[str, str]


class RulesetDriver:
    """One ruleset driven through the C module."""

    def __init__(self, rules: Ruleset) -> None:
        import durable_rules_engine as engine

        self._engine = engine
        self._calls = (
            engine.assert_fact,
            engine.start_action_for_state,
            engine.complete_and_start_action,
            engine.retract_fact,
        )
        self._names = rules.names
        self._fired: dict[str, tuple[str, ...]] = {}
        self._handle: int = engine.create_ruleset(RULESET, rules.definition)
        self._probe(self._handle)

    def fire(self, body: str) -> tuple[str, ...]:
        """The names of the productions that fire for one fact; `EngineFailure` leaves the ruleset usable."""
        handle = self._handle
        assert_fact, start, complete, retract = self._calls
        try:
            code, state = assert_fact(handle, '{"id":"f",' + body + "}")
            # A message is {"r07":{"m":{…}}}: the rule's name has three letters, the rest is the fact itself.
            fired = start(handle, state)[1][2:5]
            while (message := complete(handle, state)) is not None:
                fired += message[2:5]
            retract(handle, '{"id":"f"}')
            names = self._fired.get(fired)
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
        rules = [fired[start : start + 3] for start in range(0, len(fired), 3)]
        names = dict.fromkeys(self._names[rule] for rule in rules[:-1])
        if rules[-1] in self._names:
            raise KeyError(fired)
        if len(self._fired) >= REMEMBERED:
            self._fired.clear()
        return self._fired.setdefault(fired, tuple(names))

    def _probe(self, handle: int) -> None:
        """Run every action that is pending, and at least the probe's."""
        engine = self._engine
        _, state = engine.assert_fact(handle, PROBE)
        engine.start_action_for_state(handle, state)  # None where an interrupted action still holds the state
        while engine.complete_and_start_action(handle, state) is not None:
            pass
        engine.retract_fact(handle, PROBE)

    def _renew(self) -> None:
        """Replace the state by an empty one, whatever it was in the middle of."""
        handle, self._handle = self._handle, 0  # the engine refuses handle 0, should this not succeed
        with suppress(Exception):
            self._probe(handle)
            self._engine.delete_state(handle, STATE)
            self._probe(handle)
            self._handle = handle

    def close(self) -> None:
        """Release the ruleset; a second time does nothing."""
        handle, self._handle = self._handle, 0
        if handle:
            self._engine.delete_state(handle, STATE)
            self._engine.delete_ruleset(handle)


def _closed(_: str) -> tuple[str, ...]:
    raise EngineFailure("the network is closed")


def _unaccounted(body: str) -> EngineFailure:
    return EngineFailure(f"durable_rules did not account for the fact {{{body}}}")


class Network:
    """Compiled productions, ready to fire on one thread.

    Args:
        productions: what may fire, in the order in which it is reported.
        kinds: every kind, with all attributes that its facts carry.

    Raises:
        ValueError: what the engine is not known to do rightly, all of it at once.
        EngineFailure: durable_rules does not work here; ask `available` first.
    """

    driver: ClassVar[type[Any]] = RulesetDriver

    def __init__(self, productions: Sequence[Production], kinds: Mapping[str, Sequence[str]]) -> None:
        if wrong := [*problems(productions, kinds)]:
            raise ValueError("; ".join(wrong))
        if not available():
            raise EngineFailure(f"durable_rules {VERSION} cannot be imported; expected Python 3.11 or 3.12")
        self._drivers: list[RulesetDriver] = []
        self._release = weakref.finalize(self, _close, self._drivers)
        self._drivers += map(self.driver, _rulesets(productions, kinds))
        escape = escape_in_ordered_text(productions)
        self._fire: Callable[[str], tuple[str, ...]] = self._drivers[0].fire
        if escape is not None or len(self._drivers) > 1:
            self._fire = _together(self._drivers, escape)

    def fire(self, body: str) -> tuple[str, ...]:
        """The names of the productions that fire for a fact: each once, in order of definition.

        Args:
            body: a JSON object without braces, `id` and `sid`: `"kind":"household","members":4,"status":"poor"`.
                Numbers are integers within ±2^62, texts as from `json.dumps(text, ensure_ascii=False)`.

        Raises:
            EngineFailure: the fact cannot be read, or is of no known kind. The network remains usable.
        """
        return self._fire(body)

    def close(self) -> None:
        """Give back the engine's memory; a second time does nothing."""
        self._release()
        self._fire = _closed


def _together(drivers: list[RulesetDriver], escape: re.Pattern[str] | None) -> Callable[[str], tuple[str, ...]]:
    def fire(body: str) -> tuple[str, ...]:
        if escape is not None and "\\" in body and escape.search(body):
            raise _unaccounted(body)
        return tuple(dict.fromkeys(name for driver in drivers for name in driver.fire(body)))

    return fire


def _close(drivers: list[RulesetDriver]) -> None:
    for driver in drivers:
        driver.close()


def _rulesets(productions: Sequence[Production], kinds: Mapping[str, Sequence[str]]) -> Iterator[Ruleset]:
    """The productions in as few rulesets as possible, each with a catch-all for every kind and the probe."""
    catch_all = {f"k{index:02}": {"all": [{"m": {"kind": kind}}]} for index, kind in enumerate(("?", *kinds))}
    room = RULES_A_RULESET - len(catch_all)
    for start in range(0, max(len(productions), 1), room):
        shard = {f"r{index:02}": rule for index, rule in enumerate(productions[start : start + room])}
        rules = {key: {"all": [{"m": _condition(rule)}]} for key, rule in shard.items()}
        names = {key: rule.name for key, rule in shard.items()}
        yield Ruleset(json.dumps(rules | catch_all, ensure_ascii=False), names)


def _condition(production: Production) -> dict[str, object]:
    """A production in the language of durable_rules; the kind comes first, so that facts of another stop there."""
    terms: list[dict[str, object]] = [{"kind": production.kind}]
    for attribute, op, literal in production.all_of:
        term: dict[str, object] = {attribute: literal}
        terms.append({SIGNS[op]: term} if SIGNS[op] else term)
    return {"$and": terms} if len(terms) > 1 else terms[0]
