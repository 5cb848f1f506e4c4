"""Mutation: changes of the law that the scenarios ought to notice."""

from eligibility.testing.mutation.accepted import read_survivors, survivors_near
from eligibility.testing.mutation.mutation import MutationReport, mutate
