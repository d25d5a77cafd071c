"""Everything behind the pages. The rooms and who may know which: docs/architecture.md."""
