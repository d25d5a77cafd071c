"""The annotation screen."""
