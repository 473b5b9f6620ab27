"""Tables and figures of electric lorries: every flow with what it charges where, and the sites asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.planning.lorries.stops import stop_types
from gisplan.planning.trips import Drive, route_bends, route_ids, shut_reason, with_ways
from gisplan.tables.lorries import LORRY_COLUMNS, STOP_COLUMNS
from gisplan_words import listed, message

if TYPE_CHECKING:
    from gisplan.planning.lorries.stops import LorryPlan
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Flags, Floats
    from layers.region.loading import Region

LETTER = "L"
"""What the ids of the routes of lorries begin with."""
ROUND_OFF = 1e-9


def stop_chargers(sites: pd.DataFrame, scenario: Scenario) -> pd.Series[int]:
    """Count the new chargers at which lorries stop, by site_id."""
    kinds = np.array(scenario.chargers.type_ids)[stop_types(scenario)]
    counts = sites[[f"n_{kind}" for kind in kinds]].sum(axis=1).astype(np.int64)
    return pd.Series(counts.to_numpy(), index=sites["site_id"].astype(str))


def opened_stops(region: Region, plan: LorryPlan, sites: pd.DataFrame, scenario: Scenario) -> Flags:
    """Mark the sites of a lorry plan where lorries can stop: with a new charger for it, or a standing one."""
    new = stop_chargers(sites, scenario)
    names = region.sites["site_id"].astype(str).iloc[plan.sites]
    return np.asarray(names.isin(new[new > 0].index) | plan.stands)


def lorry_table(region: Region, plan: LorryPlan | None, opened: Flags | None) -> pd.DataFrame:
    """Tabulate every flow: where its energy is charged, whether it is kept charged, and otherwise why not.

    Parameters
    ----------
    plan
        The trips past the sites where lorries may stop; None without trips.
    opened
        Which of those sites have a charger for it in the plan.

    Returns
    -------
    pandas.DataFrame
        Columns `LORRY_COLUMNS`, one row a flow.
    """
    if plan is None or opened is None:
        return pd.DataFrame(columns=list(LORRY_COLUMNS))
    trips, energy, count = plan.trips, plan.trips.energy, plan.sites.size
    able, done = plan.chargeable, plan.charged(opened)
    names = region.sites["name_zh"].to_numpy()[plan.sites]
    rows, ids = [], route_ids(len(trips.routes), LETTER)
    for q, flow in enumerate(trips.flows.to_dict("records")):
        sites, metres = plan.paths.places(q)
        stops = np.isin(sites, np.flatnonzero(opened)) | (sites == count)
        drive = Drive(flow, metres, sites >= 0, stops, float(trips.range_m[q]))
        who = message("planning-lorry-plan" if able[q] else "planning-lorry-candidate")
        reason, needed, day = drive.reason(who, able=bool(able[q])), drive.needed_m, trips.trips_day[q]
        if trips.routes[q].shut:
            reason = shut_reason(region, trips.routes[q])
        at_ends = energy.depot[q]
        rows.append(
            {
                "route_id": ids[q],
                "origin": flow["origin_id"],
                "destination": flow["destination_id"],
                "vehicle_class": flow["vehicle_class"],
                "trips_day": float(day),
                "km_one_way": float(metres[-1]) / 1000.0,
                "km_outside": float(trips.outside_m[q]) / 1000.0,
                "range_km": float(trips.range_m[q]) / 1000.0,
                "depot_kwh_day": float(at_ends.sum() * day),
                "way_kwh_day": float(energy.way[q] * day),
                "beyond_kwh_day": float(energy.beyond[q] * day),
                "depot_sessions_day": float((at_ends > 0).sum() * day),
                "way_sessions_day": _sessions(energy.way[q], trips.usable_kwh[q]) * float(day),
                "chargeable": bool(able[q]),
                "charged": bool(done[q]),
                "stations": listed(names[sites[stops & (sites < count)]]).zh if done[q] else "",
                "range_needed_km": needed / 1000.0 if np.isfinite(needed) else np.nan,
                "reason_zh": "" if done[q] else reason.zh,
                "reason_en": "" if done[q] else reason.en,
            }
        )
    return with_ways(pd.DataFrame(rows, columns=list(LORRY_COLUMNS)), region, trips.routes)


def _sessions(kwh: float, usable_kwh: float) -> float:
    """Count the stops that a trip needs for so much energy on its way: none takes more than a battery."""
    return float(np.ceil(max(0.0, kwh / usable_kwh - ROUND_OFF)))


def stop_table(
    region: Region, plan: LorryPlan | None, sites: pd.DataFrame, scenario: Scenario
) -> pd.DataFrame:
    """Tabulate the sites where a charger for lorries was asked, with what one costs and who passes.

    Returns
    -------
    pandas.DataFrame
        Columns `STOP_COLUMNS`, by site_id.
    """
    if plan is None or not plan.chosen.size:
        return pd.DataFrame(columns=list(STOP_COLUMNS))
    here = region.sites.iloc[plan.chosen]
    new, at = stop_chargers(sites, scenario), np.searchsorted(plan.sites, plan.chosen)
    table = pd.DataFrame({name: here[name].to_numpy() for name in STOP_COLUMNS[:5]})
    table["asked_cost"] = plan.costs[at]
    table["lorry_chargers"] = new.reindex(table["site_id"].astype(str)).fillna(0).astype(np.int64).to_numpy()
    table["trips_day"] = _passing(plan)[at]
    return table.sort_values("site_id", ignore_index=True)[list(STOP_COLUMNS)]


def _passing(plan: LorryPlan) -> Floats:
    """Sum the trips a day that pass each site where lorries may stop."""
    out = np.zeros(plan.sites.size + 1)
    for q, day in enumerate(plan.trips.trips_day.tolist()):
        sites, _ = plan.paths.places(q)
        out[np.unique(sites[sites >= 0])] += day
    return out[:-1]


def lorry_bends(region: Region, plan: LorryPlan | None) -> pd.DataFrame:
    """Tabulate the bends of every route of a lorry."""
    return route_bends(region, [] if plan is None else plan.trips.routes, LETTER)


def lorry_figures(lorries: pd.DataFrame, stops: pd.DataFrame) -> dict[str, Any]:
    """Sum trips, energy and sites for ``plan.json``; nothing without trips."""
    if lorries.empty:
        return {}
    able, done = (lorries[name].astype(bool) for name in ("chargeable", "charged"))
    trips = lorries["trips_day"]
    possible, charged = float(trips[able].sum()), float(trips[done].sum())
    return {
        "lorry_trips_day": float(trips.sum()),
        "lorry_trips_chargeable": possible,
        "lorry_trips_charged": charged,
        "lorry_charged_share": charged / possible if possible > 0 else None,
        "lorry_depot_kwh_day": float(lorries["depot_kwh_day"].sum()),
        "lorry_way_kwh_day": float(lorries["way_kwh_day"].sum()),
        "lorry_beyond_kwh_day": float(lorries["beyond_kwh_day"].sum()),
        "lorry_stops": len(stops),
        "lorry_stops_cost": float(stops["asked_cost"].sum()),
    }
