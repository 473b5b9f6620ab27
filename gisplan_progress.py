"""How a long step tells where it stands: one protocol for all four packages.

The command line prints each line, a library call hands in nothing and hears nothing.
"""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Takes one line of text at the start of a step, or now and then within a long one."""

    def __call__(self, text: str, /) -> None:
        """Take the line."""
