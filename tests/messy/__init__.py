"""A project in which everything happened at once, and a slow recount of it that knows nothing of lib."""
