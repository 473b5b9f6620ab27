"""Verify the hydrogen stations: number, ownership, districts, place, size, class, land and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.regions import tiers_of
from gisplan.resources import screening_file
from gisplan.verify.charging.standing import selling
from gisplan.verify.run.cells import differences
from gisplan.verify.run.faults import amount, by, differs, fault, least, of
from gisplan.verify.run.reading import counts_by, points, records
from gisplan.verify.run.ways import EPS_M
from layers.districts.tiers import CENTRAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from gisplan_words import Sayable


Rules = dict[tuple[str, str, str, str], float]
"""Figures of the table of hydrogen rules by rule, applies, subject and station class."""

OWNERS = ("commercial", "captive")


def hydrogen_faults(run: Plan) -> Iterator[Fault]:
    """Check the stations against the scenario and their candidates."""
    stations = run.layers.stations.reset_index(drop=True)
    yield from _counts(run, stations)
    known = stations["site_id"].isin(run.evidence.candidates["site_id"])
    for site in stations.loc[~known, "site_id"]:
        yield fault("no-candidate", of("station", site))
    if stations.empty or not known.all():
        return
    was = run.evidence.candidates.set_index("site_id").loc[stations["site_id"]]
    yield from _places(stations, was)
    yield from _sizes(run, stations)
    yield from _classes(run, stations, was)


def _counts(run: Plan, stations: pd.DataFrame) -> Iterator[Fault]:
    settings = run.scenario.hydrogen
    asked = settings.new_target
    if len(stations) != asked:
        yield differs("hydrogen.target", amount("new-stations"), len(stations), asked, by("asked"))
    if not asked:
        return
    owned = counts_by(stations, "ownership")
    for name, few in zip(OWNERS, (settings.min_commercial, settings.min_captive), strict=True):
        if owned.get(name, 0) < few:
            yield least(f"hydrogen.min_{name}", amount("owned", kind=name), f"{owned.get(name, 0):.0f}", few)
    served = {*stations["adcode"], *selling(run)["adcode"]}
    for adcode in settings.served_districts:
        if adcode not in served:
            yield fault("no-station", of("district", adcode))


def _places(stations: gpd.GeoDataFrame, was: gpd.GeoDataFrame) -> Iterator[Fault]:
    moved = np.hypot(*(points(stations) - points(was)).T)
    for row, before, metres in zip(records(stations), records(was), moved, strict=True):
        name = of("station", row["site_id"])
        if metres > EPS_M:
            yield fault("moved", name, metres=f"{metres:.1f}")
        if "hydrogen" not in before["allows"].split(";") or before["status"] == "excluded":
            yield fault("not-for", name, function="hydrogen")
        due = {column: before[column] for column in ("adcode", "category", "area_m2", "oil_m3")}
        due["ownership"] = "captive" if before["ownership"] == "captive" else "commercial"
        yield from differences(name, row, due, by("candidate"))


def _sizes(run: Plan, stations: pd.DataFrame) -> Iterator[Fault]:
    sizes = {size.kg_day: size for size in run.scenario.hydrogen.sizes}
    for row in records(stations):
        size, name = sizes.get(row["size_kg_day"]), of("station", row["site_id"])
        if size is None:
            yield fault("no-size", name, size=f"{row['size_kg_day']:g}")
            continue
        dearer = run.scenario.hydrogen.pressure.cost_70.value * (row["pressure_mpa"] == 70)
        cost = size.cost.at(run.scenario.costs.level) * (1.0 + dearer)
        yield from differences(name, row, {"investment_cost": cost}, by("size"), near=0.01)


def _classes(run: Plan, stations: gpd.GeoDataFrame, was: gpd.GeoDataFrame) -> Iterator[Fault]:
    """Work out the class of every station again from oil and hydrogen in store, and where it may stand."""
    rules = _rules()
    stores = {size.kg_day: size.storage_kg for size in run.scenario.hydrogen.sizes}
    districts = run.layers.districts
    centre = districts.loc[districts["tier"].isin(tiers_of(run.scenario.region).of_role(CENTRAL))].union_all()
    inside = stations.within(centre).to_numpy()
    for row, before, central in zip(records(stations), records(was), inside, strict=True):
        name, daily = of("station", row["site_id"]), float(row["size_kg_day"])
        joint = before["category"] == "fuel_station" or before["oil_m3"] > 0
        stored = max(before["h2_storage_kg"], stores.get(daily, daily))
        found = _class(rules, before["oil_m3"], stored, joint=joint)
        yield from differences(name, row, {"station_class": found}, by("classed"))
        if found == "over I":
            yield fault("over-class", name)
        if found == "I" and central:
            yield fault("central", name)
        yield from _setbacks(rules, name, before, found, joint=joint)
        land = rules.get(("land", "any", f"{daily:g}", ""), 0.0)
        if before["area_m2"] < land:
            yield least(name, amount("land"), f"{before['area_m2']:g}", f"{land:g}")


def _setbacks(
    rules: Rules, name: Sayable, site: dict[str, Any], found: str, *, joint: bool
) -> Iterator[Fault]:
    """Check the distances to protected objects; without such a layer the evidence has no such columns."""
    for column, metres in site.items():
        if not column.startswith("near_"):
            continue
        kind = column.removeprefix("near_").removesuffix("_m")
        few = rules.get(("setback", "joint" if joint else "alone", kind, found), 0.0)
        if metres < few:
            yield least(name, amount("setback", kind=kind), f"{metres:.0f}", f"{few:g}")


def _rules() -> Rules:
    path = screening_file()
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    keys = zip(table["rule"], table["applies"], table["subject"], table["station_class"], strict=True)
    return {key: float(value) for key, value in zip(keys, table["value"], strict=True)}


def classes_of(sites: pd.DataFrame, stored_kg: float) -> list[str]:
    """Give the class of a station with so much hydrogen in store at each site, by its oil and store."""
    rules = _rules()
    joint = (sites["category"] == "fuel_station") | (sites["oil_m3"].fillna(0.0) > 0)
    oil = sites["oil_m3"].to_numpy(dtype=float)
    kept = np.maximum(sites["h2_storage_kg"].fillna(0.0).to_numpy(dtype=float), stored_kg)
    each = zip(oil.tolist(), kept.tolist(), joint.tolist(), strict=True)
    return [_class(rules, o, k, joint=j) for o, k, j in each]


def _class(rules: Rules, oil_m3: float, stored_kg: float, *, joint: bool) -> str:
    kind = "joint" if joint else "alone"
    for name in ("III", "II", "I"):
        used = stored_kg / rules[f"{kind}_class_hydrogen", kind, "", name]
        if joint:
            used += oil_m3 / rules["joint_class_oil", "joint", "", name]
        if used <= 1 + 1e-9:
            return name
    return "over I"
