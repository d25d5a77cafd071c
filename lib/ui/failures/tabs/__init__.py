"""One file a tab of Failures."""
