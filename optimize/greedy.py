"""Greedy covering: open the site that adds most, again and again.

What every site would add is kept up to date pair by pair (`optimize.cover_state`), so nothing is re-evaluated
and a whole run costs one pass over the pairs; the result is that of the lazy greedy of Minoux (1978). Without
a budget it covers at least 1 - 1/e of the best (Nemhauser, Wolsey and Fisher 1978).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimize.cover_state import CoverState


def fill(state: CoverState) -> None:
    """Open the best site again and again until nothing can be added (greedy)."""
    while (site := state.best()) is not None:
        state.open(site)
