"""This library, `decide` for each commune: double entry, the trace kept and not rendered."""

from peering.contenders import plain_unknowns
from peering.workload import Data


class Peer(plain_unknowns.Peer):
    title = "this library, one by one, double entry"
    kind = "ours"
    packages = ("eligibility", "durable_rules")
    unknowns = True
    largest = 100_000
    lacks = ""

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        self.law = data.plan.law
        self.ready()

    def ready(self) -> None:
        """What decides one by one; a peer of tracing alone has another."""
        from eligibility import decide

        if decide(self.law, self.places[0])["eligible"].entry != "double":
            raise ImportError("durable_rules does not work here: the library would decide by single entry")
        self.one = lambda place: decide(self.law, place)

    def decide(self) -> None:
        one, (rule_set,) = self.one, self.law.rule_sets
        self.states, self.open = states, open_ = [], []
        for place in self.places:
            case = one(place).case  # what decisions are read from, with the whole trace
            state = undetermined = 0
            for at, outcome in enumerate(case.conclusion(rule_set).outcomes):
                if outcome == 3:
                    state |= 1 << at
                elif outcome == 1:
                    undetermined |= 1 << at
            states.append(state)
            open_.append(undetermined)
