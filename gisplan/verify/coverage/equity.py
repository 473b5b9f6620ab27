"""Verify how evenly people are served: access by district, equity figures, and the rules of siting."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gisplan.verify.charging.bounds import able_to_open
from gisplan.verify.charging.standing import stock_of, with_open
from gisplan.verify.run.cells import MOST, differences
from gisplan.verify.run.faults import amount, by, differs, fault, least, most, of, place
from gisplan.verify.run.reading import headline_faults, points, records
from gisplan.verify.run.ways import EPS_M, exact_ways, nearest_m

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault

NEAR = 1e-6
GIVE = by("its-cells")


def equity_faults(run: Plan) -> Iterator[Fault]:
    """Check mean and worst access, worst district, Gini coefficients, and what the scenario asks of them."""
    cells, coverage = run.layers.demand, run.scenario.coverage
    people = cells["population"].to_numpy(dtype=float)
    away = cells["nearest_public_m"].to_numpy(dtype=float)
    covered, code = cells["covered"].to_numpy(dtype=bool), cells["adcode"].to_numpy(dtype=str)
    shares: dict[str, tuple[float, float]] = {}
    said = run.headline.access_by_district
    for row in records(run.layers.districts):
        here = (code == row["adcode"]) & (people > 0)
        if not here.any():
            continue
        whole = people[here].sum()
        shares[row["adcode"]] = (people[here & covered].sum() / whole, whole)
        right = {
            "mean_access_m": float(np.average(away[here], weights=people[here])),
            "worst_access_m": float(max(away[here & (people >= 1)], default=math.nan)),
        }
        share = {"reach_share": shares[row["adcode"]][0]}
        name, stated = of("district", row["adcode"]), said.get(row["adcode"], {})
        metres = {"mean_m": right["mean_access_m"], "worst_m": right["worst_access_m"]}
        yield from differences(name, row, share, GIVE, near=NEAR)
        yield from differences(name, row, right, GIVE, near=EPS_M)
        yield from differences(place("plan.json access_by_district", name), stated, metres, GIVE, near=EPS_M)
    yield from _figures(run, shares, away, people)
    if coverage.equity == "gini" and coverage.max_gini is not None:
        found = _gini([s for s, _ in shares.values()], [w for _, w in shares.values()])
        if found > coverage.max_gini.value + 1e-6:
            yield most("coverage.max_gini", amount("gini"), f"{found:.4f}", f"{coverage.max_gini.value:g}")
    if coverage.equity == "worst-district":
        yield from _worst_held(run, shares)
    yield from _spacing(run)


def _figures(
    run: Plan, shares: dict[str, tuple[float, float]], away: object, people: object
) -> Iterator[Fault]:
    head = run.headline
    worst = min((share for share, _ in shares.values()), default=math.nan)
    there = {"worst_district_share": shares.get(str(head.worst_district), (math.nan, 0.0))[0]}
    for said in (there, {"worst_district_share": head.worst_district_share}):
        name = f"plan.json worst_district {head.worst_district}"
        yield from differences(name, said, {"worst_district_share": worst}, GIVE, near=NEAR)
    far, heads = np.asarray(away, dtype=float), np.asarray(people, dtype=float)
    near = np.isfinite(far)
    for key, values, weights in (
        ("coverage_gini", [s for s, _ in shares.values()], [w for _, w in shares.values()]),
        ("access_gini", far[near], heads[near]),
    ):
        yield from headline_faults(run, {key: _gini(values, weights)}, GIVE, near=1e-5)


def _worst_held(run: Plan, shares: dict[str, tuple[float, float]]) -> Iterator[Fault]:
    """Check that the worst district has the share that its certificate speaks of."""
    claims = [row.objective for row in run.certificates if row.stage == "siting: worst district"]
    none = [code for code, (share, _) in shares.items() if share == 0.0]
    worst = min((share for share, _ in shares.values() if share > 0), default=0.0)
    worst = 0.0 if none and not _reachable(run).isdisjoint(none) else worst
    if not claims:
        yield fault("no-worst", "coverage.equity")
    elif claims[0] is not None and worst < claims[0] - 1e-6:
        shown = (f"{worst:.6f}", f"{claims[0]:.6f}")
        yield differs("coverage.equity", amount("worst"), *shown, by("certificate"))


def _reachable(run: Plan) -> set[str]:
    """Give the districts with people whom some candidate would cover, where ways can be measured."""
    if not exact_ways(run):
        return set()
    cells = run.layers.demand
    away = nearest_m(run, able_to_open(run), run.scenario.coverage.detour.value)
    near = (away <= cells["radius_m"].to_numpy(dtype=float) - EPS_M) & (cells["population"] > 0).to_numpy()
    return set(cells.loc[near, "adcode"].astype(str))


def _gini(values: object, weights: object) -> float:
    """Give the Gini coefficient by ranks: 2 cov(value, rank) / mean, ranks being mid-shares of the people."""
    x, w = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    if w.sum() <= 0 or (x * w).sum() <= 0:
        return 0.0
    order = np.lexsort((x,))
    x, w = x[order], w[order] / w.sum()
    rank = np.cumsum(w) - w / 2
    return float(2 * (w * x * (rank - 0.5)).sum() / (w * x).sum())


def _spacing(run: Plan) -> Iterator[Fault]:
    """Measure the distances of fast public sites again; forced pairs and opposite lanes are left out."""
    rule = run.scenario.coverage.min_fast_spacing_m
    if rule is None:
        return
    sites, stock = run.layers.sites.reset_index(drop=True), stock_of(run)
    fast = sites.loc[(sites["access"] == "public").to_numpy() & (run.fast_counts() > 0)]
    built = stock.rows.loc[
        (stock.rows["access"] == "public").to_numpy() & (stock.fast_at(run, before=True).to_numpy() > 0)
    ]
    fast = with_open(fast, built)
    old = fast["site_id"].isin(stock.rows["site_id"]).to_numpy()
    asked = run.scenario.coverage.spacing_from_standing
    spots = points(fast)
    row = records(fast)
    area = fast["category"] == "expressway_service_area"
    stop = fast["site_id"].isin(run.evidence.lorry_stops["site_id"])
    forced = np.asarray((fast["status"] == "required") | area | stop | old, dtype=bool)
    listed = 0
    for i in range(len(row)):
        metres = np.hypot(*(spots[i + 1 :] - spots[i]).T)
        for j in (np.flatnonzero(metres < rule.value - EPS_M) + i + 1).tolist():
            lanes = row[i]["road_ref"] and row[i]["road_ref"] == row[j]["road_ref"]
            if (old[i] or old[j]) and not asked:
                continue
            if (forced[i] and forced[j]) or (lanes and row[i]["direction"] != row[j]["direction"]):
                continue
            listed += 1
            if listed <= MOST:
                names = of("sites", f"{row[i]['site_id']}, {row[j]['site_id']}")
                where = place(names, "(coverage.min_fast_spacing_m)")
                yield least(where, amount("apart"), f"{metres[j - i - 1]:.0f}", f"{rule.value:g}")
