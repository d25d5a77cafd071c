"""The situations that people write about, one module per subject."""
