"""Screening of hydrogen sites: station class, class I in the centre, setbacks and land.

This is screening, not compliance: several figures are remembered and none replaces the permit's own
survey. Every figure stands in ``data/rules/hydrogen_screening.csv`` with its clause, source and tag, and
a planner edits it there. A rule without a layer to judge it by is ``not assessed``, never passed.

Station class. A joint fuel and hydrogen station with oil V (m3) and hydrogen G (kg) has the least class
c in III, II, I with V / V_c + G / G_c <= 1 (GB 50156-2021); a stand-alone one the least class with
G <= G_c (GB 50516-2010, 2021 edition); beyond class I it may not stand. G is the storage on record or,
when larger, that of the size: as given, else the daily size times ``storage_per_daily_kg``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gisplan_errors import CrsError, LayerError
from gisplan_words import Series, listed, message, messages
from layers.files.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from pathlib import Path

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from gisplan_words import Message, Sayable

LABEL = message("screening-label")
CLASSES = ("III", "II", "I")
OVER = "over I"
UNKNOWN = "not assessed"
PROTECTED_KINDS = {
    kind: message(f"protected-{kind}")
    for kind in ("important_public", "civil_1", "civil_2", "civil_3", "open_flame")
}
RULE_KEY = ("rule", "applies", "subject", "station_class")
RULE_COLUMNS = (*RULE_KEY, "value", "unit", "clause", "tag", "source", "as_of")
TAGS = ("text", "press", "memory", "modelled", "official")


@dataclass(frozen=True)
class ScreeningRules:
    """The table of screening figures; ``table`` has the columns of `RULE_COLUMNS`."""

    table: pd.DataFrame

    def value(self, rule: str, applies: str, *, subject: str = "", station_class: str = "") -> float | None:
        """Return one figure, or None where the table has none."""
        row = self._row(rule, applies, subject, station_class)
        return None if row is None else float(row["value"])

    def citation(self, rule: str, applies: str, *, subject: str = "", station_class: str = "") -> Sayable:
        """Return the source, clause and, unless the text was read, the tag of one figure."""
        row = self._row(rule, applies, subject, station_class)
        if row is None:
            return ""
        document = str(row["source"]).split(",")[0].split(":")[0]
        read = row["tag"] in {"text", "official"}
        cited = {"document": document, "clause": str(row["clause"])}
        return message("screening-by" if read else f"screening-by-{row['tag']}", **cited)

    def _row(self, rule: str, applies: str, subject: str, station_class: str) -> dict[Hashable, Any] | None:
        return self._rows.get((rule, applies, subject, station_class))

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str, str], dict[Hashable, Any]]:
        """Rows by key: thousands of look-ups in a frame take half a minute for a city."""
        records = self.table.to_dict("records")
        return {(r["rule"], r["applies"], r["subject"], r["station_class"]): r for r in records}


def read_screening_rules(path: Path) -> ScreeningRules:
    """Read the table of screening figures.

    Parameters
    ----------
    path
        A CSV file with the columns of `RULE_COLUMNS`.

    Returns
    -------
    ScreeningRules
        The checked table.

    Raises
    ------
    LayerError
        A column is missing, a value is not a number of at least 0, a tag is unknown, or a rule stands
        twice; every fault is named with its line.
    """
    table = read_table(path, RULE_COLUMNS, str, keep_default_na=False)
    values = pd.to_numeric(table["value"], errors="coerce")
    faults = [
        message("layers-rule-value", line=str(line + 2), value=repr(table["value"].iloc[line]))
        for line in np.flatnonzero(~(values >= 0).to_numpy())
    ]
    faults += [
        message(
            "layers-rule-tag", line=str(line + 2), value=repr(table["tag"].iloc[line]), known=listed(TAGS)
        )
        for line in np.flatnonzero(~table["tag"].isin(TAGS).to_numpy())
    ]
    keys = list(RULE_KEY)
    faults += [
        message("layers-rule-twice", line=str(line + 2), rule=str(table[keys].iloc[line].tolist()))
        for line in np.flatnonzero(table.duplicated(keys).to_numpy())
    ]
    if faults:
        raise LayerError(message("layers-of", place=str(path), fault=Series(tuple(faults), "faults")))
    return ScreeningRules(table.assign(value=values))


def rules_of(reason: Series) -> list[str]:
    """Give the rules that a reason of `screen_sites` names: class, centre, setback, land or parcel."""
    return [said.code.split("-")[1] for said in messages(reason) if said.code.startswith("screened-")]


def station_class(oil_m3: float | None, hydrogen_kg: float, rules: ScreeningRules, *, joint: bool) -> str:
    """Return the class of a station from what it stores.

    Parameters
    ----------
    oil_m3
        Oil in store, m3; None or NaN where unknown.
    hydrogen_kg
        Hydrogen in store, kg.
    rules
        The table of figures.
    joint
        Whether oil and hydrogen share the station.

    Returns
    -------
    str
        ``III``, ``II``, ``I``, ``over I``, or ``not assessed`` when the oil store is unknown.
    """
    if joint and (oil_m3 is None or np.isnan(oil_m3)):
        return UNKNOWN
    for name in CLASSES:
        if joint and oil_m3 is not None:
            oil = rules.value("joint_class_oil", "joint", station_class=name)
            gas = rules.value("joint_class_hydrogen", "joint", station_class=name)
            if oil and gas and oil_m3 / oil + hydrogen_kg / gas <= 1 + 1e-9:
                return name
        else:
            most = rules.value("alone_class_hydrogen", "alone", station_class=name)
            if most is not None and hydrogen_kg <= most + 1e-9:
                return name
    return OVER


def screen_sites(
    sites: gpd.GeoDataFrame,
    protected: gpd.GeoDataFrame | None,
    centre: BaseGeometry | None,
    rules: ScreeningRules,
    sizes_kg: Sequence[float] = (500, 1000, 2000),
    storage_kg: Sequence[float] | None = None,
) -> pd.DataFrame:
    """Screen candidate sites for each station size.

    Parameters
    ----------
    sites
        Points in a projected CRS with ``site_id``, ``category``, ``oil_m3``, ``h2_storage_kg`` and
        ``area_m2`` (m2, null where unknown).
    protected
        Objects to keep away from, with ``kind`` (a key of `PROTECTED_KINDS`) and ``name_zh``, in the CRS
        of the sites; None leaves setbacks not assessed.
    centre
        The city centre in the CRS of the sites; None leaves the class I rule not assessed.
    rules
        The table of figures.
    sizes_kg
        Station sizes, kg/day.
    storage_kg
        Hydrogen in store at a station of each size, kg; None takes the table's ``storage_per_daily_kg``.

    Returns
    -------
    pandas.DataFrame
        One row per site, indexed by ``site_id``: for each size ``class_<size>``, ``allowed_<size>`` and
        ``reason_<size>`` (why not: a series of messages, naming rule, figure and the thing too near),
        then ``screening`` (passed, excluded or not assessed) and ``not_assessed`` (what no layer or figure
        could judge, as such a series).

    Raises
    ------
    CrsError
        A layer has no projected CRS, or the two differ.
    LayerError
        A protected object has an unknown kind.
    """
    _check_layers(sites, protected)
    near = _nearest(sites, protected)
    inside = (
        np.zeros(len(sites), dtype=bool)
        if centre is None
        else shapely.intersects(sites.geometry.to_numpy(), centre)
    )
    frame = pd.DataFrame(index=pd.Index(sites["site_id"].astype(str), name="site_id"))
    joint = ((sites["category"] == "fuel_station") | (sites["oil_m3"].fillna(0) > 0)).to_numpy()
    oil = pd.to_numeric(sites["oil_m3"]).to_numpy(dtype=float)
    stored = pd.to_numeric(sites["h2_storage_kg"]).fillna(0).to_numpy(dtype=float)
    area = pd.to_numeric(sites["area_m2"]).to_numpy(dtype=float)
    ratio = rules.value("storage_per_daily_kg", "any") or 1.0
    stores = [size * ratio for size in sizes_kg] if storage_kg is None else storage_kg
    for size, store in zip(sizes_kg, stores, strict=True):
        classes: list[str] = []
        reasons: list[Any] = []
        for i in range(len(sites)):
            name = station_class(oil[i], max(stored[i], store), rules, joint=bool(joint[i]))
            kind = "joint" if joint[i] else "alone"
            found = [
                *_class_reasons(name, kind, rules, in_centre=bool(inside[i])),
                *_setback_reasons(near.get(i, {}), name, kind, rules),
                *_land_reasons(area[i], size, rules),
            ]
            classes.append(name)
            reasons.append(Series(tuple(found), "faults"))
        frame[f"class_{size:g}"] = classes
        frame[f"allowed_{size:g}"] = [not reason.parts for reason in reasons]
        frame[f"reason_{size:g}"] = reasons
    layers = {"protected": protected is not None, "centre": centre is not None}
    gaps: list[Any] = [
        Series(tuple(_gaps(kind, rules, unknown_oil=bool(u), **layers)), "faults")
        for kind, u in zip(np.where(joint, "joint", "alone"), joint & np.isnan(oil), strict=True)
    ]
    allowed = frame[[f"allowed_{size:g}" for size in sizes_kg]].any(axis=1).to_numpy()
    judged = np.array([not gap.parts for gap in gaps])
    frame["screening"] = np.where(~allowed, "excluded", np.where(judged, "passed", UNKNOWN))
    frame["not_assessed"] = gaps
    return frame


def _check_layers(sites: gpd.GeoDataFrame, protected: gpd.GeoDataFrame | None) -> None:
    for name, layer in (("sites", sites), ("protected", protected)):
        if layer is not None and (layer.crs is None or not layer.crs.is_projected):
            raise CrsError(message("layers-setback-crs", layer=name, crs=str(layer.crs)))
    if protected is None:
        return
    if sites.crs != protected.crs:
        raise CrsError(message("layers-protected-crs", crs=str(protected.crs), other=str(sites.crs)))
    unknown = sorted(set(protected["kind"]) - set(PROTECTED_KINDS))
    if unknown:
        raise LayerError(
            message("layers-protected-kind", names=str(unknown), known=str(list(PROTECTED_KINDS)))
        )


def _nearest(
    sites: gpd.GeoDataFrame, protected: gpd.GeoDataFrame | None
) -> dict[int, dict[str, tuple[float, str]]]:
    """Give each site (by position) the distance and name of its nearest object of each kind."""
    near: dict[int, dict[str, tuple[float, str]]] = {}
    if protected is None:
        return near
    for kind, objects in protected.groupby("kind"):
        tree = shapely.STRtree(objects.geometry.to_numpy())
        (rows, hits), metres = tree.query_nearest(
            sites.geometry.to_numpy(), return_distance=True, all_matches=False
        )
        names = objects["name_zh"].to_numpy()[hits]
        for row, name, distance in zip(rows.tolist(), names, metres.tolist(), strict=True):
            near.setdefault(row, {})[str(kind)] = (distance, str(name))
    return near


def _class_reasons(name: str, kind: str, rules: ScreeningRules, *, in_centre: bool) -> list[Message]:
    if name == OVER:
        rule = "joint_class_hydrogen" if kind == "joint" else "alone_class_hydrogen"
        return [message("screened-class", by=rules.citation(rule, kind, station_class="I"))]
    banned = rules.value("centre_excludes_class", kind, station_class="I")
    if not in_centre or banned is None or name not in {"I", UNKNOWN}:
        return []
    cited = rules.citation("centre_excludes_class", kind, station_class="I")
    return [message("screened-centre" if name == "I" else "screened-centre-unknown", by=cited)]


def _setback_reasons(
    near: dict[str, tuple[float, str]], name: str, kind: str, rules: ScreeningRules
) -> list[Message]:
    # An unknown class is judged by class I, whose setbacks are the largest.
    judged = name if name in CLASSES else "I"
    found = []
    for subject, (metres, label) in near.items():
        least = rules.value("setback", kind, subject=subject, station_class=judged)
        if least is not None and metres < least:
            cited = rules.citation("setback", kind, subject=subject, station_class=judged)
            ways = {"metres": f"{metres:.0f}", "least": f"{least:g}", "name": label}
            found.append(message("screened-setback", **ways, kind=PROTECTED_KINDS[subject], by=cited))
    return found


def _land_reasons(area_m2: float, size: float, rules: ScreeningRules) -> list[Message]:
    least = rules.value("land", "any", subject=f"{size:g}")
    if least is None or np.isnan(area_m2) or area_m2 >= least:
        return []
    cited = rules.citation("land", "any", subject=f"{size:g}")
    return [message("screened-land", area=f"{area_m2:g}", least=f"{least:g}", by=cited)]


def _gaps(
    kind: str, rules: ScreeningRules, *, unknown_oil: bool, protected: bool, centre: bool
) -> list[Message]:
    """List what could not be judged at a site."""
    gaps = []
    if unknown_oil:
        gaps.append(message("unscreened-class"))
    if not centre:
        gaps.append(message("unscreened-centre"))
    if not protected:
        return [*gaps, message("unscreened-setback")]
    without = [
        name
        for subject, name in PROTECTED_KINDS.items()
        if rules.value("setback", kind, subject=subject, station_class="III") is None
    ]
    return [*gaps, *(message("unscreened-setback-of", kind=kind_of) for kind_of in without)]
