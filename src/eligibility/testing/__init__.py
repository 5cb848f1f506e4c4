"""Testing: Gherkin scenarios as the executable documentation of a policy, and how well they guard it.

Needs `eligibility[testing]`.
"""

from eligibility.testing import commands
