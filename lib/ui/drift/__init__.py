"""Check older traces: traces read before a failure mode changed."""
