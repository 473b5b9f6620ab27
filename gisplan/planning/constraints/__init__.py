"""Constraints of a planner's own: what a function is handed of each decision, and what it added."""
