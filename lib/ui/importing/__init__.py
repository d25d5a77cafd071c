"""Bringing traces in: the panel, the mapping, the report."""
