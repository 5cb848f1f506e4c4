"""Engines: each reads the same condition tree, none knows another."""
