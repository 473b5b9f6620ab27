"""Verify that every row of a run has its own key: the other checks join by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.verify.run.reading import Run

KEYS = {
    "sites": "site_id",
    "stations": "site_id",
    "demand": "cell_id",
    "districts": "adcode",
    "hydrogen_supply": "supply_id",
}


def key_faults(run: Run) -> Iterator[str]:
    """Name every key that stands twice in a layer, in the candidates or in a CSV table."""
    frames = {f"plan.gpkg {name}": (run.layers[name], key) for name, key in KEYS.items()}
    frames["evidence.gpkg candidates"] = (run.candidates, "site_id")
    frames |= {f"{name}.csv": (run.tables[name], KEYS[name]) for name in ("sites", "districts")}
    for where, (frame, key) in frames.items():
        for value in frame.loc[frame[key].duplicated(), key].unique():
            yield f"{where}: {key} {value} stands twice"
