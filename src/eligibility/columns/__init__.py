"""Columns: a register held as whole columns, its members in the order of what they belong to."""
