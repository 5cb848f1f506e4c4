"""This library, one by one by tracing alone, without the second entry."""

from typing import Any

from peering.contenders import ours_double


class Peer(ours_double.Peer):
    title = "this library, one by one, tracing alone"
    packages = ("eligibility",)
    lacks = "the second entry"

    def ready(self) -> None:
        from eligibility.deciding import Decided, Program, traced
        from eligibility.engines import unlink_parents
        from eligibility.model import Decisions

        program = Program(self.law, "place", double=False)
        layout = program.layout

        def one(place: Any) -> Decisions:
            root, frame = traced(program, place)
            unlink_parents(layout, root)  # as `decide` does
            return Decisions(program.rule_sets, Decided(program, root, frame))

        self.one = one
