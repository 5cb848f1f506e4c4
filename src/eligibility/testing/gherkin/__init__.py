"""Feature files: read, with their places."""

from eligibility.testing.gherkin.features import (
    Feature,
    FeatureError,
    Scenario,
    Step,
    Table,
    feature_of,
    feature_text,
    read_features,
)
