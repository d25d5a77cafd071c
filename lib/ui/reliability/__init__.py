"""Where readers agree and differ, and who decides."""
