"""Steps: phrases of scenarios and what they do."""

from eligibility.testing.steps.match import Bound, bind, find
from eligibility.testing.steps.phrase import Phrase
from eligibility.testing.steps.world import Expected, World
