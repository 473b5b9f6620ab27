"""The version of gisplan: its one home."""

__version__ = "0.1.0"
