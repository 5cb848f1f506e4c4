"""The tracing engine: generated Python that keeps the outcome of every condition."""

from eligibility.engines.tracing.evidence import Weigher
from eligibility.engines.tracing.explainer import Explainer
from eligibility.engines.tracing.missing import FACT, QUESTION, RELATION, Finder, Input, name_of
from eligibility.engines.tracing.tracer import Tracer
