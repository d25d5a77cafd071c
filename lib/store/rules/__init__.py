"""Who may do what, which review counts, who may see whose work, and the record of events."""
