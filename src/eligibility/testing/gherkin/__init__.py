"""Gherkin: feature files as scenarios with their places."""

from eligibility.testing.gherkin.features import feature_of, feature_text, read_features
from eligibility.testing.gherkin.scenarios import Feature, FeatureError, Scenario, Step, Table
