"""Estimates and their intervals. Pure numpy; no I/O."""
