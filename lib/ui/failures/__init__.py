"""The failure charts and what they are of."""
