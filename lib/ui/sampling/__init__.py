"""Sampling: strategies, the preview of a draw, the batches."""
