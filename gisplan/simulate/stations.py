"""The queues of a plan: a station is the chargers of one current at a public or dedicated site.

Who comes where is the plan's own assignment. A site's users who may take either current are shared out over
both so that these are used as evenly as they can be; where a driver goes next lies within the reach of his
group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import KDTree

from gisplan.planning.chargers.hours import ac_share, class_energy
from gisplan.simulate.queues import Sessions, Stations
from layers.demand.profiles import CLASSES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.plan.record import Plan
    from gisplan_arrays import Floats
    from layers.demand.profiles import DayProfiles

CURRENTS: Final = ("AC", "DC")
ONWARD: Final = 6
"""Nearest stations among which a driver finds his next."""
DAY: Final = 1440.0
"""Minutes; the day before the one that is looked at is alike, so that queues do not begin empty."""


@dataclass(frozen=True, eq=False)
class Day:
    """A day of a plan, ready to be simulated.

    Attributes
    ----------
    stations
        The queues.
    site, current
        Row of the plan's sites, and place in `CURRENTS`, of each station.
    chargers
        Chargers of each station.
    rates
        Sessions an hour, shape (stations, classes, 24).
    group
        Service group of each class at each station, as a place in ``groups``; shape (stations, classes).
    kwh
        Energy of a mean session by class.
    groups
        Names of the service groups.
    """

    stations: Stations
    site: NDArray[np.int64]
    current: NDArray[np.int64]
    chargers: NDArray[np.int64]
    rates: Floats
    group: NDArray[np.int64]
    kwh: Floats
    groups: tuple[str, ...]

    def sessions(self, seed: int, spread: float) -> Sessions:
        """Draw the cars of two days alike: Poisson by hour, energies gamma of a coefficient of variation."""
        rng = np.random.default_rng(seed)
        counts = rng.poisson(np.concatenate([self.rates, self.rates], axis=2))
        some = np.nonzero(counts)
        station, kind, hour = (np.repeat(place, counts[some]) for place in some)
        minute = (hour + rng.random(hour.size)) * 60.0
        mean = self.kwh[kind]
        if spread > 0:
            shape = 1.0 / spread**2
            mean = mean * rng.gamma(shape, 1.0 / shape, hour.size)
        order = np.argsort(minute, kind="stable")
        return Sessions(minute[order], station[order], self.group[station[order], kind[order]], mean[order])


def day_of(plan: Plan, sites: gpd.GeoDataFrame, day: str, profiles: DayProfiles) -> Day:
    """Lay out the queues of a plan and who comes on a day type.

    Parameters
    ----------
    plan
        The plan.
    sites
        Its sites in metres.
    day
        Name of a day type that the profiles have.
    """
    scenario = plan.scenario
    groups = tuple(scenario.service)
    energy = class_energy(sites, plan.layers.demand, plan.evidence.assignment, scenario)
    at = list(profiles.days).index(day)
    weights = profiles.energy[at][:, None] * profiles.shares[at]
    counts, kinds = plan.counts(), scenario.chargers.types
    serves = np.array([[name in kind.serves for name in groups] for kind in kinds])
    dc = np.array([kind.current == "DC" for kind in kinds])
    share = ac_share(sites, scenario, counts, energy.sum(axis=2).T)
    site, current, first, chargers = [], [], [0], []
    opened = (sites["access"] != "private").to_numpy()
    for row in np.flatnonzero(opened).tolist():
        for place in range(len(CURRENTS)):
            here = np.repeat(np.arange(len(kinds)), counts[row] * (dc == bool(place)))
            if here.size:
                site.append(row)
                current.append(place)
                chargers.append(here)
                first.append(first[-1] + here.size)
    rows, places = np.array(site, dtype=np.int64), np.array(current, dtype=np.int64)
    every = np.concatenate(chargers) if chargers else np.zeros(0, dtype=np.int64)
    mean = np.array(
        [kind.power_kw * profiles.value(f"power_share.{kind.current}") for kind in kinds], dtype=np.float64
    )
    part = np.where(places[:, None] == 0, share[rows], 1.0 - share[rows])  # stations, groups
    drawn = np.einsum("gsc,sg->sgc", energy[:, rows], part)
    kwh = np.array([profiles.value(f"sessions.{name}") for name in CLASSES])
    onward, minutes = _onward(plan, sites, rows, places, counts, serves, profiles.value("behaviour.speed"))
    stations = Stations(np.array(first, dtype=np.int64), mean[every], serves[every], onward, minutes)
    return Day(
        stations,
        rows,
        places,
        np.array([here.size for here in chargers], dtype=np.int64),
        drawn.sum(axis=1)[:, :, None] * (weights / kwh[:, None])[None],
        np.argmax(drawn, axis=1).astype(np.int64),
        kwh,
        groups,
    )


def _onward(
    plan: Plan,
    sites: gpd.GeoDataFrame,
    rows: NDArray[np.int64],
    places: NDArray[np.int64],
    counts: NDArray[np.int64],
    serves: NDArray[np.bool_],
    speed: float,
) -> tuple[NDArray[np.int64], Floats]:
    """Give the next stations of each group's drivers within its reach, of the same current, and the way."""
    scenario = plan.scenario
    detour = scenario.coverage.detour.value
    own = sites.iloc[rows]
    points = np.column_stack([own.geometry.x, own.geometry.y])
    road, way = (own[name].fillna("").astype(str).to_numpy() for name in ("road_ref", "direction"))
    express = (own["category"] == "expressway_service_area").to_numpy()
    tier = own["adcode"].map(plan.layers.districts.set_index("adcode")["tier"])
    kind_is_dc = np.array([kind.current == "DC" for kind in scenario.chargers.types])
    onward = np.full((len(scenario.service), len(rows), ONWARD), -1, dtype=np.int64)
    minutes = np.zeros(onward.shape)
    for g, group in enumerate(scenario.service.values()):
        takes = np.array(
            [
                (counts[row] * serves[:, g] * (kind_is_dc == bool(place))).any()
                for row, place in zip(rows, places, strict=True)
            ],
            dtype=bool,
        )
        fits = own["access"].isin(group.access).to_numpy() & takes
        if group.categories:
            fits &= own["category"].isin(group.categories).to_numpy()
        allowed = scenario.coverage.active.allocation_radius_m
        reach = np.array(
            [allowed[name].urban if group.radius_m is None else group.radius_m for name in tier],
            dtype=np.float64,
        )
        for place in range(len(CURRENTS)):
            these = np.flatnonzero(fits & (places == place))
            if these.size < 2:
                continue
            found = KDTree(points[these]).query(points[these], k=min(2 * ONWARD, these.size))
            near, which = np.asarray(found[0]), np.asarray(found[1])
            for at, station in enumerate(these.tolist()):
                away = near[at] * detour
                to = these[which[at]]
                along = (road[to] == road[station]) & (way[to] == way[station])
                across = (road[to] == road[station]) & (road[to] != "") & ~along
                # nobody enters an expressway for its service area
                closed = across | (express[to] & ~along)
                good = np.flatnonzero((to != station) & (away <= reach[station]) & ~closed)[:ONWARD]
                onward[g, station, : good.size] = to[good]
                minutes[g, station, : good.size] = away[good] / 1000.0 / speed * 60.0
    return onward, minutes
