"""Checking: documents become rule sets, plans and lists, or every problem in them is named at once."""
