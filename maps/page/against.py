"""A plan on its own pages against an earlier one: figures, districts, and what became of each site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from gisplan_numbers import as_number
from layers.results import type_columns
from maps.words.figures import signed, with_unit
from maps.words.text import told

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan_words import Said
    from layers.results import PlanLayers
    from maps.data.facts import PageFacts

CHANGES: Final = ("added", "changed", "kept", "dropped")
"""What becomes of a site between two plans."""


@dataclass(frozen=True)
class Against:
    """The plan that another is compared with.

    Parameters
    ----------
    layers
        Its result layers.
    facts
        What its own pages say: its title, scenario, fingerprint and headline figures name it.
    """

    layers: PlanLayers
    facts: PageFacts


def headline_changes(facts: PageFacts, before: PageFacts) -> list[dict[str, Said | None]]:
    """Give the headline figures of two plans side by side: label, now, before, and by how much they differ.

    Parameters
    ----------
    facts
        Of the plan.
    before
        Of the plan it is compared with.
    """
    other = {row["key"]: row for row in before.headline}
    rows = []
    for row in facts.headline:
        if row["key"] not in other:
            continue
        unit, pair = row.get("unit"), (row["value"], other[row["key"]]["value"])
        now, then = (as_number(value) for value in pair)
        difference = None if now is None or then is None else now - then
        rows.append(
            {
                "label": told(row["label"]),
                "now": with_unit(pair[0], unit, facts.currency),
                "before": with_unit(pair[1], unit, before.currency),
                "difference": None if difference is None else signed(difference, unit, facts.currency),
            }
        )
    return rows


def district_changes(layers: PlanLayers, before: PlanLayers) -> list[dict[str, Any]]:
    """Give by district how many sites were added, changed, kept and dropped, and chargers now and before.

    Parameters
    ----------
    layers, before
        Result layers of the plan, and of the one it is compared with.
    """
    sites, dropped = with_changes(layers.sites, before.sites)
    both = pd.concat([sites[["adcode", "change"]], dropped[["adcode", "change"]]])
    adcodes = layers.districts["adcode"].astype(str)
    counts = pd.crosstab(both["adcode"].astype(str), both["change"])
    counts = counts.reindex(index=adcodes, columns=CHANGES, fill_value=0)
    old = before.districts.set_index(before.districts["adcode"].astype(str))["chargers"]
    return [
        {
            "name_zh": row["name_zh"],
            "name_en": row["name_en"],
            **{change: int(counts.to_numpy()[place, CHANGES.index(change)]) for change in CHANGES},
            "now": row["chargers"],
            "before": old.get(str(row["adcode"])),
        }
        for place, row in enumerate(layers.districts.to_dict("records"))
    ]


def with_changes(
    sites: gpd.GeoDataFrame,
    before: gpd.GeoDataFrame,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Mark each site of a plan against another plan.

    Parameters
    ----------
    sites
        Sites of the plan.
    before
        Sites of the plan it is compared with.

    Returns
    -------
    tuple
        The sites with a column ``change`` (``added``, ``changed`` when a charger count differs, ``kept``),
        and the sites that only the other plan has, marked ``dropped``.
    """
    columns = [f"n_{kind}" for kind in dict.fromkeys([*type_columns(sites), *type_columns(before)])]
    ids = sites["site_id"].astype(str)
    old = before.set_index(before["site_id"].astype(str)).reindex(columns=columns).fillna(0)
    new = sites.set_index(ids).reindex(columns=columns).fillna(0)
    known = ids.isin(old.index).to_numpy()
    differs = (new.to_numpy() != old.reindex(ids).to_numpy()).any(axis=1)
    change = np.where(~known, "added", np.where(differs, "changed", "kept"))
    dropped = before[~before["site_id"].astype(str).isin(set(ids))]
    return sites.assign(change=change), dropped.assign(change="dropped")
