"""Where the rows of a region come from: one row a layer and origin, with the share that is verified."""

from __future__ import annotations

import pandas as pd

PROVENANCE_COLUMNS = ("layer", "origin", "rows", "verified_share", "source", "as_of")
MOST_SOURCES = 3
NOT_STATED = "not stated"
"""Origin of what does not say its own."""
UNDATED = "undated"


def provenance_frame(layers: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Sum up the provenance of layers.

    Parameters
    ----------
    layers
        Name to frame; each with origin, source, as_of, verified.

    Returns
    -------
    pandas.DataFrame
        `PROVENANCE_COLUMNS`: rows (count), verified_share (0 to 1), source (the three commonest, ``…`` when
        there are more), as_of (first and last date, ``undated`` left out unless it is all there is).
    """
    rows = []
    for name, layer in layers.items():
        for origin, part in layer.groupby("origin", sort=True):
            sources = part["source"].value_counts(sort=True).index.astype(str).tolist()
            dates = sorted({str(date) for date in part["as_of"]} - {"undated"})
            rows.append(
                {
                    "layer": name,
                    "origin": str(origin),
                    "rows": len(part),
                    "verified_share": float(part["verified"].astype(bool).mean()),
                    "source": " | ".join(sources[:MOST_SOURCES])
                    + (" …" if len(sources) > MOST_SOURCES else ""),
                    "as_of": " – ".join(dict.fromkeys([dates[0], dates[-1]])) if dates else "undated",
                }
            )
    return pd.DataFrame(rows, columns=list(PROVENANCE_COLUMNS))
