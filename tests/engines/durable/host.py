"""A network that goes through durable_rules' public host: slow, and what the driver of the C module is compared with."""

import json
import warnings
from collections.abc import Callable

from eligibility.engines.durable.driver import RULESET, STATE, Network, Ruleset


class HostDriver:
    """One ruleset driven through durable_rules' host, with a state for each fact."""

    def __init__(self, rules: Ruleset) -> None:
        from durable.engine import Host
        from durable_rules_engine import delete_ruleset

        class SilentHost(Host):
            def _run(self) -> None:
                """Start no timers: their threads never end, and one takes states that are being filled."""

        self.fired: list[str | None] = []
        definition = json.loads(rules.definition)
        for rule, content in definition.items():
            content["run"] = _recorder(self.fired, rules.names.get(rule))
        self.host = SilentHost({RULESET: definition})
        self._delete_ruleset = delete_ruleset

    def fire(self, body: str) -> tuple[str, ...]:
        # The filter stays: taking it back would not be safe beside other threads.
        warnings.filterwarnings("ignore", r"datetime\.datetime\.utcfrom", DeprecationWarning, r"durable\.engine")
        self.fired.clear()
        self.host.assert_fact(RULESET, json.loads('{"id":"f",' + body + "}"))
        self.host.delete_state(RULESET, STATE)
        *names, last = self.fired
        assert last is None, body  # the catch-all
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def close(self) -> None:
        self._delete_ruleset(self.host.get_ruleset(RULESET)._handle)


def _recorder(fired: list[str | None], name: str | None) -> Callable[[object], None]:
    """An action that notes its rule; of exactly one parameter: with two, the host would wait for an answer."""

    def record(_: object) -> None:
        fired.append(name)

    return record


class HostNetwork(Network):
    """The same as a `Network` through the public host."""

    driver = HostDriver
