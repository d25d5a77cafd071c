"""The report: its preview, and its charts one by one."""
