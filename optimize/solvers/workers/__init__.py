"""Solver processes: one each that can be ended, kept for the next model, several side by side."""
