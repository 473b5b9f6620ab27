"""Headline figures of a plan, hydrogen among them: the content of ``plan.json``, summed from the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gisplan.plan.grades import missed_stages
from gisplan.results.layers.areas import zone_means
from gisplan.results.layers.standing import fast_places
from layers.sites.standing import charges, gives_stock, sells_hydrogen
from optimize.certificate import ASIDE, TIES, deciding, weakest_status

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region
    from optimize.certificate import Certificate


def headline_figures(
    region: Region,
    scenario: Scenario,
    layers: dict[str, gpd.GeoDataFrame],
    certificates: tuple[Certificate, ...],
    *,
    group_energy: pd.DataFrame,
    hydrogen_demand: pd.DataFrame,
) -> dict[str, Any]:
    """Sum the plan into its headline figures.

    Parameters
    ----------
    layers
        Result layers by name.
    group_energy
        group, energy_kwh_day, unmet_kwh_day: one row per service group.
    hydrogen_demand
        h2_kg_day and served_kg_day of every demand point.

    Returns
    -------
    dict
        Plain values, ready for JSON; energy kWh/day, hydrogen kg/day, money, shares 0 to 1.
    """
    sites, stations, cells = layers["sites"], layers["stations"], layers["demand"]
    people = cells["population"]
    judged = people[cells["judged"]].sum()
    covered = people[cells["judged"] & cells["covered"]].sum()
    energy, unmet = float(cells["ev_kwh_day"].sum()), float(cells["unmet_kwh_day"].sum())
    total = int(sites["chargers"].sum())
    counted = int(sites.loc[sites["access"].isin(scenario.chargers.kinds), "chargers"].sum())
    by_type = {kind.id: int(sites[f"n_{kind.id}"].sum()) for kind in scenario.chargers.types}
    kilowatts = float(sites["kw"].sum())
    settings = scenario.hydrogen
    missed = missed_stages(certificates, scenario.solver.gap)
    return {
        "scenario": scenario.name,
        "region": scenario.region,
        "horizon": scenario.horizon,
        "chargers_new_total": total,
        "chargers_target": scenario.chargers.target,
        "chargers_target_new": scenario.chargers.new_target,
        "chargers_above_target": counted - scenario.chargers.new_target,
        **_stock(scenario, counted),
        "chargers_by_type": by_type,
        "chargers_by_district": _sums(sites, "adcode"),
        "chargers_by_category": _sums(sites, "category"),
        "chargers_by_access": _sums(sites, "access"),
        "largest_type": max(by_type, key=lambda name: by_type[name]),
        "largest_type_share": max(by_type.values()) / total if total else None,
        "connectors": sum(by_type[kind.id] * kind.connectors for kind in scenario.chargers.types),
        "installed_kw": kilowatts,
        "achieved_utilisation": _share(float(sites["served_kwh_day"].sum()), kilowatts * 24.0),
        "achieved_utilisation_public": _utilisation(sites.loc[sites["access"] == "public"]),
        "sites_total": len(sites),
        "sites_public": int((sites["access"] == "public").sum()),
        "max_new_sites": scenario.coverage.max_new_sites,
        "coverage_profile": scenario.coverage.profile,
        "judged_people": float(judged),
        "covered_people": float(covered),
        "covered_people_share": _share(float(covered), float(judged)),
        "covered_people_threshold": scenario.coverage.threshold.value,
        "reached_people_share": _share(float(people[cells["covered"]].sum()), float(people.sum())),
        "mean_access_by_zone": zone_means(cells).to_dict("records"),
        "energy_kwh_day": energy,
        "unmet_kwh_day": unmet,
        "served_energy_share": _share(energy - unmet, energy),
        "served_energy_share_by_group": {
            str(row["group"]): _share(row["energy_kwh_day"] - row["unmet_kwh_day"], row["energy_kwh_day"])
            for row in group_energy.to_dict("records")
        },
        **_service_areas(region, fast_places(sites, layers["standing"])),
        **_standing(layers["standing"]),
        "corridors_verdict": layers["corridors"]["verdict"].value_counts().sort_index().to_dict(),
        "hydrogen_target": settings.target,
        "hydrogen_count": settings.count,
        "hydrogen_stations_new": len(stations),
        "hydrogen_stations_existing": settings.existing_count,
        "hydrogen_stations_cumulative": len(stations) + settings.existing_count,
        "hydrogen_by_ownership": {
            name: int((stations["ownership"] == name).sum()) for name in ("commercial", "captive")
        },
        "hydrogen_by_size_kg_day": {
            f"{size:g}": int(count)
            for size, count in stations["size_kg_day"].value_counts().sort_index().items()
        },
        "hydrogen_demand_kg_day": float(hydrogen_demand["h2_kg_day"].sum()),
        "hydrogen_served_kg_day": float(hydrogen_demand["served_kg_day"].sum()),
        "hydrogen_served_share": _share(
            float(hydrogen_demand["served_kg_day"].sum()), float(hydrogen_demand["h2_kg_day"].sum())
        ),
        "hydrogen_delivered_cost_kg": _mean_delivered(layers["supply_links"]),
        "hydrogen_integrated_stations": int(stations["integrated"].sum()),
        "investment_chargers_cost": float(sites["investment_cost"].sum()),
        "investment_hydrogen_cost": float(stations["investment_cost"].sum()),
        "investment_cost": float(sites["investment_cost"].sum() + stations["investment_cost"].sum()),
        "price_year": scenario.costs.price_year,
        "cost_level": scenario.costs.level,
        "unverified_site_share": _share(float((~sites["verified"].astype(bool)).sum()), float(len(sites))),
        "certificates": [f"{c.stage}: {c.status}" for c in certificates],
        "overall_status": weakest_status(
            [one for one in certificates if not one.stage.startswith((ASIDE, TIES))]
        ),
        "largest_gap": max((c.gap for c in deciding(certificates) if c.gap is not None), default=None),
        "draft": bool(missed),
        "missed_stages": list(missed),
    }


def _service_areas(region: Region, sites: pd.DataFrame) -> dict[str, Any]:
    """Count the expressway service areas with fast charging, those on the modelled inventory apart."""
    every = region.sites.loc[region.sites["category"] == "expressway_service_area"]
    fast = set(sites.loc[sites["fast_chargers"] > 0, "site_id"])
    charged = every["site_id"].isin(fast)
    verified = every["verified"].to_numpy(dtype=bool)
    return {
        "expressway_service_areas": len(every),
        "expressway_service_areas_covered_share": _share(float(charged.sum()), float(len(every))),
        "expressway_service_areas_unverified": int((~verified).sum()),
        "expressway_service_areas_basis": "modelled inventory"
        if not verified.all()
        else "verified inventory",
    }


def _standing(standing: pd.DataFrame) -> dict[str, Any]:
    """Sum what stands at the horizon; nothing where nothing does."""
    here = standing.loc[standing["stands"].astype(bool)]
    if here.empty:
        return {}
    charging = here.loc[charges(here)]
    public = charging.loc[charging["access"] == "public"]
    sells = here.loc[sells_hydrogen(here)]
    figures = {
        "stock_is_given": gives_stock(standing[standing["told_by"] == "standing"]),
        "stations": int(charging["stations"].sum()),
        "public_places": len(public),
        "chargers": int(charging["chargers"].fillna(0).sum()),
        "chargers_unknown": int(charging.loc[charging["chargers"].isna(), "stations"].sum()),
        "power_unknown": int(charging.loc[~charging["known"].isin(["types", "kw"]), "stations"].sum()),
        "capacity_kwh_day": float(here["capacity_kwh_day"].sum()),
        "served_kwh_day": float(here["served_kwh_day"].sum()),
        "chargers_new": int(here["chargers_new"].sum()),
        "places_expanded": int((here["chargers_new"] > 0).sum()),
        "chargers_replaced": int(here["chargers_replaced"].sum()),
        "replacement_cost": float(here["replacement_cost"].sum()),
        "hydrogen_stations": int(sells["stations"].sum()),
        "hydrogen_served_kg_day": float(here["h2_served_kg_day"].sum()),
    }
    shown = {name: figures[name] for name in ("stations", "served_kwh_day")}
    if figures["chargers_replaced"]:
        shown["chargers_replaced"] = figures["chargers_replaced"]
    return {"standing": figures, **{f"standing_{name}": value for name, value in shown.items()}}


def _stock(scenario: Scenario, counted: int) -> dict[str, Any]:
    """Give the chargers of the counted kinds, standing and new, where the target is a stock."""
    chargers = scenario.chargers
    if chargers.count == "new":
        return {}
    return {
        "chargers_existing": chargers.existing_count,
        "chargers_stock_total": chargers.existing_count + counted,
    }


def _sums(sites: pd.DataFrame, key: str) -> dict[str, int]:
    return {str(name): int(count) for name, count in sites.groupby(key)["chargers"].sum().items()}


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _utilisation(sites: pd.DataFrame) -> float | None:
    return _share(float(sites["served_kwh_day"].sum()), float(sites["kw"].sum()) * 24.0)


def _mean_delivered(links: pd.DataFrame) -> float | None:
    kilograms = links["kg_day"].to_numpy(dtype=float)
    if kilograms.sum() <= 0:
        return None
    return float(np.average(links["delivered_cost_kg"].to_numpy(dtype=float), weights=kilograms))


def hydrogen_figures(
    links: pd.DataFrame, freight: pd.DataFrame, parcels: pd.DataFrame, facilities: pd.DataFrame, how: str
) -> dict[str, Any]:
    """Sum freight trips, the shares of the sources, integrated parcels and facilities.

    Parameters
    ----------
    links
        Result layer supply_links.
    freight, parcels, facilities
        Evidence tables of the plan.
    how
        How stations and chargers on shared parcels were proven together.

    Returns
    -------
    dict
        Plain values, ready for JSON; trips a day, shares 0 to 1, money.
    """
    total = float(links["kg_day"].sum()) if len(links) else 0.0
    shares = {
        column: {str(name): float(kg) / total for name, kg in links.groupby(column)["kg_day"].sum().items()}
        for column in (("supply_id", "mode") if total > 0 else ())
    }
    able = freight["refuellable"].astype(bool) if len(freight) else freight.index.astype(bool)
    done = freight["refuelled"].astype(bool) if len(freight) else able
    possible = float(freight.loc[able, "trips_day"].sum())
    refuelled = float(freight.loc[done, "trips_day"].sum())
    return {
        "hydrogen_supply_share": shares.get("supply_id", {}),
        "hydrogen_supply_mode_share": shares.get("mode", {}),
        "hydrogen_shared_parcels": how,
        "freight_trips_day": float(freight["trips_day"].sum()),
        "freight_trips_refuellable": possible,
        "freight_trips_refuelled": refuelled,
        "freight_refuelled_share": refuelled / possible if possible > 0 else None,
        "integrated_parcels": int(parcels["integrated"].astype(bool).sum()) if len(parcels) else 0,
        "facilities_by_kind": {
            str(kind): int(count) for kind, count in facilities["kind"].value_counts().sort_index().items()
        },
        "investment_facilities_cost": float(facilities["investment_cost"].sum()),
    }
