"""Compares the driver of durable_rules with plain Python and with its public host."""

import gc
import json
import operator
import random
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from eligibility.engines.durable import driver as firing
from eligibility.engines.durable.driver import EngineFailure, Network, RulesetDriver
from eligibility.engines.durable.subset import RESERVED, Comparison, Production, hash_of
from tests.engines.durable.host import HostNetwork
from tests.sizes import sized

ROOT = Path(__file__).resolve().parents[3]

importable = pytest.mark.skipif(not firing.available(), reason="durable_rules cannot be imported here")

Fact = dict[str, int | str]

OPERATORS: dict[str, Callable[..., bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
NUMBERS = [0, 1, -1, 2, 7, -7, 10, 99, 100, 2**31, -(2**31), 2**53 + 1, 2**62, 2**62 - 1, -(2**62)]
TEXTS = ["", "III", "II", "I", "Xã Đồng Tiến", "Bản Cỏ Tranh", "Bản", "Bản 1", "Bản!", "true", "null", "1"]
TEXTS += ['thôn "Mới"', "a\\b", "\\", '"', "'", "{", '"}', '{"id":"f"}', "xuống\ndòng", "\t", "\x00", "😀"]
TEXTS += ["x" * 1_000]
DATES = ["2021-06-04", "2021-06-05", "2020-12-31", "2021", "2021-06-04T", "9999-12-31", "Ω", "đ", "#"]
KINDS = {"commune": ("a", "b", "c", "name", "area", "since"), "village": ("a", "name", "since")}
VALUES: dict[str, Sequence[int | str]] = {
    "a": NUMBERS,
    "b": NUMBERS,
    "c": [0, 1],
    "name": TEXTS,
    "area": ["I", "II", "III"],
    "since": DATES,
}


def body(fact: Mapping[str, int | str]) -> str:
    return json.dumps(fact, ensure_ascii=False)[1:-1]


def fired(productions: Sequence[Production], fact: Fact) -> tuple[str, ...]:
    """What should fire, by plain Python."""
    holding = (
        production.name
        for production in productions
        if production.kind == fact["kind"]
        and all(OPERATORS[op](fact[attribute], literal) for attribute, op, literal in production.all_of)
    )
    return tuple(dict.fromkeys(holding))


def fire(network: Network, facts: Sequence[str]) -> list[tuple[str, ...]]:
    return [network.fire(fact) for fact in facts]


def some_productions(source: random.Random, count: int) -> list[Production]:
    def comparison(kind: str) -> Comparison:
        attribute = source.choice(KINDS[kind])
        ops = ["==", "!="] if attribute == "name" else [*OPERATORS]
        return Comparison(attribute, source.choice(ops), source.choice(VALUES[attribute]))

    def production(kind: str) -> Production:
        terms = tuple(comparison(kind) for _ in range(source.choice((0, 1, 1, 2, 2, 3, 5))))
        return Production(f"quy tắc {source.randrange(count + 3)}", kind, terms)

    return [production(source.choice([*KINDS])) for _ in range(count)]


def some_facts(source: random.Random, count: int) -> list[Fact]:
    def fact(kind: str) -> Fact:
        return {"kind": kind} | {attribute: source.choice(VALUES[attribute]) for attribute in KINDS[kind]}

    return [fact(source.choice([*KINDS])) for _ in range(count)]


def resident() -> int:
    """The memory of this process, in KiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


reads_memory = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")

POOR = [
    Production("poor", "commune", (Comparison("a", ">=", 10), Comparison("area", "==", "III"))),
    Production("near", "commune", (Comparison("a", "<", 10),)),
]
RICH: Fact = {"kind": "commune", "a": 10, "b": 0, "c": 0, "name": "x", "area": "I", "since": "2021"}
NEAR: Fact = RICH | {"a": 9}
BOTH: Fact = RICH | {"a": 10, "area": "III"}


@pytest.fixture
def direct() -> Iterator[Network]:
    if not firing.available():
        pytest.skip("durable_rules cannot be imported here")
    network = Network(POOR, KINDS)
    yield network
    network.close()


# ── what fires ───────────────────────────────────────────────────────────────────────────────────


@importable
@pytest.mark.parametrize(("driver", "sets"), [(Network, sized(800, 5_000)), (HostNetwork, sized(100, 500))])
@pytest.mark.slow
def test_random_productions_fire_as_plain_python_says(driver: type[Network], sets: int) -> None:
    source = random.Random(20_230_705)
    for _ in range(sets):
        productions = some_productions(source, source.randrange(14))
        facts = some_facts(source, source.randrange(1, 12))
        network = driver(productions, KINDS)
        assert fire(network, [body(fact) for fact in facts]) == [fired(productions, fact) for fact in facts]
        network.close()


@importable
def test_both_drivers_agree_on_many_productions() -> None:
    source = random.Random(33)
    for count in (1, 9, 40, 47, 48, 90, 120):
        productions = some_productions(source, count)
        bodies = [body(fact) for fact in some_facts(source, 40)]
        assert fire(Network(productions, KINDS), bodies) == fire(HostNetwork(productions, KINDS), bodies)


@importable
@pytest.mark.parametrize("op", OPERATORS)
@pytest.mark.parametrize("literal", [0, -1, 5, 2**62, -(2**62)])
@pytest.mark.parametrize("step", [-1, 0, 1])
def test_numbers_below_at_and_above_a_bound(op: str, literal: int, step: int) -> None:
    network = Network([Production("p", "k", (Comparison("a", op, literal),))], {"k": ("a",)})
    expected = ("p",) if OPERATORS[op](literal + step, literal) else ()
    assert network.fire(f'"kind":"k","a":{literal + step}') == expected


@importable
@pytest.mark.parametrize("text", TEXTS)
def test_each_text_equals_itself_alone(text: str) -> None:
    productions = [Production(other, "k", (Comparison("t", "==", other),)) for other in TEXTS]
    assert Network(productions, {"k": ("t",)}).fire(body({"kind": "k", "t": text})) == (text,)


@importable
@pytest.mark.parametrize("count", [0, 1, 2, 49, 50, 51, 120])
def test_any_number_of_facts_is_answered_in_order(direct: Network, count: int) -> None:
    facts = [(RICH, NEAR, BOTH)[index % 3] for index in range(count)]
    expected = [((), ("near",), ("poor",))[index % 3] for index in range(count)]
    assert fire(direct, [body(fact) for fact in facts]) == expected


@importable
@pytest.mark.parametrize("driver", [Network, HostNetwork])
def test_180_productions_are_reported_in_order_of_definition(driver: type[Network]) -> None:
    productions = [Production(f"p{at}", "k", (Comparison("a", ">=", at),)) for at in range(180)]
    network = driver([*productions, Production("p7", "k", ())], {"k": ("a",), "other": ()})
    assert len(network._drivers) == 4
    names = tuple(production.name for production in productions)
    for value in (-1, 0, 46, 47, 48, 100, 179, 1_000):
        late = () if value >= 7 else ("p7",)
        assert network.fire(f'"kind":"k","a":{value}') == names[: value + 1] + late
    assert network.fire('"kind":"other"') == ()
    network.close()


@importable
@pytest.mark.parametrize("driver", [Network, HostNetwork])
def test_names_of_an_or_are_reported_once(driver: type[Network]) -> None:
    productions = [Production("x", "k", (Comparison("a", op, 1),)) for op in ("<", "==", "<=")]
    network = driver([*productions, Production("", "k", ()), Production("x", "k", ())], {"k": ["kind", "a"]})
    assert fire(network, ['"kind":"k","a":0', '"kind":"k","a":2']) == [("x", ""), ("", "x")]


@importable
@pytest.mark.parametrize("driver", [Network, HostNetwork])
def test_facts_that_only_the_catch_all_sees_do_no_harm(driver: type[Network]) -> None:
    for productions in ([], POOR):
        network = driver(productions, KINDS)
        for _ in range(300):
            assert network.fire(body(RICH)) == ()
            assert network.fire('"kind":"village","a":1,"name":"","since":""') == ()
        network.close()


@importable
def test_names_that_mean_something_to_the_engine_are_plain_attributes() -> None:
    names = ["all", "any", "count", "cap", "pri", "dist", "name", "m", "s", "run", "label", "x" * 60]
    productions = [Production(name, "kind", (Comparison(name, "==", at),)) for at, name in enumerate(names)]
    fact: Fact = {"kind": "kind"} | {name: at for at, name in enumerate(names)}
    for driver in (Network, HostNetwork):
        assert driver(productions, {"kind": names}).fire(body(fact)) == tuple(names)


# ── limits ───────────────────────────────────────────────────────────────────────────────────────

AT_EVERY_LIMIT = """
from eligibility.engines.durable.driver import *
from eligibility.engines.durable.subset import *
from tests.engines.durable.host import HostNetwork
attributes = [f"a{at}" for at in range(ATTRIBUTES_A_KIND)]
kinds = {f"k{at}": attributes for at in range(KINDS_A_NETWORK)}
values = ",".join(f'"{name}":1' for name in attributes)
facts = [f'"kind":"{kind}",{values}' for kind in kinds]

def check(all_of, driver, count, kinds=kinds):
    network = driver([Production(str(at), "k0", all_of(at)) for at in range(count)], kinds)
    for _ in range(3):
        answers = [network.fire(fact) for fact in facts[: len(kinds)]]
        assert answers[0] == tuple(map(str, range(count))), answers[0]
        assert not any(answers[1:])
    network.close()

for driver in (Network, HostNetwork):
    alone = {"k0": attributes}
    check(lambda at: (), driver, 300)  # one condition shared by every rule
    check(lambda at: (), driver, 48, alone)
    check(lambda at: (Comparison("a0", ">=", -at),), driver, 300)  # each with its own, all holding
    check(lambda at: (Comparison("a0", ">=", -at),), driver, 48, alone)
    check(lambda at: (Comparison(f"a{at}", "==", 1), Comparison("a0", "!=", -at)), driver, 48, alone)
    check(lambda at: tuple(Comparison(name, "<", 2 + at) for name in attributes), driver, 48, alone)  # long
    check(lambda at: tuple(Comparison(name, "!=", "đ" * 1_000) for name in attributes), driver, 2)
print("all right")
"""


@importable
@pytest.mark.slow
def test_everything_at_its_limit_is_right() -> None:
    done = subprocess.run([sys.executable, "-c", AT_EVERY_LIMIT], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout) == (0, "all right\n"), done.stderr


def a(*terms: tuple[str, str, object]) -> list[Production]:
    return [Production("p", "k", tuple(Comparison(*term) for term in terms))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("productions", "kinds", "message"),
    [
        ([], {}, "0 kinds; expected 1 to 25"),
        ([], {f"k{at}": () for at in range(26)}, "26 kinds; expected 1 to 25"),
        ([], {"k": [f"a{at}" for at in range(251)]}, "kind k: 251 attributes; expected at most 250"),
        ([], {"Kind": ()}, "name 'Kind'; expected"),
        ([], {"?": ()}, "name '?'; expected"),
        ([], {"k": ("x" * 61,)}, "xxx'; expected"),
        ([], {"k": ("xã",)}, "name 'xã'; expected"),
        ([], {"k": ("$lt",)}, "attribute $lt: the engine would take it for $lt"),
        ([], {"k": ("id",)}, "attribute id: the engine would take it for id"),
        (
            [],
            {"k": ("costarring",), "l": ("liquid",)},
            "attribute liquid: the engine would take it for cost",
        ),
        ([Production("p", "l", ())], {"k": ()}, "production p: kind 'l'; expected one of k"),
        (a(("b", "==", 1)), {"k": ("a",)}, "production p: attribute b; expected one that every fact"),
        (a(("kind", "==", 1)), {"k": ("a",)}, "production p: attribute kind; expected one that every fact"),
        (a(("a", "=~", 1)), {"k": ("a",)}, "production p: operator =~; expected one of == !="),
        (a(("a", "==", True)), {"k": ("a",)}, "production p: literal True; expected a text, or an integer"),
        (a(("a", "==", 1.5)), {"k": ("a",)}, "production p: literal 1.5; expected a text, or an integer"),
        (a(("a", "==", 2**62 + 1)), {"k": ("a",)}, "expected a text, or an integer within ±2^62"),
        (a(("a", "==", "x" * 1_001)), {"k": ("a",)}, "expected at most 1000 characters and no surrogates"),
        (a(("a", "==", "\ud800")), {"k": ("a",)}, r"text '\ud800'; expected at most 1000 characters"),
        (a(("a", "<", "Bản 1")), {"k": ("a",)}, "< 'Bản 1'; expected a text without blanks"),
        (a(("a", ">=", "a\\b")), {"k": ("a",)}, "expected a text without blanks"),
        (
            a(("a", "=~", 1), ("b", "==", 1)),
            {"k": ("a",)},
            "== != < <= > >=; production p: attribute b",
        ),
    ],
)
def test_productions_outside_the_subset_are_refused(
    productions: list[Production], kinds: dict[str, Sequence[str]], message: str
) -> None:
    with pytest.raises(ValueError, match=r"expected|take it") as caught:
        Network(productions, kinds)
    assert message in str(caught.value)


@importable
def test_a_text_with_an_escape_is_not_ordered(direct: Network) -> None:
    network = Network(a(("since", ">=", "2021"), ("name", "!=", "")), {"k": ("since", "name", "x_since")})
    for name, x_since in (('"', "1"), ("\\", "1"), ('"since":"\\', '"')):
        fact: Fact = {"kind": "k", "since": "2022", "name": name, "x_since": x_since}
        assert network.fire(body(fact)) == ("p",)
        with pytest.raises(EngineFailure, match="did not account"):
            network.fire(body(fact | {"since": "20\n"}))


# ── failures ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "broken",
    [
        '"kind":"district","a":1',
        '"a":1',
        "",
        "}",
        '"kind":"commune","a":',
        '"kind":"commune","a":nought',
        '"kind":"commune","a":"',
        '"kind":"commune","name":"\x00"',
        '"kind":"commune","name":"\ud800"',
    ],
)
def test_a_fact_that_breaks_is_an_error_and_the_network_remains(direct: Network, broken: str) -> None:
    good = [body(NEAR), body(BOTH), body(RICH)]
    for facts in ([broken], [*good, broken, *good], [broken, broken]):
        with pytest.raises(EngineFailure, match="did not account for the fact"):
            fire(direct, facts)
        assert fire(direct, good) == [("near",), ("poor",), ()]


def test_a_network_that_only_ever_failed_closes(direct: Network) -> None:
    with pytest.raises(EngineFailure):
        direct.fire('"kind":"district"')
    direct.close()


def _raise(error: BaseException) -> None:
    raise error


class Interrupting:
    """Calls through, and raises after (or instead of) one of the calls."""

    def __init__(self, network: Network, call: int, countdown: int, *, instead: bool = False) -> None:
        (driver,) = network._drivers
        assert isinstance(driver, RulesetDriver)
        self.inner: Callable[..., object] = driver._calls[call]
        self.countdown, self.instead = countdown, instead
        driver._calls = (*driver._calls[:call], self, *driver._calls[call + 1 :])

    def __call__(self, *arguments: object) -> object:
        self.countdown -= 1
        if not self.countdown and self.instead:
            raise KeyboardInterrupt
        answer = self.inner(*arguments)
        if not self.countdown:
            raise KeyboardInterrupt
        return answer


@pytest.mark.parametrize("instead", [False, True])
@pytest.mark.parametrize(("call", "countdown"), [(0, 1), (1, 1), (2, 1), (2, 2), (3, 1)])
def test_an_interrupt_anywhere_leaves_nothing_behind(direct: Network, call: int, countdown: int, instead: bool) -> None:
    interrupting = Interrupting(direct, call, countdown, instead=instead)
    with pytest.raises(KeyboardInterrupt):
        direct.fire(body(BOTH))
    assert not interrupting.countdown
    assert fire(direct, [body(RICH), body(NEAR), body(BOTH)]) == [(), ("near",), ("poor",)]


def test_a_fact_left_over_is_noticed(direct: Network) -> None:
    (driver,) = direct._drivers
    assert isinstance(driver, RulesetDriver)
    driver._engine.assert_fact(driver._handle, '{"id":"f",' + body(NEAR) + "}")
    with pytest.raises(EngineFailure):
        direct.fire(body(RICH))
    assert direct.fire(body(RICH)) == ()


def test_actions_after_the_catch_all_are_noticed(direct: Network) -> None:
    (driver,) = direct._drivers
    assert isinstance(driver, RulesetDriver)
    driver._engine.assert_fact(driver._handle, '{"id":"g",' + body(NEAR) + "}")
    with pytest.raises(EngineFailure):
        direct.fire(body(RICH))
    assert direct.fire(body(RICH)) == ()


def test_actions_that_end_before_the_catch_all_are_noticed(direct: Network) -> None:
    (driver,) = direct._drivers
    assert isinstance(driver, RulesetDriver)
    calls = driver._calls
    driver._calls = (*calls[:2], lambda *_: None, *calls[3:])
    with pytest.raises(EngineFailure):
        direct.fire(body(NEAR))
    driver._calls = calls
    assert direct.fire(body(NEAR)) == ("near",)


def test_names_that_fire_together_are_kept_but_not_for_ever(direct: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firing, "REMEMBERED", 1)
    (driver,) = direct._drivers
    assert isinstance(driver, RulesetDriver)
    assert fire(direct, [body(RICH), body(NEAR), body(BOTH), body(RICH)]) == [(), ("near",), ("poor",), ()]
    assert len(driver._fired) == 1


def test_a_state_that_cannot_be_renewed_is_never_used_again(direct: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    (driver,) = direct._drivers
    assert isinstance(driver, RulesetDriver)
    engine = driver._engine
    handle = driver._handle
    monkeypatch.setattr(driver, "_probe", lambda _: _raise(RuntimeError("no probe")))
    for fact in ('"kind":"district"', body(NEAR), body(NEAR)):
        with pytest.raises(EngineFailure):
            direct.fire(fact)
    direct.close()
    engine.delete_ruleset(handle)


# ── life ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_network_refuses(direct: Network) -> None:
    direct.close()
    direct.close()
    with pytest.raises(EngineFailure, match="closed"):
        direct.fire(body(NEAR))


@importable
def test_a_forgotten_network_gives_its_memory_back() -> None:
    released = Network(POOR, KINDS)._release
    gc.collect()
    assert not released.alive


@importable
@reads_memory
def test_memory_stays_flat_over_many_firings(direct: Network) -> None:
    rounds = 50_000
    bodies = [body(fact) for fact in (RICH, NEAR, BOTH)]
    for _ in range(rounds // 10):
        direct.fire(bodies[0])
    before = resident()
    for index in range(rounds):
        direct.fire(bodies[index % 3])
    assert resident() - before < 1_024


@importable
@reads_memory
@pytest.mark.slow
def test_memory_stays_flat_over_many_networks_and_failures() -> None:
    def use() -> None:
        network = Network(POOR, KINDS)
        network.fire(body(NEAR))
        with pytest.raises(EngineFailure):
            network.fire('"kind":"district"')
        network.close()

    for _ in range(100):
        use()
    gc.collect()
    before = resident()
    for _ in range(300):
        use()
    gc.collect()
    assert resident() - before < 8_192  # 108 KiB each when they leak


@importable
def test_networks_in_two_threads_do_not_disturb_each_other() -> None:
    wrong: list[int] = []

    def work(seed: int) -> None:
        source = random.Random(seed)
        for _ in range(40):
            productions = some_productions(source, 12)
            facts = some_facts(source, 15)
            network = Network(productions, KINDS)
            answers = fire(network, [body(fact) for fact in facts])
            network.close()
            if answers != [fired(productions, fact) for fact in facts]:
                wrong.append(seed)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval)
    assert wrong == []


@importable
def test_it_works_where_warnings_are_errors() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Network(POOR, KINDS).fire(body(NEAR)) == ("near",)


# ── where durable_rules is, and is not ───────────────────────────────────────────────────────────


@pytest.fixture
def forgetful() -> Iterator[None]:
    firing.available.cache_clear()
    yield
    firing.available.cache_clear()


def test_without_durable_rules_nothing_is_available(monkeypatch: pytest.MonkeyPatch, forgetful: None) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    assert not firing.available()
    with pytest.raises(EngineFailure, match="cannot be imported"):
        Network(POOR, KINDS)


@importable
def test_short_c_integers_are_not_trusted(monkeypatch: pytest.MonkeyPatch, forgetful: None) -> None:
    monkeypatch.setattr("struct.calcsize", lambda _: 4)
    assert not firing.available()


@importable
def test_another_version_than_the_one_that_was_read_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, forgetful: None
) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda _: "2.0.29")
    assert not firing.available()


def test_importing_firing_does_not_import_durable_rules() -> None:
    program = (
        "import sys, eligibility.engines.durable.driver; print([m for m in sys.modules if m.startswith('durable')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_hashes_are_the_engines() -> None:
    # HASH_ID, HASH_SID, HASH_NEQ and HASH_FORWARD in its source
    words = {"id": 926444256, "sid": 3593476751, "$neq": 2488026869, "$forward": 739185624}
    assert {word: hash_of(word) for word in words} == words
    assert len({hash_of(word) for word in RESERVED}) == len(RESERVED)
    assert len({hash_of(fact_id) % 512 for fact_id in ("f", "p", "sid-0")}) == 3
