"""Verify which standing chargers are replaced: by what, within what stands, its bays and its feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.verify.charging.grid import together
from gisplan.verify.charging.replaced import swap_pairs
from gisplan.verify.charging.standing import WHERE, stock_of
from gisplan.verify.run.cells import MOST, column_differences
from gisplan.verify.run.faults import amount, by, differs, fault, most, of, place
from gisplan.verify.run.reading import needing, records
from layers.sites.standing import replaced_chargers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gisplan.plan.record import Plan
    from gisplan.verify.charging.standing import Stock
    from gisplan.verify.run.faults import Fault

EPS = 1e-6


@needing(WHERE, "layers.standing", ("replaced",))
def replacement_faults(run: Plan) -> Iterator[Fault]:
    """Check what is replaced: types that may be, no more than is told to stand, bays, feed and access."""
    yield from _beside_new_ones(run)
    if run.layers.standing.empty:
        return
    stock = stock_of(run)
    rows, pairs = stock.rows, swap_pairs(run)
    types = run.scenario.chargers.types
    named = {f"{types[old].id}>{types[new].id}" for old, new, _ in pairs}
    for r in np.flatnonzero(rows["replaced"].fillna("").astype(str) != "")[:MOST].tolist():
        name = of("station", rows["site_id"].iloc[r])
        for old, new, n in replaced_chargers(rows["replaced"].iloc[r]):
            if f"{old}>{new}" not in named or n < 1:
                yield differs(name, "replaced", f"{old}>{new}:{n}", ", ".join(sorted(named)), by("known"))
        told = stock.here[r] and stock.known[r] in {"types", "kw"} and rows["access"].iloc[r] != "private"
        for kind in {old for old, _, _ in pairs}:
            out = sum(stock.swapped[r, w] for w, pair in enumerate(pairs) if pair[0] == kind)
            stood = np.floor(stock.before.counts[r, kind]) if told else 0.0
            if out > stood:
                yield most(
                    place(name, f"(replaced {types[kind].id})"),
                    amount("chargers"),
                    f"{out:.0f}",
                    f"{stood:.0f}",
                )
    yield from _room(run, stock)


@needing("layers.sites", "layers.sites", ("replaced",))
def _beside_new_ones(run: Plan) -> Iterator[Fault]:
    """Hold what a site says is replaced beside its new chargers to what its standing station says."""
    sites, rows = run.layers.sites, run.layers.standing
    told = dict(zip(rows["site_id"], _texts(rows["replaced"]), strict=True))
    names = [of("site", site) for site in sites["site_id"]]
    due = {"replaced": [told.get(site, "") for site in sites["site_id"]]}
    said = sites.assign(replaced=_texts(sites["replaced"]))
    yield from column_differences(names, said, due, by("its-station"))


def _texts(column: pd.Series[Any]) -> list[str]:
    """Give the cells of a column of texts, empty ones as such, however a file keeps them."""
    return ["" if pd.isna(cell) else str(cell) for cell in column.tolist()]


def _room(run: Plan, stock: Stock) -> Iterator[Fault]:
    """Check that a station's free bays and feed hold what its chargers become, beside the new ones."""
    every = {row["site_id"]: row for row in records(run.evidence.candidates)}
    sites = {row["site_id"]: row for row in records(run.layers.sites)}
    chargers = run.scenario.chargers
    usable = chargers.transformer_load_limit.value
    for r in np.flatnonzero(stock.replaced > 0).tolist():
        key = stock.rows["site_id"].iloc[r]
        if key not in every:
            continue
        free, name = every[key], of("station", key)
        bays, drawn, taken = _added(run, sites, key)
        if stock.more_bays[r] + bays > free["bays"] + EPS:
            used = f"{stock.more_bays[r] + bays:.0f}"
            yield most(place(name, "(replaced)"), amount("bays"), used, f"{free['bays']:.0f}")
        limit = float(free["grid_kw"]) * usable - taken
        if stock.more_load[r] + drawn > limit + EPS * max(1.0, limit):
            load = f"{stock.more_load[r] + drawn:.1f}"
            yield most(place(name, "(replaced)"), amount("load"), load, f"{limit:.1f}")
        allowed = {kind.id for kind in chargers.types} - _ruled_out(run, str(free["category"]))
        for w, (_, new, _) in enumerate(swap_pairs(run)):
            if stock.swapped[r, w] > 0 and chargers.types[new].id not in allowed:
                yield fault("ruled-out", name, type=chargers.types[new].id, category=free["category"])


def _ruled_out(run: Plan, category: str) -> set[str]:
    bands = run.scenario.chargers.type_shares(category)
    return {name for name, band in bands.items() if band.upper == 0}


def _added(run: Plan, sites: Mapping[str, dict[str, Any]], key: str) -> tuple[float, float, float]:
    """Give the bays and the load of the new chargers at a station, and what others take of its feed, kW."""
    site = sites.get(key)
    if site is None:
        return 0.0, 0.0, 0.0
    bays = drawn = 0.0
    for kind in run.scenario.chargers.types:
        count = float(site[f"n_{kind.id}"])
        bays += count * kind.bays
        drawn += count * kind.power_kw * together(run, kind, site["access"], site["category"])
    return bays, drawn, float(site["taken_kw"])
