"""The label pass."""
