"""The traces as a list, and one of them opened."""
