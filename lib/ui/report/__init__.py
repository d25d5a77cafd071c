"""The report: what goes into it, and its preview."""
