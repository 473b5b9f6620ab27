"""gisplan: siting and sizing of charging and hydrogen infrastructure, proven and on a map."""

from __future__ import annotations

__version__ = "0.1.0"
