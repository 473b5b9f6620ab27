"""Verify chargers: places, bounds, rules, energy, waits, grid and costs."""
