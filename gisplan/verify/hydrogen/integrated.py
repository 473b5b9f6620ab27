"""Verify integrated energy stations: functions on the ground, distances between them, ground and cost."""

from __future__ import annotations

from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING, Final

from gisplan.resources import distances_file
from gisplan.scenario.sections.hydrogen_rules import FACILITY_KINDS
from gisplan.tables.integrated import INTEGRATED_COLUMNS
from gisplan.tables.reading import texts
from gisplan.verify.hydrogen.parcels import taken_by_others
from gisplan.verify.run.cells import differences
from gisplan.verify.run.faults import amount, by, differs, fault, most, of, place
from gisplan.verify.run.reading import needing, records
from gisplan_files import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.scenario.sections.hydrogen_rules import Integrated
    from gisplan.verify.run.faults import Fault

FILE: Final = "integrated.csv"
RULES: Final = frozenset({"functions", "distance", "land", "power", "facilities", "several"})
EPS: Final = 1e-3
_TEXTS: Final = ("site_id", "functions", "standing", "new", "rule")


@needing(FILE, "evidence.integrated", INTEGRATED_COLUMNS)
def integrated_faults(run: Plan) -> Iterator[Fault]:
    """Count the stations again by what stands on each parcel, and hold distances, ground and cost."""
    table, asked = run.evidence.integrated, run.scenario.integrated
    due = 0 if asked is None else asked.stations
    if table["station"].tolist() != list(range(1, due + 1)):
        yield differs(FILE, amount("integrated"), len(table), due, by("asked"))
    if asked is None:
        return
    held, fuelled = _held(run), _standing(run)
    yield from _distances(run, held)
    yield from _costs(run, asked, fuelled)
    enough = {name for name, names in held.items() if _is_station(names, asked)}
    listed = [name for name in texts(table, "site_id") if name]
    if len(listed) != len(set(listed)) or len(listed) != min(len(enough), due):
        yield differs(FILE, amount("integrated"), len(set(listed)), min(len(enough), due), by("parcel"))
    ground = _ground(run, asked, fuelled)
    for row in records(table.assign(**{name: texts(table, name) for name in _TEXTS})):
        name, where = row["site_id"], place(FILE, str(row["station"]))
        if not name:
            if row["rule"] not in RULES:
                yield differs(where, "rule", row["rule"], ", ".join(sorted(RULES)))
        elif name not in enough:
            yield fault("unplanned", where, key=of("site", name))
        else:
            yield from _row(run, row, held[name], ground.get(name, 0.0))


def listed_stations(run: Plan) -> int:
    """Count the rows of stations that stand."""
    return sum(name != "" for name in texts(run.evidence.integrated, "site_id"))


def mean_share(run: Plan) -> float:
    """Give the mean over the kinds of the share of its demand that each serves."""
    given = run.evidence.facility_service.groupby("kind")["amount_day"].sum()
    shares = []
    for kind, one in run.scenario.facilities.items():
        asked = float(run.layers.demand[one.demand].sum()) * one.share.value
        if one.target and asked:
            shares.append(float(given.get(kind, 0.0)) / asked)
    return sum(shares) / len(shares) if shares else 0.0


def _row(run: Plan, row: dict[str, object], names: list[str], ground: float) -> Iterator[Fault]:
    name, where = str(row["site_id"]), place(FILE, str(row["station"]))
    stood = _stood(run)
    old = [one for one in names if one == "fuel" or (one == "charging" and name in stood)]
    facilities = run.evidence.facilities
    paid = float(facilities.loc[facilities["site_id"] == name, "investment_cost"].sum())
    room = next((one for one in records(run.evidence.parcels) if one["site_id"] == name), {})
    due = {
        "functions": ";".join(names),
        "standing": ";".join(old),
        "new": ";".join(one for one in names if one not in old),
        "ground_cost": ground,
        "investment_cost": paid,
        "left_m2": room.get("left_m2", 0.0),
        "left_kw": room.get("left_kw", 0.0),
        "rule": "",
    }
    yield from differences(where, row, due, by("parcel"), share=EPS, near=EPS)


