"""OpenStreetMap features to layers: sites with all columns, land use, water, substations, and a report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan_words import Sayable, message
from layers.files.layers import SITE_DEFAULTS
from layers.osm.tags import DEDICATED_ACCESS, DEFAULT_RULES, LAYERS, NO_ACCESS, TagRule, first_match
from layers.sites.rules import STOCKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.roads.graph import CrsLike

SOURCE = "OpenStreetMap contributors, ODbL"
PREFIX = {"node": "n", "way": "w", "relation": "r"}
# A parcel gives at most this share of its ground to bays for charging. Tag: assumption.
BAY_SHARE = 0.2
MOST_BAYS = 400
NAME_TAGS = ("name", "official_name", "brand", "operator", "ref")


@dataclass(frozen=True, eq=False)
class OsmLayers:
    """Layers made from OSM features.

    Attributes
    ----------
    layers
        Name to frame, in the projected CRS asked for; only layers with rows.
    report
        tag, layer, category, outcome (kept or dropped), why (a message, or empty), rows.
    """

    layers: dict[str, gpd.GeoDataFrame]
    report: pd.DataFrame


def layers_from_features(
    features: gpd.GeoDataFrame,
    *,
    crs: CrsLike,
    as_of: str,
    rules: Sequence[TagRule] = DEFAULT_RULES,
    source: str = SOURCE,
) -> OsmLayers:
    """Return layers from OSM features.

    Parameters
    ----------
    features
        Columns osm_id (text such as ``w123``) and tags (dictionaries), geometry with a CRS.
    crs
        Projected CRS in metres of the result.
    as_of
        Date of the data, ISO.
    rules
        Tags to layers; the first that fits counts.
    source
        Source of the data, for every row.

    Returns
    -------
    OsmLayers
        Every feature is either in one layer or counted in the report with the reason.
    """
    metres = features.to_crs(crs)
    shapes = np.asarray(metres.geometry.array, dtype=object)
    area = np.where(shapely.is_missing(shapes), 0.0, shapely.area(shapes))
    notes: list[tuple[str, str, str, str, str]] = []
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in LAYERS}
    seen: set[str] = set()
    for osm_id, tags, shape, m2 in zip(metres["osm_id"], metres["tags"], shapes, area, strict=True):
        rule = first_match(tags, rules)
        why = "osm-twice" if osm_id in seen else _why_not(rule, tags, shape, float(m2))
        of = ("", "", "") if rule is None else (rule.tag, rule.layer, rule.category)
        notes.append((*of, "dropped" if why else "kept", why))
        if rule is not None and not why:
            seen.add(osm_id)
            make = _site if rule.layer == "sites" else _plain_row
            rows[rule.layer].append(make(rule, tags, shape, float(m2), osm_id, (source, as_of)))
    names = ["tag", "layer", "category", "outcome", "why"]
    report = pd.DataFrame(notes, columns=names).value_counts(sort=False).rename("rows").reset_index()
    layers = {
        name: gpd.GeoDataFrame(pd.DataFrame(found), geometry="geometry", crs=crs)
        for name, found in rows.items()
        if found
    }
    least = {rule.tag: rule.least_m2 for rule in reversed(rules)}
    said = [_told(why, least.get(tag, 0.0)) for tag, why in zip(report["tag"], report["why"], strict=True)]
    return OsmLayers(layers, report.sort_values(names).assign(why=pd.Series(said)).reset_index(drop=True))


def _told(why: str, least_m2: float) -> Sayable:
    return message(why, least=f"{least_m2:g}") if why.startswith("osm-") else why


def _why_not(rule: TagRule | None, tags: dict[str, str], shape: shapely.Geometry | None, m2: float) -> str:
    """Return why a feature is left out, by the message or the tag that says it; empty where it stays."""
    if rule is None:
        return "osm-no-rule"
    closed = rule.layer == "sites" and rule.status == "candidate" and tags.get("access") in NO_ACCESS
    reasons = (
        (not rule.layer, "osm-left-out"),
        (shape is None or bool(shapely.is_empty(shape)), "osm-no-geometry"),
        (0 < m2 < rule.least_m2, "osm-smaller"),
        (closed, f"access={tags.get('access')}"),
        (rule.layer == "water" and m2 == 0, "osm-no-polygon"),
    )
    return next((why for holds, why in reasons if holds), "")


def _plain_row(
    rule: TagRule,
    tags: dict[str, str],
    shape: shapely.Geometry,
    m2: float,
    osm_id: str,
    said: tuple[str, str],
) -> dict[str, object]:
    return {
        "osm_id": osm_id,
        "name_zh": _name(tags, ("name:zh", *NAME_TAGS)),
        "kind": rule.category,
        "area_m2": m2,
        "origin": "osm",
        "source": said[0],
        "as_of": said[1],
        "verified": False,
        "geometry": shape,
    }


def _site(
    rule: TagRule,
    tags: dict[str, str],
    shape: shapely.Geometry,
    m2: float,
    osm_id: str,
    said: tuple[str, str],
) -> dict[str, object]:
    # Where OSM does not say, a site is taken to hold what a modelled one does.
    stock = STOCKS[rule.category]
    stated = _whole(tags.get("capacity"))
    by_area = int(m2 * BAY_SHARE / stock.bay_m2)
    bays = stated if stated is not None else min(by_area, MOST_BAYS) if m2 else sum(stock.bays) // 2
    charging_station = rule.status == "existing" and tags.get("amenity") == "charging_station"
    name = _name(tags, ("name:zh", *NAME_TAGS)) or f"{rule.tag} {osm_id}"
    access = "dedicated" if tags.get("access") in DEDICATED_ACCESS else rule.access
    return {
        **SITE_DEFAULTS,
        "site_id": f"OSM-{osm_id}",
        "name_zh": name,
        "name_en": _name(tags, ("name:en", "int_name")) or name,
        "category": rule.category,
        "access": access,
        "status": rule.status,
        "bays": bays,
        "grid_kw": float(stock.grid_kw[len(stock.grid_kw) // 2]),
        "area_m2": m2 or bays * stock.bay_m2,
        "existing_chargers": min(stated or 0, bays) if charging_station else 0,
        "allows": rule.allows,
        "operator": _name(tags, ("operator",)),
        "ownership": "commercial" if rule.category in {"fuel_station", "hydrogen_hub"} else "",
        "origin": "osm",
        "source": f"{said[0]}; bays, grid_kw" + ("" if m2 else ", area_m2") + " modelled where OSM has none",
        "as_of": said[1],
        "geometry": shapely.point_on_surface(shape),
    }


def _name(tags: dict[str, str], keys: tuple[str, ...]) -> str:
    """Return the first of the tags that says something, without markup or control characters."""
    for key in keys:
        text = re.sub(r"[<>\x00-\x1f\x7f]", " ", tags.get(key, "")).strip()
        if text:
            return re.sub(r"\s+", " ", text)
    return ""


def _whole(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\d{1,5}", text) else None
