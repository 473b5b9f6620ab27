"""Bounds that need no trust: computed again from inputs and multipliers, without a solver."""
