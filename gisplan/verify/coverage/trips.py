"""Verify the trips between cities: their number, their ways, what they take, and who is kept charged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.tables.corridors import CITY_TRIP_COLUMNS
from gisplan.verify.bounds.sites import AREAS, site_table
from gisplan.verify.charging.standing import stock_of
from gisplan.verify.run.cells import differences, key_differences
from gisplan.verify.run.faults import by, differs, fault, least, place
from gisplan.verify.run.inputs import at_hand
from gisplan.verify.run.reading import headline_faults, needing, records
from gisplan.verify.run.trip_ways import arrives, city, figure, passed, routes
from layers.trips import read_cities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault
    from gisplan.verify.run.trip_ways import Passed
    from gisplan_arrays import Flags

FILE: Final = "trips.csv"
CITIES: Final = "cities.csv"
NEAR_KM: Final = 0.05
"""A length may be off by so much: its bends went through degrees."""
SHARE: Final = 1e-4


@needing(FILE, "evidence.trips", CITY_TRIP_COLUMNS)
def trip_faults(run: Plan) -> Iterator[Fault]:
    """Compute the trips again from districts, roads and figures, and drive each there and back."""
    table = run.evidence.trips
    path = at_hand(run, CITIES)
    if path is not None:
        codes = read_cities(path)["code"].tolist()
        due = [f"{one}-{other}" for at, one in enumerate(codes) for other in codes[at + 1 :]]
        yield from key_differences(FILE, table["pair"].astype(str), due, "in-no-table")
    if table.empty:
        return
    yield from _gravity(run)
    yield from _driven(run)
    done = {name: table[name].astype(bool) for name in ("chargeable", "charged")}
    trips = table["trips_day"].astype(float)
    sums = {f"city_trips_{name}": float(trips[flags].sum()) for name, flags in done.items()}
    sums["city_trips_day"] = float(trips.sum())
    if sums["city_trips_day"] > 0:
        sums["city_trips_charged_share"] = sums["city_trips_charged"] / sums["city_trips_day"]
    yield from headline_faults(run, sums, by("file", file=FILE))
    rule = run.scenario.coverage.city_trips_share
    if rule is not None:
        kept, few = sums["city_trips_charged"], rule.value * sums["city_trips_chargeable"]
        if kept < few * (1 - 1e-6):
            yield least("coverage.city_trips_share", "city_trips_charged", f"{kept:.1f}", f"{few:.1f}")


def _gravity(run: Plan) -> Iterator[Fault]:
    """Share the trips of all cars over the pairs again, by people and by the way between them."""
    table = run.evidence.trips
    km = np.array([route.length_m for route in routes(run)]) / 1000.0
    codes = [str(pair).split("-") for pair in table["pair"]]
    people = {code: city(run, code)[0] for pair in codes for code in pair}
    pull = np.array([people[a] * people[b] for a, b in codes]) / km ** figure(run, "city_trips_exponent")
    growth = max(0.0, figure(run, "nev_stock_horizon") - figure(run, "nev_stock_base"))
    every = growth * figure(run, "private_share") * figure(run, "city_trips_per_car_day")
    trips = every * pull / pull.sum() if pull.any() else pull
    reach = figure(run, "city_trips_range_km")
    each = figure(run, "city_trips_kwh_per_km") / figure(run, "charging_efficiency")
    for row, way, number in zip(records(table), km.tolist(), trips.tolist(), strict=True):
        lacks = max(0.0, way - reach / 2.0)
        name = place(FILE, row["pair"])
        lengths = {"km_one_way": way, "en_route_km": lacks, "range_km": reach}
        yield from differences(name, row, lengths, by("measured"), near=NEAR_KM)
        energy = {"trips_day": number, "en_route_kwh_day": number * lacks * each}
        near = NEAR_KM * number * each
        yield from differences(name, row, energy, by("gravity"), share=SHARE, near=near)


def _driven(run: Plan) -> Iterator[Fault]:
    """Drive every pair out and back, once with the plan's chargers and once with all that could be."""
    frame = run.evidence.candidates
    areas = (frame["category"].isin(AREAS) & (frame["access"] == "public")).to_numpy()
    held = site_table(run, beside=False)
    holds = (held.usable[:, None] & (held.energy > 0)) | (held.old > 0)
    could = areas & holds[:, held.fast].any(axis=1)
    stock = stock_of(run)
    fast = set(run.layers.sites["site_id"][run.fast_counts() > 0])
    fast |= set(stock.rows["site_id"][stock.fast_at(run).to_numpy() > 0])
    here = np.flatnonzero(areas)
    planned, possible = frame["site_id"].isin(fast).to_numpy()[here] & could[here], could[here]
    for row, out, back in passed(run, frame.iloc[here]):
        name, reach = place(FILE, row["pair"]), float(str(row["range_km"]))
        for column, able in (("chargeable", possible), ("charged", planned)):
            may = {_keeps(out, back, able, reach, loose=loose) for loose in (False, True)}
            if bool(row[column]) not in may:
                yield differs(name, column, row[column], may.pop(), by("driven"))
        for column, way in (("areas_out", out), ("areas_back", back)):
            few, many = (len(way.stops(planned, loose=loose)) for loose in (False, True))
            if not few <= int(str(row[column])) <= many:
                yield differs(name, column, row[column], few, by("driven"))
        if not row["charged"] and not row["reason_zh"]:
            yield fault("no-why", name)


def _keeps(out: Passed, back: Passed, fast: Flags, range_km: float, *, loose: bool) -> bool:
    """Tell whether a car comes there and back; ``loose`` counts what may count, and a length that is off."""
    slack = NEAR_KM if loose else -NEAR_KM
    return all(arrives(way.stops(fast, loose=loose), way.length_km, range_km, slack) for way in (out, back))
