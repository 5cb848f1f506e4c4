"""Steps: the phrases of scenarios and what each does."""

from eligibility.testing.steps import given, then, then_allocated  # each adds its phrases to the table
from eligibility.testing.steps.context import Expected, ScenarioContext
from eligibility.testing.steps.match import BoundStep, bind, find
from eligibility.testing.steps.phrase import Phrase
