"""Reviews and drafts, the queue of what to read, and where readers differ."""
