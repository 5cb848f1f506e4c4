"""Evidence of a decision: that of the strongest proof that suffices for it.

The decision is taken again with every fact weaker than a level taken as unknown. Adding a fact never flips a settled
outcome; so where the decision is still the same, some proof of it uses nothing weaker, and where it is not, none does.
"""

from collections.abc import Callable, Iterator, Mapping

import attrs

from eligibility.engines.frames import FACTS, Frame, FrameLayout, copy_frame, evidence_of, walk_frames
from eligibility.engines.tracing.tracer import Tracer
from eligibility.model import UNKNOWN, Evidence, RuleSet, encode

UnlistedMembers = Mapping[tuple[str, str], Callable[[Frame], Frame]]
"""By kind of subject and relation the function that makes the frame of the member that nobody listed."""


@attrs.frozen
class EvidenceEvaluator:
    """Finds the evidence of conclusions on frames that a tracer has run."""

    tracer: Tracer
    unlisted_members: UnlistedMembers

    def evidence(self, root: Frame, layout: FrameLayout, frame: Frame, rule_set: RuleSet) -> Evidence:
        """The highest level at which the conclusion of a rule set on this frame needs no weaker fact."""
        slot = layout.slots[rule_set.concludes.name]
        position = next(i for i, (_, each) in enumerate(walk_frames(self.tracer.layout, root)) if each is frame)
        strongest, *weaker = sorted({Evidence.OFFICIAL, *self._levels(root)}, reverse=True)
        for least in (strongest, *weaker[:-1]):
            copy = copy_frame(self.tracer.layout, root)
            _, erased = list(walk_frames(self.tracer.layout, copy))[position]
            self.erase(copy, least)
            self.tracer.run(copy)
            if erased[slot] == frame[slot]:
                return least
        return weaker[-1] if weaker else strongest

    def _levels(self, root: Frame) -> Iterator[Evidence]:
        for _, frame in walk_frames(self.tracer.layout, root):
            facts = frame[FACTS]
            yield from (Evidence.UNSTATED,) if facts is None else (*facts.evidence.values(), facts.level("*"))

    def erase(self, root: Frame, least: Evidence) -> None:
        """Take as unknown what is known on weaker evidence: facts, answers, that a relation or a list is complete."""
        for layout, frame in list(walk_frames(self.tracer.layout, root)):
            for relation, (slot, _) in layout.members.items():
                complete = layout.kind.relations[relation].complete
                if frame[slot + 1] is None and evidence_of(frame, complete) < least:
                    frame[slot + 1] = self.unlisted_members[layout.kind.name, relation](frame)
        for layout, frame in walk_frames(self.tracer.layout, root):
            for name, slot in layout.slots.items():
                if evidence_of(frame, name) < least:  # what is concluded will be concluded again
                    frame[slot] = encode(layout.attributes[name], UNKNOWN)
            facts = frame[FACTS]
            if facts is not None and facts.answers:
                answers = {name: value for name, value in facts.answers.items() if facts.level(name) >= least}
                frame[FACTS] = attrs.evolve(facts, answers=answers)
