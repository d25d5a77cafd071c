"""The command line: ``python -m lib.cli``. Thin over services."""
