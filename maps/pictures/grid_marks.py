"""How sites stand to their grid connection: with a new transformer, with little left, with enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

TIGHT: Final = 0.1
"""A site with a smaller share of its grid capacity left is said to have little."""


def grid_kinds(sites: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """Tell which sites are of each kind.

    Parameters
    ----------
    sites
        ``grid_kw``, and where a plan has them ``grid_kw_after`` and ``headroom_kw`` (kW).

    Returns
    -------
    dict
        ``new`` transformer, ``tight`` and ``enough``: true by site, shape (sites,), one of them each.
    """
    capacity = sites["grid_kw"].to_numpy(dtype=float)
    after = sites["grid_kw_after"].to_numpy(dtype=float) if "grid_kw_after" in sites else capacity
    left = (
        sites["headroom_kw"].to_numpy(dtype=float) if "headroom_kw" in sites else np.full(len(sites), np.inf)
    )
    grown = after > capacity
    tight = (left < TIGHT * after) & ~grown
    return {"new": grown, "tight": tight, "enough": ~(grown | tight)}
