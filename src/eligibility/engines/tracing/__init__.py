"""The tracing engine: generated Python that records the outcome of every condition."""

from eligibility.engines.tracing.dependencies import FACT, QUESTION, RELATION, Dependency, DependencyFinder, name_of
from eligibility.engines.tracing.evidence import EvidenceEvaluator
from eligibility.engines.tracing.explainer import Explainer
from eligibility.engines.tracing.tracer import Tracer
