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
from layers.osm.stations import (
    POINT,
    STATION,
    access_of,
    gone,
    joined,
    keeps_out,
    lifecycle_tags,
    shut,
    stock_of,
)
from layers.osm.tags import DEFAULT_RULES, LAYERS, TagRule, first_match
from layers.sites.rules import STOCKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True)
class _Thing:
    """A feature that a rule takes: shape in metres, source and date, and the tags of what belongs to it."""

    rule: TagRule
    tags: dict[str, str]
    shape: shapely.Geometry
    m2: float
    osm_id: str
    said: tuple[str, str]
    parts: Sequence[dict[str, str]]


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
        Columns osm_id (text such as ``w123``) and tags (dictionaries), geometry with a CRS. Optional column
        fault: the message that says why a feature has no geometry.
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
    area = np.where(shapely.is_missing(shapes), 0.0, shapely.area(shapes)).tolist()
    names, tagged = metres["osm_id"].tolist(), metres["tags"].tolist()
    matched = [first_match(tags, rules) for tags in tagged]
    faults = metres["fault"].tolist() if "fault" in metres else [""] * len(names)
    lifecycle = lifecycle_tags(rules)
    why: list[str] = []
    seen: set[str] = set()
    for at, rule in enumerate(matched):
        if names[at] in seen:
            why.append("osm-twice")
        elif rule is None:
            why.append(gone(tagged[at], lifecycle) or "osm-no-rule")
        else:
            why.append(_why_not(rule, tagged[at], shapes[at], area[at], faults[at]))
        if not why[-1]:
            seen.add(names[at])
    parts = _parts(matched, tagged, shapes, why)
    notes: list[tuple[str, str, str, str, str]] = []
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in LAYERS}
    for at, rule in enumerate(matched):
        of = ("", "", "") if rule is None else (rule.tag, rule.layer, rule.category)
        if rule is None or why[at]:
            notes.append((*of, "dropped", why[at]))
            continue
        thing = _Thing(rule, tagged[at], shapes[at], area[at], names[at], (source, as_of), parts.get(at, ()))
        standing = rule.layer == "sites" and rule.status == "existing"
        notes.append((*of, "kept", "osm-standing" if standing else ""))
        make = _standing if standing else _candidate if rule.layer == "sites" else _plain_row
        rows[rule.layer].append(make(thing))
    columns = ["tag", "layer", "category", "outcome", "why"]
    report = pd.DataFrame(notes, columns=columns).value_counts(sort=False).rename("rows").reset_index()
    layers = {
        name: gpd.GeoDataFrame(pd.DataFrame(found), geometry="geometry", crs=crs)
        for name, found in rows.items()
        if found
    }
    least = {rule.tag: rule.least_m2 for rule in reversed(rules)}
    said = [_told(why, least.get(tag, 0.0)) for tag, why in zip(report["tag"], report["why"], strict=True)]
    return OsmLayers(layers, report.sort_values(columns).assign(why=pd.Series(said)).reset_index(drop=True))


def _parts(
    matched: Sequence[TagRule | None],
    tagged: Sequence[dict[str, str]],
    shapes: NDArray[np.object_],
    why: list[str],
) -> dict[int, list[dict[str, str]]]:
    """Count charge points and second drawings with their station: tags by its place, a reason in ``why``."""
    at = [
        i
        for i, rule in enumerate(matched)
        if rule is not None and not why[i] and rule.status == "existing" and rule.tag in {STATION, POINT}
    ]
    found: dict[int, list[dict[str, str]]] = {}
    for part, whole in enumerate(joined([shapes[i] for i in at], [tagged[i] for i in at]).tolist()):
        if part != whole:
            why[at[part]] = "osm-in-station"
            found.setdefault(at[whole], []).append(tagged[at[part]])
    return found


def _told(why: str, least_m2: float) -> Sayable:
    return message(why, least=f"{least_m2:g}") if why.startswith("osm-") else why


