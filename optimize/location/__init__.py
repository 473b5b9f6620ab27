"""The classical location models: one entry to solve, one to check."""
