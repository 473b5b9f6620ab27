"""How a long step tells where it stands: one protocol for all four packages.

The command line prints each line, a library call hands in nothing and hears nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from gisplan_errors import Speaks


class Progress(Protocol):
    """Takes one line at the start of a step, or now and then within a long one."""

    def __call__(self, line: Speaks, /) -> None:
        """Take the line: a message of `gisplan_words`, for whoever reads it says in which language."""


def silent(_: Speaks, /) -> None:
    """Tell nobody."""
