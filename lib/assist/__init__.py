"""Help with grouping notes: what proposes groups, and what a proposal has to prove before it is shown."""
