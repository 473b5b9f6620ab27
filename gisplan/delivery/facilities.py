"""Kinds of facility that policies name, counted in a plan, and the sites that host a scenario's pilots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from gisplan.access.nearness import within_own_radius
from gisplan.delivery.zones import named_places, place_radius
from gisplan_words import Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from gisplan.scenario.sections.chargers import ChargerType
    from gisplan.scenario.sections.delivery import Delivery, Pilot


@dataclass(frozen=True)
class Facility(Message):
    """A kind of facility, whose label is the message of its code, with the unit that it is counted in."""

    unit: str = ""


KINDS: Final[Mapping[str, Facility]] = {
    name: Facility(f"facility-{name}", unit=unit)
    for unit, names in (
        ("chargers", ("AC", "DC", "high_power", "orderly")),
        ("stations", ("swap", "methanol", "hydrogen", "integrated")),
        ("sites", ("wireless", "v2g")),
    )
    for name in names
}
"""Kinds of facility by name."""


def with_function(
    sites: pd.DataFrame, stations: pd.DataFrame, other: pd.DataFrame, function: str
) -> set[str]:
    """Give the keys of the parcels with a function: by column ``functions``, or as a facility of its own.

    ``other`` holds battery swap and methanol facilities: kind, site_id.
    """
    found: set[str] = set(other.loc[other["kind"] == function, "site_id"])
    for frame in (sites, stations):
        if "functions" in frame.columns:
            has = (
                frame["functions"].fillna("").astype(str).str.split(";").map(lambda names: function in names)
            )
            found |= set(frame.loc[has, "site_id"])
    return found


def pilot_table(
    sites: gpd.GeoDataFrame, pilots: Sequence[Pilot], places: gpd.GeoDataFrame, place_m: float
) -> pd.DataFrame:
    """Place the pilots of a scenario at planned public sites, the ones with the most chargers first.

    A place of ``places`` that has no radius of its own reaches ``place_m``, m.

    Returns
    -------
    One row a hosting site: kind, kind_zh, site_id, name_zh, adcode, authority, asked (sites that this pilot
    asks for), source, tag. Fewer rows than asked when its districts, or its places, have fewer public sites.
    """
    columns = ["kind", "kind_zh", "site_id", "name_zh", "adcode", "authority", "asked", "source", "tag"]
    parts = []
    for pilot in pilots:
        own = named_places(pilot.place, places)
        able = sites[within_own_radius(sites, own, place_radius(own, place_m))] if pilot.place else sites
        able = able[(able["access"] == "public") & (able["chargers"] > 0)]
        if pilot.adcodes:
            able = able[able["adcode"].astype(str).isin(pilot.adcodes)]
        hosts = able.sort_values(["chargers", "site_id"], ascending=[False, True]).head(pilot.sites)
        parts.append(
            pd.DataFrame(hosts[["site_id", "name_zh", "adcode", "authority"]]).assign(
                kind=pilot.kind,
                kind_zh=KINDS[pilot.kind].zh,
                asked=pilot.sites,
                source=pilot.source,
                tag=pilot.tag,
            )
        )
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def facility_table(
    sites: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    other: pd.DataFrame,
    pilots: pd.DataFrame,
    types: Sequence[ChargerType],
    delivery: Delivery,
    orderly_share: float,
) -> pd.DataFrame:
    """Count every facility kind of a plan; ``other`` holds battery swap and methanol (kind, site_id).

    ``orderly_share`` is that of AC chargers at residential sites in orderly charging.

    Returns
    -------
    One row a kind: kind, kind_zh, kind_en, count, unit, asked (pilots only, else null), counted_in (layer).
    """
    total = {kind.id: int(sites[f"n_{kind.id}"].sum()) for kind in types}
    homes = sites[sites["category"] == "residential"]
    home_ac = sum(int(homes[f"n_{kind.id}"].sum()) for kind in types if kind.current == "AC")
    counts = {
        "AC": sum(total[kind.id] for kind in types if kind.current == "AC"),
        "DC": sum(total[kind.id] for kind in types if kind.current == "DC"),
        "high_power": sum(total[kind.id] for kind in types if kind.power_kw >= delivery.high_power_kw.value),
        "orderly": round(home_ac * orderly_share),
        "swap": len(with_function(sites, stations, other, "swap")),
        "methanol": len(with_function(sites, stations, other, "methanol")),
        "hydrogen": len(stations),
        "integrated": int(stations["integrated"].astype(bool).sum()),
    }
    counts |= {kind: int((pilots["kind"] == kind).sum()) for kind in ("wireless", "v2g")}
    asked = {kind: sum(p.sites for p in delivery.pilots if p.kind == kind) for kind in ("wireless", "v2g")}
    layer_of = {"chargers": "sites", "stations": "stations", "sites": "pilots"}
    return pd.DataFrame(
        [
            {
                "kind": name,
                "kind_zh": kind.zh,
                "kind_en": kind.en,
                "count": counts[name],
                "unit": kind.unit,
                "asked": asked.get(name),
                "counted_in": layer_of[kind.unit],
            }
            for name, kind in KINDS.items()
        ]
    )
