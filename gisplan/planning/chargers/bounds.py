"""Bounds on chargers, usual and stated: floors and shares of the sizing model, and cars of compounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import ScenarioError
from gisplan_words import inside, lines, message
from layers.districts.polygons import district_name
from layers.vocabulary import ACCESS, CATEGORIES
from optimize.sizing.subsets import Floor, Share

if TYPE_CHECKING:
    import pandas as pd

    from gisplan.access.reach import DemandRows
    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.sections.charger_rules import ChargerBound
    from gisplan.scenario.values import Band
    from gisplan_arrays import Indices
    from gisplan_words import Message, Said
    from layers.region.loading import Region


ROUND_OFF = 1e-6
"""Chargers by which a floor may fall short of a whole number."""


def charger_floors(region: Region, scenario: Scenario, sites: Indices) -> tuple[Floor, ...]:
    """State the least numbers of chargers by district and by category.

    A district's floor is its share of the city's energy demand times the target times
    ``district_floor_share``: a planning assumption, labelled as such.
    """
    frame = region.sites.iloc[sites]
    chargers = scenario.chargers
    types = np.arange(len(chargers.types))
    energy = region.demand.groupby("adcode")["ev_kwh_day"].sum()
    each = chargers.new_target * chargers.district_floor_share.value / max(float(energy.sum()), ROUND_OFF)
    out = []
    if not chargers.counts_all:
        here = np.flatnonzero(frame["access"].isin(chargers.kinds).to_numpy())
        name = f"target of {', '.join(chargers.kinds)} chargers"
        out.append(Floor(name, here, types, float(chargers.new_target), None, message("explain-kinds")))
    for adcode, kwh in energy.items():
        here = np.flatnonzero((frame["adcode"] == adcode).to_numpy())
        least = np.floor(float(kwh) * each + ROUND_OFF)
        label: Said = district_name(region.districts, str(adcode))
        out.append(Floor(f"district {adcode}", here, types, float(least), None, label))
    for category, count in chargers.category_floors.counts.items():
        here = np.flatnonzero((frame["category"] == category).to_numpy())
        label = inside(CATEGORIES[category])
        out.append(Floor(f"category {category}", here, types, float(count), None, label))
    return tuple(out)


def charger_shares(region: Region, scenario: Scenario, sites: Indices) -> tuple[Share, ...]:
    """State the shares of access kinds among all chargers, and of types within a category.

    Types are judged in categories with at least ``category_type_shares.from_bays`` bays at the given sites;
    a type whose upper share is 0 is ruled out at every site by
    `gisplan.planning.chargers.capacity.allowed_types`.
    """
    frame = region.sites.iloc[sites]
    chargers = scenario.chargers
    every, types = np.arange(len(frame)), np.arange(len(chargers.types))
    out = []
    for access, band in chargers.access_shares.bands.items():
        here = np.flatnonzero((frame["access"] == access).to_numpy())
        label = message("explain-of-access", access=inside(ACCESS[access]))
        part = Share(f"access {access}", here, types, every, types, band.lower, band.upper, label=label)
        out.append(part)
    for category, bands in chargers.category_type_shares.bands.items():
        # Private piles are AC by rule, so the type shares judge the other chargers of a category.
        mine = ((frame["category"] == category) & (frame["access"] != "private")).to_numpy()
        if frame["bays"].to_numpy()[mine].sum() < chargers.category_type_shares.from_bays:
            continue
        here = np.flatnonzero(mine)
        for t, kind in enumerate(chargers.types):
            if kind.id in bands:
                label = message("explain-of-type", type=kind.id, category=inside(CATEGORIES[category]))
                name = f"type {kind.id} in {category}"
                out += _type_share(name, here, t, types, bands[kind.id], label)
    return tuple(out)


def _type_share(name: str, here: Indices, t: int, types: Indices, band: Band, label: Message) -> list[Share]:
    """State the band of one type; a bound at 0 or 1 asks nothing."""
    lower = band.lower if band.lower > 0 else None
    upper = band.upper if band.upper < 1 else None
    if not here.size or (lower is None and upper is None):
        return []
    return [Share(name, here, np.array([t]), here, types, lower, upper, label=label)]


LORRY_BAYS = "bays for lorries at"
"""How the ceilings of sites by their bays for lorries begin."""
PLACE_COLUMNS = ("adcode", "authority", "category", "access")


def refuse_unknown_places(region: Region, scenario: Scenario) -> None:
    """Refuse rules that name a district, an authority or a service area that the region lacks.

    Raises
    ------
    ScenarioError
        Naming the key, the value, and some names that the region has; all faults at once.
    """
    chargers, faults = scenario.chargers, []
    known = {"adcode": region.districts["adcode"], "authority": region.sites["authority"]}
    for bound in chargers.bounds:
        for column, names in known.items():
            asked = getattr(bound, column)
            if asked is not None and asked not in set(names):
                told = {"bound": bound.id, "column": column, "value": asked, "region": region.name}
                some = ", ".join(sorted(set(names))[:20])
                faults.append(message("planning-unknown-place", **told, known=some))
    rule = chargers.service_areas
    areas = set(region.sites.loc[region.sites["category"] == "expressway_service_area", "site_id"])
    lost = sorted(set(() if rule is None else rule.car_bays_at) - areas)
    if lost:
        faults.append(message("planning-no-service-area", sites=", ".join(lost), region=region.name))
    if faults:
        raise ScenarioError(lines(faults))


def stated_floors(frame: pd.DataFrame, scenario: Scenario) -> tuple[Floor, ...]:
    """Give ``chargers.bounds`` on numbers as floors and ceilings over the sites of `frame`."""
    return tuple(
        Floor(
            f"bound {bound.id}",
            _sites_of(frame, bound),
            np.array(scenario.chargers.bound_types(bound), dtype=np.int64),
            float(bound.min or 0),
            None if bound.max is None else float(bound.max),
            message("explain-bound", id=bound.id),
        )
        for bound in scenario.chargers.bounds
        if (bound.min, bound.max) != (None, None)
    )


def stop_floors(frame: pd.DataFrame, sites: Indices, tables: ChargerTables) -> tuple[Floor, ...]:
    """Ask for a charger at every site where lorries stop to charge (`gisplan.planning.lorries`)."""
    if tables.stops is None:
        return ()
    here = np.flatnonzero(tables.has_stop[sites])
    return tuple(
        Floor(
            f"stop {frame['site_id'].iloc[at]}",
            np.array([at]),
            np.flatnonzero(tables.stops[sites[at]]),
            1.0,
            None,
            message("explain-stop", site=str(frame["name_zh"].iloc[at])),
        )
        for at in here.tolist()
    )


def lorry_bay_ceilings(frame: pd.DataFrame, scenario: Scenario) -> tuple[Floor, ...]:
    """Bound the chargers of lorries alone by the bays that fit lorries, where a site tells them."""
    kinds = scenario.chargers.types
    own = np.flatnonzero([scenario.lorries_alone(kind) for kind in kinds])
    if not own.size:
        return ()
    each = max(kinds[t].connectors for t in own.tolist())
    known = np.flatnonzero((frame["lorry_bays"] >= 0).to_numpy())
    return tuple(
        Floor(
            f"{LORRY_BAYS} {frame['site_id'].iloc[at]}",
            np.array([at]),
            own,
            0.0,
            float(frame["lorry_bays"].iloc[at] // each),
            message("planning-lorry-bays", site=str(frame["name_zh"].iloc[at])),
        )
        for at in known.tolist()
    )


def stated_shares(frame: pd.DataFrame, scenario: Scenario) -> tuple[Share, ...]:
    """Give ``chargers.bounds`` on shares: of all chargers at the same sites."""
    types = np.arange(len(scenario.chargers.types))
    out = []
    for bound in scenario.chargers.bounds:
        if (bound.min_share, bound.max_share) != (None, None):
            here = _sites_of(frame, bound)
            own = np.array(scenario.chargers.bound_types(bound), dtype=np.int64)
            shares, label = (bound.min_share, bound.max_share), message("explain-of-bound", id=bound.id)
            out.append(Share(f"bound {bound.id}", here, own, here, types, *shares, label=label))
    return tuple(out)


def shared_cell_floors(
    rows: DemandRows, frame: pd.DataFrame, sites: Indices, tables: ChargerTables
) -> tuple[Floor, ...]:
    """Bound the private piles of compounds that share a cell by the cars at home in that cell.

    Each compound alone is held to its cell's cars by its own maximum; together they could exceed them.
    """
    private = np.flatnonzero((frame["access"] == "private").to_numpy())
    pairs = rows.pairs.select(sites=sites[private])
    several = np.flatnonzero(np.diff(pairs.indptr) > 1)
    types = np.arange(tables.bays.size)
    each = tables.capacity_kwh[sites[private]].max(axis=1, initial=0.0)
    out = []
    for row in several.tolist():
        here = pairs.indices[pairs.indptr[row] : pairs.indptr[row + 1]]
        most = each[here].max(initial=0.0)
        if most > 0:
            cars = np.floor(float(rows.frame["energy"].iloc[row]) / most + 1e-9)
            cell = str(rows.frame["cell_id"].iloc[row])
            label, name = message("planning-cell-cars", cell=cell), f"cars at home in cell {cell}"
            out.append(Floor(name, private[here], types, 0.0, float(cars), label))
    return tuple(out)


def _sites_of(frame: pd.DataFrame, bound: ChargerBound) -> Indices:
    mask = np.ones(len(frame), dtype=bool)
    for column in PLACE_COLUMNS:
        asked = getattr(bound, column)
        if asked is not None:
            mask &= (frame[column] == asked).to_numpy()
    return np.flatnonzero(mask)
