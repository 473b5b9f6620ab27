"""The headline figures of a plan, the content of ``plan.json``: one home of their names, units and labels."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple, NoReturn, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Iterator


class Label(NamedTuple):
    """How a headline figure is counted; what a reader calls it is the message ``headline-<name>``.

    Parameters
    ----------
    unit
        Its unit, as :data:`gisplan_numbers.UNITS` knows it.
    needs
        Name of the figure without which a plan does not have this one; empty: every plan has it.
    """

    unit: str = ""
    needs: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Headline(Mapping[str, Any]):
    """Headline figures of a plan, in the order of ``plan.json``; also read as ``headline["sites_total"]``.

    Shares are 0 to 1. None stands for what cannot be said, such as a share of nothing. As a mapping it lacks
    the figures that the scenario does not ask for; as an attribute they are None.

    Parameters
    ----------
    fingerprint
        Sum of scenario, inputs, tables and layers, see :func:`gisplan.plan.fingerprint.fingerprint`; empty
        before a plan is written.
    scenario, region, horizon
        Names, and the last year.
    region_zh, region_en
        What the region is called: pages show it, also where its folder is away; None in a run without it.
    tiers
        What its tiers are called, name_zh and name_en by tier: pages show them as they show its name.
    chargers_new_total, chargers_target, chargers_target_new, chargers_above_target
        Chargers built, asked for, asked for as new ones, and of the counted kinds above that.
    chargers_existing, chargers_stock_total
        Chargers of the counted kinds, standing and in all, where the target is a stock.
    chargers_by_type, chargers_by_district, chargers_by_category, chargers_by_access
        New chargers by name.
    largest_type, largest_type_share, connectors, installed_kw
        The commonest type and its share, connectors, and power in kW.
    achieved_utilisation, achieved_utilisation_public
        Energy served over installed kW times 24 h.
    sites_total, sites_public, max_new_sites
        Sites built, public ones, and the most public ones allowed.
    coverage_profile
        Profile of coverage that judges.
    judged_people, covered_people, covered_people_share, covered_people_threshold
        People judged, those within reach of a public site, their share and the share asked for.
    reached_people_share
        Share of all people, judged or not, within reach.
    mean_access_by_zone
        One dict a radius: people and mean metres to the nearest public site.
    energy_kwh_day, unmet_kwh_day, served_energy_share, served_energy_share_by_group
        Charging demand, what is not served of it, the served share, and that by service group.
    expressway_service_areas, expressway_service_areas_covered_share
        Service areas on expressways, and the share with fast chargers.
    expressway_service_areas_unverified, expressway_service_areas_basis
        Those not verified, and what the inventory is.
    corridors_verdict
        Corridors by verdict.
    hydrogen_target, hydrogen_count
        Stations asked for, ``new`` or ``cumulative``.
    hydrogen_stations_new, hydrogen_stations_existing, hydrogen_stations_cumulative
        Stations built, standing and in all.
    hydrogen_by_ownership, hydrogen_by_size_kg_day
        New stations by ownership and by size.
    hydrogen_demand_kg_day, hydrogen_served_kg_day, hydrogen_served_share
        Hydrogen asked for, served, and the share.
    hydrogen_delivered_cost_kg, hydrogen_integrated_stations
        Mean cost of a delivered kg, and stations on parcels of several functions.
    investment_chargers_cost, investment_hydrogen_cost, investment_cost
        Investment in chargers, in stations, and in both.
    price_year, cost_level
        Year and level of the prices.
    unverified_site_share
        Share of the sites that is not verified.
    certificates, overall_status, largest_gap
        ``stage: status`` of every stage, the weakest status, the widest relative gap.
    draft, missed_stages
        Whether some stage missed the gap asked (``solver.gap``), and which stages.
    crs, distances
        Projected CRS of the region, and ``roads`` or ``circuity``.
    home_kwh_day
        Most energy that a private charger delivers.
    spread_agreement
        How far the siting agrees with the one under a second spread of people, if it was compared.
    chargers_spare
        Chargers that can go while every site still delivers what it delivers.
    chargers_little_used, chargers_little_used_for_target
        Chargers that are not private at sites with a utilisation below 2 %, and those of them that only the
        target keeps.
    chargers_equipment_cost, chargers_civil_cost, chargers_grid_cost
        Parts of the investment in chargers.
    chargers_subsidy, charging_annual_cost
        Subsidy and the cost of a year, where the scenario has economics.
    charging_delivered_cost_kwh, charging_delivered_cost_kwh_by_access
        Cost of a kWh delivered, in all and by access, where the scenario has economics.
    wait_minutes_longest, wait_late_share_largest, wait_sites_judged
        Longest mean wait, largest share of late drivers and sites judged, where there is a target of waits.
    peak_mw, peak_hour, peak_day
        Largest coincident load of the plan's chargers, the hour of the day it begins in, and its day type.
    relief_chargers, relief_sites, relief_day
        Mobile chargers that service areas lack on the day type that needs most of them, where waits of day
        types are judged.
    city_trips_day, city_trips_chargeable, city_trips_charged, city_trips_charged_share
        Car trips between the cities that the region names, those that all service areas together would keep
        charged, those that the plan keeps charged, and their share of all.
    hydrogen_supply_share, hydrogen_supply_mode_share
        Share of the hydrogen by source and by mode of transport.
    hydrogen_shared_parcels
        How stations and chargers on shared parcels were proven together.
    freight_trips_day, freight_trips_refuellable, freight_trips_refuelled, freight_refuelled_share
        Freight trips, those that candidates can refuel, those that the plan refuels, and their share.
    lorry_trips_day, lorry_trips_chargeable, lorry_trips_charged, lorry_charged_share
        Trips of electric lorries, those that candidates can keep charged, those that the plan does, and their
        share; where the scenario has lorries.
    lorry_depot_kwh_day, lorry_way_kwh_day, lorry_beyond_kwh_day
        Their energy at the ends, on the way in the region, and on the way beyond it.
    lorry_stops, lorry_stops_cost
        Sites where a charger for lorries on their way is asked, and what one at each costs.
    integrated_parcels, facilities_by_kind, investment_facilities_cost
        Parcels of several functions, swap and methanol facilities, and the investment in these.
    worst_district, worst_district_share
        Code of the district with the least share of its people within reach, and the share.
    coverage_gini, access_gini
        Gini coefficients of coverage and of distance, 0 when all are alike.
    access_by_district
        Mean and worst metres to the nearest public site, by district code.
    phases
        One dict a year, as the table ``phases``.
    standing
        What stands at the horizon, where something does: stations, chargers, what is not known of them, what
        they serve, and what the plan adds there.
    standing_stations, standing_served_kwh_day, standing_chargers_replaced
        Charging stations that stand at the horizon, what their chargers serve, and how many of these give way
        to stronger ones; the last absent where none does.
    own_rows, own_rows_cost
        The planner's own constraints, where there are some: how many rows, and one dict a stage that has
        some: its objective without and with them, their difference, and the least and most of it by both
        bounds.

    Raises
    ------
    TypeError
        A figure is missing, or there is no figure of this name.
    """

    fingerprint: str = ""
    scenario: str
    region: str
    region_zh: Annotated[str | None, Label(needs="region_zh")] = None
    region_en: Annotated[str | None, Label(needs="region_zh")] = None
    tiers: Annotated[dict[str, dict[str, str]] | None, Label(needs="region_zh")] = None
    horizon: int
    chargers_new_total: Annotated[int, Label("chargers")]
    chargers_target: Annotated[int, Label("chargers")]
    chargers_target_new: Annotated[int, Label("chargers")]
    chargers_above_target: Annotated[int, Label("chargers")]
    chargers_existing: Annotated[int | None, Label("chargers", needs="chargers_stock_total")] = None
    chargers_stock_total: Annotated[
        int | None,
        Label(
            "chargers",
            needs="chargers_stock_total",
        ),
    ] = None
    chargers_by_type: Annotated[dict[str, int], Label("chargers")]
    chargers_by_district: Annotated[dict[str, int], Label("chargers")]
    chargers_by_category: Annotated[dict[str, int], Label("chargers")]
    chargers_by_access: Annotated[dict[str, int], Label("chargers")]
    largest_type: str
    largest_type_share: Annotated[float | None, Label("share")]
    connectors: Annotated[int, Label("connectors")]
    installed_kw: Annotated[float, Label("kW")]
    achieved_utilisation: Annotated[float | None, Label("share")]
    achieved_utilisation_public: Annotated[float | None, Label("share")]
    sites_total: Annotated[int, Label("sites")]
    sites_public: Annotated[int, Label("sites")]
    max_new_sites: Annotated[int | None, Label("sites")]
    coverage_profile: str
    judged_people: Annotated[float, Label("people")]
    covered_people: Annotated[float, Label("people")]
    covered_people_share: Annotated[float | None, Label("share")]
    covered_people_threshold: Annotated[float, Label("share")]
    reached_people_share: Annotated[float | None, Label("share")]
    mean_access_by_zone: list[dict[str, Any]]
    energy_kwh_day: Annotated[float, Label("kWh/day")]
    unmet_kwh_day: Annotated[float, Label("kWh/day")]
    served_energy_share: Annotated[float | None, Label("share")]
    served_energy_share_by_group: Annotated[dict[str, float | None], Label("share")]
    expressway_service_areas: Annotated[int, Label("sites")]
    expressway_service_areas_covered_share: Annotated[float | None, Label("share")]
    expressway_service_areas_unverified: Annotated[int, Label("sites")]
    expressway_service_areas_basis: str
    corridors_verdict: dict[str, int]
    hydrogen_target: Annotated[int, Label("stations")]
    hydrogen_count: str
    hydrogen_stations_new: Annotated[int, Label("stations")]
    hydrogen_stations_existing: Annotated[int, Label("stations")]
    hydrogen_stations_cumulative: Annotated[int, Label("stations")]
    hydrogen_by_ownership: Annotated[dict[str, int], Label("stations")]
    hydrogen_by_size_kg_day: Annotated[dict[str, int], Label("stations")]
    hydrogen_demand_kg_day: Annotated[float, Label("kg/day")]
    hydrogen_served_kg_day: Annotated[float, Label("kg/day")]
    hydrogen_served_share: Annotated[float | None, Label("share")]
    hydrogen_delivered_cost_kg: Annotated[float | None, Label("currency/kg")]
    hydrogen_integrated_stations: Annotated[int, Label("stations")]
    investment_chargers_cost: Annotated[float, Label("currency")]
    investment_hydrogen_cost: Annotated[float, Label("currency")]
    investment_cost: Annotated[float, Label("currency")]
    price_year: int
    cost_level: str
    unverified_site_share: Annotated[float | None, Label("share")]
    certificates: list[str]
    overall_status: str
    largest_gap: Annotated[float | None, Label("share")]
    draft: bool
    missed_stages: list[str]
    crs: str
    distances: Literal["roads", "circuity"]
    home_kwh_day: Annotated[float, Label("kWh/day")]
    spread_agreement: dict[str, Any] | None
    chargers_spare: int
    chargers_little_used: int
    chargers_little_used_for_target: int
    chargers_equipment_cost: Annotated[float, Label("currency")]
    chargers_civil_cost: Annotated[float, Label("currency")]
    chargers_grid_cost: Annotated[float, Label("currency")]
    chargers_subsidy: Annotated[float | None, Label("currency", needs="charging_annual_cost")] = None
    charging_annual_cost: Annotated[float | None, Label("currency/year", needs="charging_annual_cost")] = None
    charging_delivered_cost_kwh: Annotated[
        float | None,
        Label(
            "currency/kWh",
            needs="charging_annual_cost",
        ),
    ] = None
    charging_delivered_cost_kwh_by_access: Annotated[
        dict[str, float | None] | None, Label("currency/kWh", needs="charging_annual_cost")
    ] = None
    wait_minutes_longest: Annotated[
        float | None,
        Label("min", needs="wait_sites_judged"),
    ] = None
    wait_late_share_largest: Annotated[float | None, Label("share", needs="wait_sites_judged")] = None
    wait_sites_judged: Annotated[int | None, Label("sites", needs="wait_sites_judged")] = None
    peak_mw: Annotated[float, Label("MW")]
    peak_hour: Annotated[int | None, Label("hour")]
    peak_day: str | None
    relief_chargers: Annotated[int | None, Label("chargers", needs="relief_chargers")] = None
    relief_sites: Annotated[int | None, Label("sites", needs="relief_chargers")] = None
    relief_day: Annotated[str | None, Label(needs="relief_chargers")] = None
    city_trips_day: Annotated[float | None, Label("trips/day", needs="city_trips_day")] = None
    city_trips_chargeable: Annotated[float | None, Label("trips/day", needs="city_trips_day")] = None
    city_trips_charged: Annotated[float | None, Label("trips/day", needs="city_trips_day")] = None
    city_trips_charged_share: Annotated[float | None, Label("share", needs="city_trips_day")] = None
    hydrogen_supply_share: Annotated[dict[str, float], Label("share")]
    hydrogen_supply_mode_share: Annotated[dict[str, float], Label("share")]
    hydrogen_shared_parcels: str
    freight_trips_day: Annotated[float, Label("trips/day")]
    freight_trips_refuellable: Annotated[float, Label("trips/day")]
    freight_trips_refuelled: Annotated[float, Label("trips/day")]
    freight_refuelled_share: Annotated[float | None, Label("share")]
    integrated_parcels: Annotated[int, Label("sites")]
    facilities_by_kind: Annotated[dict[str, int], Label("sites")]
    investment_facilities_cost: Annotated[float, Label("currency")]
    worst_district: str | None
    worst_district_share: Annotated[float | None, Label("share")]
    coverage_gini: Annotated[float | None, Label()]
    access_gini: Annotated[float | None, Label()]
    access_by_district: Annotated[dict[str, dict[str, Any]], Label("m")]
    phases: list[dict[Any, Any]]
    standing: Annotated[dict[str, Any] | None, Label(needs="standing")] = None
    standing_stations: Annotated[int | None, Label("stations", needs="standing")] = None
    standing_served_kwh_day: Annotated[float | None, Label("kWh/day", needs="standing")] = None
    standing_chargers_replaced: Annotated[
        int | None, Label("chargers", needs="standing_chargers_replaced")
    ] = None
    lorry_trips_day: Annotated[float | None, Label("trips/day", needs="lorry_trips_day")] = None
    lorry_trips_chargeable: Annotated[float | None, Label("trips/day", needs="lorry_trips_day")] = None
    lorry_trips_charged: Annotated[float | None, Label("trips/day", needs="lorry_trips_day")] = None
    lorry_charged_share: Annotated[float | None, Label("share", needs="lorry_trips_day")] = None
    lorry_depot_kwh_day: Annotated[float | None, Label("kWh/day", needs="lorry_trips_day")] = None
    lorry_way_kwh_day: Annotated[float | None, Label("kWh/day", needs="lorry_trips_day")] = None
    lorry_beyond_kwh_day: Annotated[float | None, Label("kWh/day", needs="lorry_trips_day")] = None
    lorry_stops: Annotated[int | None, Label("sites", needs="lorry_trips_day")] = None
    lorry_stops_cost: Annotated[float | None, Label("currency", needs="lorry_trips_day")] = None
    own_rows: Annotated[int | None, Label("count", needs="own_rows")] = None
    own_rows_cost: Annotated[list[dict[str, Any]] | None, Label(needs="own_rows")] = None

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a figure of any type
        if name not in LABELS:
            raise KeyError(_unknown(name))
        if not self._has(name):
            raise KeyError(f"this plan has no {name!r}: its scenario does not ask for it")
        return getattr(self, name)

    def __iter__(self) -> Iterator[str]:
        return (name for name in LABELS if self._has(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _has(self, name: str) -> bool:
        needs = LABELS[name].needs
        return not needs or getattr(self, needs) is not None

    if not TYPE_CHECKING:  # mypy shall see the fields, and no others

        def __getattr__(self, name: str) -> NoReturn:
            raise AttributeError(_unknown(name))


LABELS: Final[Mapping[str, Label]] = {
    name: next((one for one in getattr(kind, "__metadata__", ())), Label())
    for name, kind in get_type_hints(Headline, include_extras=True).items()
}
"""Every headline figure by its name, in the order of ``plan.json``."""


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, LABELS, n=3, cutoff=0.4)
    return f"no headline figure {name!r}; near ones: {', '.join(near) or 'none'}"
