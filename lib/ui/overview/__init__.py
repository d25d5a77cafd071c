"""Where a project stands: the welcome, the guide, the next step."""
