"""Looking again: the label pass and criteria drift."""
