"""Traces, the imports they came with, their fields and vectors."""
