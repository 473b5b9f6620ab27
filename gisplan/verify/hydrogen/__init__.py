"""Verify hydrogen: stations, flows, freight, parcels and energy facilities."""
