"""Reporting: decisions and allocations as words, tables, JSON and CSV. Everything above this floor is data."""

from eligibility.reporting.wording import render

__all__ = ["render"]
