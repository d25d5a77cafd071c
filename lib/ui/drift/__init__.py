"""Look again: traces read before a failure mode changed."""
