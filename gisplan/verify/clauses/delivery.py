"""Quantities of clauses on facility kinds, permits, records, verification and fleets, counted again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.verify.clauses.amounts import Counted, by_function, counts_of, flags, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from gisplan.verify.clauses.amounts import Asking

_NATIONAL: Final = "GB/T 20234"
_CLASS_OF: Final = {"postal": "logistics"}
"""Demand class that holds a fleet, where it has another name."""
_SHARES: Final = ("bus", "taxi", "sanitation", "logistics")
"""Demand classes whose electric share is a figure of the demand model."""


def _chargers_of_national_standard(asking: Asking) -> Counted | None:
    sites, scenario = asking.run.layers.sites, asking.run.scenario
    total = int(sites["chargers"].sum())
    if total == 0:
        return None
    kinds = [kind.id for kind in scenario.chargers.types if kind.connector_standard.startswith(_NATIONAL)]
    held = int(sites[[f"n_{kind}" for kind in kinds]].to_numpy().sum())
    return Counted(held, "platform.csv", len(sites), total)


def _facility_kinds(asking: Asking) -> Counted:
    counts = counts_of(asking.run)
    found = sum(counts.get(str(word), 0) > 0 for word in asking.words)
    return Counted(found, "facilities.csv", len(counts), len(asking.words))


def _facilities(asking: Asking) -> Counted | None:
    count = counts_of(asking.run).get(str(asking.words[0]))
    return None if count is None else Counted(count, "facilities.csv", 1)


def _pilots(asking: Asking) -> Counted | None:
    kind = asking.words[0]
    asked = [pilot.sites for pilot in asking.run.scenario.delivery.pilots if pilot.kind == kind]
    if not asked:
        return None
    hosts = int((asking.run.delivery["pilots"]["kind"] == kind).sum())
    return Counted(hosts, "pilots.csv", hosts, sum(asked))


def _functions_at_fuel_stations(asking: Asking) -> Counted:
    run, held = asking.run, by_function(asking.run)
    stations = run.layers.stations
    fuel = set(run.evidence.candidates.loc[run.evidence.candidates["category"] == "fuel_station", "site_id"])
    hydrogen = held.get("hydrogen", set()) | set(
        stations.loc[stations["category"] == "fuel_station", "site_id"]
    )
    held = {**held, "hydrogen": hydrogen}
    found = sum(bool(held.get(str(word), set()) & fuel) for word in asking.words)
    return Counted(found, "stations", len(run.layers.sites) + len(stations), len(asking.words))


def _verifications_due(asking: Asking) -> Counted | None:
    table = asking.run.delivery["verification"]
    return None if table.empty else Counted(float(table["due"].max()), "verification.csv", len(table))


def _verification_capacity(asking: Asking) -> Counted | None:
    capacity = asking.run.scenario.delivery.verification_capacity
    return None if capacity is None else Counted(capacity.value, "scenario", 1)


def _platform_records_complete(asking: Asking) -> Counted | None:
    table = asking.run.delivery["platform"]
    if table.empty:
        return None
    return Counted(int(flags(table, "complete").sum()), "platform.csv", len(table), len(table))


def _public_sites_interoperable(asking: Asking) -> Counted | None:
    table = asking.run.delivery["platform"]
    public = table[table["access"] == "public"]
    if public.empty:
        return None
    return Counted(int(flags(public, "interoperable").sum()), "platform.csv", len(public), len(public))


def _private_sites_one_window(asking: Asking) -> Counted | None:
    sites, permits = asking.run.layers.sites, asking.run.delivery["permits"]
    private = set(sites.loc[sites["access"] == "private", "site_id"])
    if not private:
        return None
    theirs = permits[permits["site_id"].isin(private) & (permits["project"] == "charging")]
    only = sum(set(kinds) == {"one-window"} for _, kinds in theirs.groupby("site_id")["kind"])
    return Counted(only, "permits.csv", len(theirs), len(private))


def _projects_filed(asking: Asking) -> Counted | None:
    permits = asking.run.delivery["permits"]
    return _filed(permits[permits["access"] != "private"])


def _stations_filed(asking: Asking) -> Counted | None:
    permits = asking.run.delivery["permits"]
    if asking.run.layers.stations.empty:
        return None
    return _filed(permits[permits["project"] == "hydrogen"])


def _filed(permits: pd.DataFrame) -> Counted | None:
    projects = len({*zip(permits["site_id"], permits["project"], strict=True)})
    if not projects:
        return None
    filed = int(((permits["kind"] == "filing") & (texts(permits, "authority") != "")).sum())
    return Counted(filed, "permits.csv", projects, projects)


def _sites_with_one_bundle(asking: Asking) -> Counted | None:
    permits = asking.run.delivery["permits"]
    if permits.empty:
        return None
    windows = texts(permits, "received_by").groupby(permits["bundle_id"])
    whole = [set(names) for _, names in windows]
    one = sum(len(names) == 1 and "" not in names for names in whole)
    return Counted(one, "permits.csv", len(permits), len(whole))


def _unlawful_precedences(asking: Asking) -> Counted:
    permits = asking.run.delivery["permits"]
    loose = (texts(permits, "requires") != "") & (texts(permits, "law") == "")
    return Counted(int(loose.sum()), "permits.csv", len(permits))


def _fleets_in_demand(asking: Asking) -> Counted | None:
    cells = asking.run.layers.demand
    if not any(str(column).startswith("kwh_") for column in cells.columns):
        return None
    columns = [f"kwh_{_CLASS_OF.get(str(word), word)}" for word in asking.words]
    found = sum(column in cells.columns and cells[column].sum() > 0 for column in columns)
    return Counted(found, "demand", len(cells), len(columns))


def _fleet_electric_share(asking: Asking) -> Counted | None:
    classes = [_CLASS_OF.get(str(word), str(word)) for word in asking.words]
    if not set(classes) <= set(_SHARES):
        return None
    scenario = asking.run.scenario
    figures = scenario.demand.parameters(scenario.region)
    return Counted(min(figures.value(f"{name}_ev_share_new") for name in classes), "demand", len(classes))


def _hydrogen_vehicles(asking: Asking) -> Counted:
    scenario = asking.run.scenario
    figures = scenario.demand.parameters(scenario.region)
    return Counted(figures.value("hydrogen_trucks_new") + figures.value("hydrogen_buses_new"), "demand", 2)


DELIVERY: Final[Mapping[str, Callable[[Asking], Counted | None]]] = {
    "chargers_of_national_standard": _chargers_of_national_standard,
    "facility_kinds": _facility_kinds,
    "facilities": _facilities,
    "pilots": _pilots,
    "functions_at_fuel_stations": _functions_at_fuel_stations,
    "verifications_due": _verifications_due,
    "verification_capacity": _verification_capacity,
    "platform_records_complete": _platform_records_complete,
    "public_sites_interoperable": _public_sites_interoperable,
    "private_sites_one_window": _private_sites_one_window,
    "projects_filed": _projects_filed,
    "stations_filed": _stations_filed,
    "sites_with_one_bundle": _sites_with_one_bundle,
    "unlawful_precedences": _unlawful_precedences,
    "fleets_in_demand": _fleets_in_demand,
    "fleet_electric_share": _fleet_electric_share,
    "hydrogen_vehicles": _hydrogen_vehicles,
}
"""How each quantity is counted again; None where the run cannot tell it."""
