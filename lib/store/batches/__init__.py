"""Batches, how they were drawn, and who reads what of them."""
