"""What was read has been found to have: coded traces, counts, evidence, agreement."""
