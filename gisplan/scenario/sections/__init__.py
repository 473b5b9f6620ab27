"""The sections of a scenario, one module a section."""
