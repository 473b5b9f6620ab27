"""Integrated energy stations: swap and methanol on parcels together with fuel, charging and hydrogen.

One model (`optimize.joint.functions`) places all kinds of ``facilities``: most integrated stations up to
those asked, then most of the demand of each kind, then least cost with the ground of a parcel paid once.
Functions that stand (fuel) or that the plan places before (chargers, hydrogen) count. A station that is not
reached is told with the first rule that alone stands in its way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy import sparse

from gisplan.access.ways import way_pairs
from gisplan.planning.hydrogen.facilities import SERVED_COLUMNS, FacilityPlan, facility_rows, may_stand
from gisplan.planning.hydrogen.parcels import charging_takes, fuel_m2, room
from gisplan.planning.limits import solver_limits
from gisplan.planning.models import cell_keys, shown_to, site_keys
from gisplan.planning.siting.choice import forced_open
from gisplan.resources import distances_file
from gisplan.scenario.sections.hydrogen_rules import FACILITY_KINDS, INTEGRATED_FUNCTIONS
from gisplan_files import read_rows
from gisplan_words import message
from optimize.entry import solve
from optimize.joint.functions import FunctionProblem
from optimize.joint.placing import stations_possible
from optimize.solvers.limits import Settings

if TYPE_CHECKING:
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.models import Models
    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.hydrogen_rules import Integrated
    from gisplan_arrays import Flags, Floats, Indices
    from gisplan_progress import Progress
    from layers.region.loading import Region
    from optimize.joint.functions import FunctionPlan

RULES: Final = ("functions", "distance", "land", "power", "facilities")
"""Rules that may stand in the way of a further station, in the order in which they are looked at."""
SEVERAL: Final = "several"
STATION_COLUMNS: Final = ("station", "site_id", "ground_cost", "rule")
_PLENTY = 1e9


def internal_distances() -> dict[frozenset[str], float]:
    """Read the least distance between two functions of a parcel, m."""
    rows = read_rows(distances_file())
    return {frozenset((row["one"], row["other"])): float(row["metres"]) for row in rows}


def too_near(area_m2: Floats, one_m2: Floats | float, other_m2: Floats | float, metres: float) -> Flags:
    """Tell on which parcels two functions do not keep their distance.

    They stand side by side across a square parcel, with a strip of that width between them.
    """
    strip = metres * np.sqrt(area_m2)
    return np.asarray((metres > 0) & (one_m2 + other_m2 + strip > area_m2 + 1e-6))


def plan_integrated(
    region: Region,
    scenario: Scenario,
    tables: ChargerTables,
    opened: Indices,
    taken: Floats,
    *,
    progress: Progress | None = None,
    models: Models | None = None,
) -> FacilityPlan:
    """Place the facilities of a scenario with section ``integrated``.

    Parameters
    ----------
    opened, taken, models
        As in `gisplan.planning.hydrogen.facilities.plan_facilities`.

    Raises
    ------
    InfeasiblePlan
        The facilities asked for do not all fit.
    """
    asked = scenario.integrated
    if asked is None:
        raise ValueError("the scenario asks for no integrated stations")
    kinds = [kind for kind, one in scenario.facilities.items() if one.target > 0]
    charged = forced_open(region.sites).copy()
    charged[opened] = True
    ground = _Ground(region, scenario, tables, charged, taken, kinds)
    problem, rows = ground.problem(asked), ground.rows
    limits = solver_limits(scenario, "hydrogen")

    def keys() -> dict[str, list[str]]:
        return {"parcel": site_keys(region, ground.parcels), "row": cell_keys(region), "kind": kinds}

    plan = solve(problem, shown=shown_to(models, keys, part="integrated"), **limits)
    most = [stations_possible(ground.problem(asked, rule), Settings.start(limits)) for rule in RULES]
    stations = _stations(ground, problem, plan, asked, most, region)
    chosen, served = [], []
    takes = np.zeros_like(taken)
    paid = problem.ground / np.maximum(plan.stands.sum(axis=1), 1)
    for k, kind in enumerate(kinds):
        settings, at = scenario.facilities[kind], np.flatnonzero(plan.stands[:, k])
        sites = ground.parcels[at]
        amounts = _amounts(region, kind, plan.given[k], rows[k], ground)
        takes[sites] += [settings.area_m2.value, settings.grid_kw.value]
        table = facility_rows(region, kind, settings, sites, amounts)
        chosen.append(table.assign(investment_cost=table["investment_cost"].to_numpy() + paid[at]))
        served.append(amounts[list(SERVED_COLUMNS)])
    if progress is not None:
        found = int((stations["rule"] == "").sum())
        progress(message("planning-integrated", stations=found, asked=asked.stations))
    return FacilityPlan(
        pd.concat(chosen, ignore_index=True),
        pd.concat(served, ignore_index=True),
        {one.stage: one for one in plan.certificates},
        takes,
        stations,
    )


class _Ground:
    """The parcels on which facilities may stand, and what the rules say of them."""

    def __init__(
        self,
        region: Region,
        scenario: Scenario,
        tables: ChargerTables,
        charged: Flags,
        taken: Floats,
        kinds: list[str],
    ) -> None:
        sites, self.kinds = region.sites, kinds
        self.settings = [scenario.facilities[kind] for kind in kinds]
        reserve = np.where(charged[:, None], charging_takes(sites, tables, scenario), 0.0)
        able = [may_stand(sites, kind, one) for kind, one in zip(kinds, self.settings, strict=True)]
        may = np.array(able).T & (sites["status"] != "excluded").to_numpy()[:, None]
        fuel, hydrogen = fuel_m2(sites, scenario), taken[:, 0]
        flags = {"fuel": fuel > 0, "charging": charged, "hydrogen": hydrogen > 0}
        none = np.zeros(len(sites), dtype=bool)
        present = np.array([flags.get(name, none) for name in INTEGRATED_FUNCTIONS]).T
        self.parcels = np.flatnonzero(may.any(axis=1))
        self.able, self.present = may[self.parcels], present[self.parcels]
        self.room = np.maximum(room(sites, scenario) - taken - reserve, 0.0)[self.parcels]
        self.area = sites["area_m2"].to_numpy(dtype=np.float64)[self.parcels]
        # chargers have no place of their own yet: only the strip beside them is kept
        footprint = {"fuel": fuel, "hydrogen": hydrogen}
        nothing = np.zeros(len(sites))
        self.footprint = np.array([footprint.get(name, nothing) for name in INTEGRATED_FUNCTIONS]).T
        self.footprint = self.footprint[self.parcels]
        self.rows, self.reach, self.weights = [], [], []
        for one in self.settings:
            asked = region.demand[one.demand].to_numpy(dtype=np.float64) * one.share.value
            rows = np.flatnonzero(asked > 0)
            detour = scenario.hydrogen.detour.value
            near = way_pairs(region, rows, self.parcels, one.radius_m.value, detour=detour)
            self.rows.append(rows)
            self.reach.append(sparse.csr_array(near))
            self.weights.append(asked[rows])

    def problem(self, asked: Integrated, without: str = "") -> FunctionProblem:
        """Write the model's arrays; ``without`` one of the rules they are those of what could be."""
        able, near = self.able.copy(), np.zeros((*self.able.shape, len(self.kinds)), dtype=bool)
        if without not in {"distance", "land"}:  # on enough land every distance is kept
            able, near = self._apart(able, near)
        have = self.room.copy()
        for at, rule in enumerate(("land", "power")):
            if without == rule:
                have[:, at] = _PLENTY
        figures = np.array([[one.area_m2.value, one.grid_kw.value] for one in self.settings])
        able &= (figures[None] <= have[:, None, :] + 1e-6).all(axis=2)
        must = [name in asked.functions and without != "functions" for name in INTEGRATED_FUNCTIONS]
        bare = ~self.present.any(axis=1)
        return FunctionProblem(
            present=self.present,
            named=np.array(must),
            able=able,
            function_of=np.array([INTEGRATED_FUNCTIONS.index(FACILITY_KINDS[kind]) for kind in self.kinds]),
            near=near,
            room=have,
            takes=figures,
            counts=np.array([one.target for one in self.settings]),
            capacities=np.array([one.capacity.value for one in self.settings]),
            costs=np.array([one.cost.value for one in self.settings]),
            ground=np.where(bare, asked.ground_cost.value, 0.0),
            reach=tuple(sparse.csr_array(one.astype(bool).astype(np.float64)) for one in self.reach),
            weights=tuple(self.weights),
            asked=asked.stations,
            least=asked.least_functions,
            more=without == "facilities",
        )

    def _apart(self, able: Flags, near: Flags) -> tuple[Flags, Flags]:
        """Close parcels to kinds that would stand too near to what is there, and pairs of kinds likewise."""
        metres = internal_distances()
        for k, kind in enumerate(self.kinds):
            own, area = FACILITY_KINDS[kind], self.settings[k].area_m2.value
            for f, function in enumerate(INTEGRATED_FUNCTIONS):
                least = metres.get(frozenset((own, function)), 0.0)
                able[:, k] &= ~(self.present[:, f] & too_near(self.area, area, self.footprint[:, f], least))
            for other, settings in enumerate(self.settings):
                least = metres.get(frozenset((own, FACILITY_KINDS[self.kinds[other]])), 0.0)
                near[:, k, other] = too_near(self.area, area, settings.area_m2.value, least)
        return able, near


