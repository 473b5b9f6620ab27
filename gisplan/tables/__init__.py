"""The tables of a run: the one list of them, and the raw reader of a run folder."""
