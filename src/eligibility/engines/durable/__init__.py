"""The durable engine: the same rules fired by durable_rules."""

from eligibility.engines.durable.engine import DurableEngine