def _is_station(names: list[str], asked: Integrated) -> bool:
    functions = {FACILITY_KINDS.get(name, name) for name in names}
    return len(functions) >= asked.least_functions and set(asked.functions) <= functions


def _standing(run: Plan) -> dict[str, list[str]]:
    """Give what is on every parcel before swap and methanol: fuel, charging, hydrogen."""
    charged = set(run.layers.sites.loc[run.layers.sites["chargers"] > 0, "site_id"])
    hydrogen = set(run.layers.stations["site_id"])
    out = {}
    for row in records(run.evidence.candidates):
        name = str(row["site_id"])
        fuel = row["category"] == "fuel_station" or row["oil_m3"] > 0
        flags = (("fuel", fuel), ("charging", name in charged), ("hydrogen", name in hydrogen))
        out[name] = [function for function, there in flags if there]
    return out


def _held(run: Plan) -> dict[str, list[str]]:
    """Give all that is on every parcel with a station or a facility."""
    out, before = {}, _standing(run)
    kinds: dict[str, set[str]] = {}
    for row in records(run.evidence.facilities):
        kinds.setdefault(str(row["site_id"]), set()).add(str(row["kind"]))
    for name, names in before.items():
        if name in kinds or "hydrogen" in names:
            out[name] = [*names, *sorted(kinds.get(name, ()))]
    return out


def _stood(run: Plan) -> set[str]:
    sites = run.evidence.candidates
    return set(sites.loc[sites["existing_chargers"].fillna(0) > 0, "site_id"].astype(str))


def _ground(run: Plan, asked: Integrated, before: dict[str, list[str]]) -> dict[str, float]:
    """Give what making ready the ground of each parcel with a facility costs: nothing where anything is."""
    names = set(run.evidence.facilities["site_id"].astype(str))
    return {name: 0.0 if before.get(name) else asked.ground_cost.value for name in names}


def _costs(run: Plan, asked: Integrated, before: dict[str, list[str]]) -> Iterator[Fault]:
    """Compare the cost of each facility with the scenario's, and its share of the ground."""
    ground, facilities = _ground(run, asked, before), run.evidence.facilities
    many = facilities["site_id"].astype(str).value_counts()
    for row in records(facilities):
        kind, name = run.scenario.facilities.get(str(row["kind"])), str(row["site_id"])
        if kind is not None:
            due = {"investment_cost": kind.cost.value + ground[name] / int(many[name])}
            where = place("energy_facilities.csv", str(row["kind"]), of("site", name))
            yield from differences(where, row, due, by("scenario"))


def _distances(run: Plan, held: dict[str, list[str]]) -> Iterator[Fault]:
    """Hold the least distance between a facility and each other function of its parcel."""
    rows = read_rows(distances_file())
    least = {frozenset((row["one"], row["other"])): float(row["metres"]) for row in rows}
    by_station, _ = taken_by_others(run)
    area = run.evidence.candidates.set_index("site_id")["area_m2"].astype(float)
    for name, names in held.items():
        land = {"fuel": run.scenario.parcels.fuel_m2, "charging": 0.0}
        land["hydrogen"] = by_station.get(name, (0.0, 0.0))[0]
        land |= {kind: one.area_m2.value for kind, one in run.scenario.facilities.items()}
        for one, other in combinations(names, 2):
            if not {one, other} & set(FACILITY_KINDS):
                continue  # what stands or was placed before is not this stage's
            pair = frozenset(FACILITY_KINDS.get(part, part) for part in (one, other))
            used = land[one] + land[other] + least.get(pair, 0.0) * sqrt(area[name])
            if least.get(pair, 0.0) > 0 and used > area[name] + EPS:
                told = amount("distance-land", one=one, other=other)
                yield most(of("parcel", name), told, f"{used:.0f}", f"{area[name]:.0f}")