def _stations(
    ground: _Ground,
    problem: FunctionProblem,
    plan: FunctionPlan,
    asked: Integrated,
    most: list[int],
    region: Region,
) -> pd.DataFrame:
    """List the stations asked: those reached, richest first, then those that a rule stops."""
    held = problem.present | (plan.stands.astype(int) @ problem.brings.astype(int) > 0)
    names = region.sites["site_id"].to_numpy()[ground.parcels]
    order = sorted(
        plan.stations.tolist(), key=lambda at: (-int(held[at].sum()), not plan.stands[at].any(), names[at])
    )
    rows = [
        {"site_id": names[at], "ground_cost": float(problem.ground[at] * plan.stands[at].any()), "rule": ""}
        for at in order[: asked.stations]
    ]
    for number in range(len(rows) + 1, asked.stations + 1):
        stops = (rule for rule, reached in zip(RULES, most, strict=True) if reached >= number)
        rows.append({"site_id": "", "ground_cost": 0.0, "rule": next(stops, SEVERAL)})
    table = pd.DataFrame(rows, columns=["site_id", "ground_cost", "rule"])
    return table.assign(station=np.arange(1, len(table) + 1))[list(STATION_COLUMNS)]


def _amounts(
    region: Region, kind: str, given: sparse.csr_array, rows: Indices, ground: _Ground
) -> pd.DataFrame:
    """Tabulate who is served where."""
    pairs = sparse.coo_array(given)
    row, column = pairs.coords
    near = ground.reach[ground.kinds.index(kind)]
    return pd.DataFrame(
        {
            "kind": kind,
            "cell_id": region.demand["cell_id"].to_numpy()[rows[row]],
            "site_id": region.sites["site_id"].to_numpy()[ground.parcels[column]],
            "amount_day": pairs.data,
            "metres": np.asarray(near[row, column]).ravel()[: row.size],
        }
    )
