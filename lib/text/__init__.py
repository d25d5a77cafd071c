"""Trace to text."""