def _why_not(
    rule: TagRule, tags: dict[str, str], shape: shapely.Geometry | None, m2: float, fault: str
) -> str:
    """Return why a feature is left out, by the message or the tag that says it; empty where it stays."""
    site = rule.layer == "sites"
    reasons = (
        (not rule.layer, "osm-left-out"),
        (shape is None or bool(shapely.is_empty(shape)), fault or "osm-no-geometry"),
        (0 < m2 < rule.least_m2, "osm-smaller"),
        (site, shut(tags) or keeps_out(tags, rule.status)),
        (rule.layer == "water" and m2 == 0, "osm-no-polygon"),
    )
    return next((why for holds, why in reasons if holds and why), "")


def _plain_row(thing: _Thing) -> dict[str, object]:
    return {
        "osm_id": thing.osm_id,
        "name_zh": _name(thing.tags, ("name:zh", *NAME_TAGS)),
        "kind": thing.rule.category,
        "area_m2": thing.m2,
        "origin": "osm",
        "source": thing.said[0],
        "as_of": thing.said[1],
        "verified": False,
        "geometry": thing.shape,
    }


def _candidate(thing: _Thing) -> dict[str, object]:
    # Where OSM does not say, a candidate is taken to hold what a modelled one does.
    stock = STOCKS[thing.rule.category]
    stated, m2 = stock_of(thing.tags).bays, thing.m2
    by_area = int(m2 * BAY_SHARE / stock.bay_m2)
    bays = stated if stated is not None else min(by_area, MOST_BAYS) if m2 else sum(stock.bays) // 2
    return {
        **_site(thing),
        "bays": bays,
        "grid_kw": float(stock.grid_kw[len(stock.grid_kw) // 2]),
        "area_m2": m2 or bays * stock.bay_m2,
        "source": f"{thing.said[0]}; bays, grid_kw"
        + ("" if m2 else ", area_m2")
        + " modelled where OSM has none",
    }


def _standing(thing: _Thing) -> dict[str, object]:
    # What nobody measured is not known: 0, as in a register that has no such column.
    stock = stock_of(thing.tags, thing.parts)
    charging = "charging" in thing.rule.allows.split(";") and thing.rule.tag in {STATION, POINT}
    bays = stock.bays or 0 if charging else 0
    unknown = ["grid_kw", *([] if bays else ["bays"]), *([] if thing.m2 else ["area_m2"])]
    told = [stock.said] if charging and stock.said else []
    return {
        **_site(thing),
        "bays": bays,
        "grid_kw": 0.0,
        "area_m2": thing.m2,
        "existing_chargers": (stock.chargers or 0) if charging else 0,
        "source": "; ".join([thing.said[0], *told, f"{', '.join(sorted(unknown))} not known (0)"]),
    }


def _site(thing: _Thing) -> dict[str, object]:
    """Return what every site has, standing or not."""
    rule, tags = thing.rule, thing.tags
    name = _name(tags, ("name:zh", *NAME_TAGS)) or f"{rule.tag} {thing.osm_id}"
    return {
        **SITE_DEFAULTS,
        "site_id": f"OSM-{thing.osm_id}",
        "name_zh": name,
        "name_en": _name(tags, ("name:en", "int_name")) or name,
        "category": rule.category,
        "access": access_of(tags, rule.access),
        "status": rule.status,
        "allows": rule.allows,
        "operator": _name(tags, ("operator",)),
        "ownership": "commercial" if rule.category in {"fuel_station", "hydrogen_hub"} else "",
        "origin": "osm",
        "as_of": thing.said[1],
        "geometry": shapely.point_on_surface(thing.shape),
    }


def _name(tags: dict[str, str], keys: tuple[str, ...]) -> str:
    """Return the first of the tags that says something, without markup or control characters."""
    for key in keys:
        text = re.sub(r"[<>\x00-\x1f\x7f]", " ", tags.get(key, "")).strip()
        if text:
            return re.sub(r"\s+", " ", text)
    return ""
