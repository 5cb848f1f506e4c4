"""Steps: phrases of scenarios and what they do."""

from eligibility.testing.steps.context import Expected, ScenarioContext
from eligibility.testing.steps.match import BoundStep, bind, find
from eligibility.testing.steps.phrase import Phrase
