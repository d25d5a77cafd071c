"""Failure modes, the notes and labels in them, and every change to them."""
