"""Trace to text, texts to vectors, and what texts have in common. Pure."""
