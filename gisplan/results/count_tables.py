"""Tables of what the count of chargers buys: plans beside the plan, rules, thousands, and ways of energy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.policies.registers import load_registers
from gisplan.results.count import rule_key
from gisplan.tables.count import LITTLE_USED, NOTHING, TARGET, THIS, THOUSAND, WAYS_M, kept_text
from layers.vocabulary import ACCESS
from optimize.sizing.layout import couple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gisplan.planning.chargers.capacity import ChargerTables
    from gisplan.planning.chargers.others import OtherPlan
    from gisplan.planning.chargers.sizing import SizedSites
    from gisplan.results.count import CountUse
    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Whole
    from layers.region.loading import Region


def count_tables(
    region: Region,
    scenario: Scenario,
    sized: SizedSites,
    tables: ChargerTables,
    use: CountUse,
    others: tuple[OtherPlan, ...],
    assignment: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Give the tables of what the count buys by name."""
    return {
        "count_plans": _plans(region, scenario, sized, others),
        "count_rules": _rules(scenario, sized, use),
        "count_thousands": _thousands(sized, tables, use.spare),
        "energy_ways": energy_ways(assignment, tuple(scenario.service)),
    }


def count_sites(
    region: Region, scenario: Scenario, sized: SizedSites, others: tuple[OtherPlan, ...]
) -> pd.DataFrame:
    """List the chargers of the plans beside the plan: plan, site_id, and one column a type."""
    ids, names = region.sites["site_id"].to_numpy()[sized.sites], scenario.chargers.type_ids
    parts = [pd.DataFrame({"plan": pd.Series(dtype=object), "site_id": pd.Series(dtype=object)})]
    for other in others:
        some = np.flatnonzero(other.counts.sum(axis=1) > 0)
        part = pd.DataFrame({"plan": other.name, "site_id": ids[some]})
        parts.append(part)
    whole = pd.concat(parts, ignore_index=True)
    stacked = [other.counts[other.counts.sum(axis=1) > 0] for other in others]
    numbers = np.concatenate(stacked) if stacked else np.zeros((0, len(names)), dtype=np.int64)
    return whole.assign(**{f"n_{name}": numbers[:, t] for t, name in enumerate(names)})


def _plans(
    region: Region, scenario: Scenario, sized: SizedSites, others: tuple[OtherPlan, ...]
) -> pd.DataFrame:
    access = region.sites["access"].to_numpy()[sized.sites]
    energy, problem, sizing = float(sized.problem.energy.sum()), sized.problem, sized.sizing

    def row(name: str, counts: Whole, unmet: float, **bounds: float | None) -> dict[str, Any]:
        by_type = counts.sum(axis=0).tolist()
        return {
            "plan": name,
            "chargers": int(counts.sum()),
            "chargers_bound": bounds.get("chargers"),
            "investment_cost": problem.total_cost(counts),
            "cost_bound": bounds.get("cost"),
            "served_kwh_day": energy - unmet,
            "unmet_kwh_day": unmet,
            **{f"chargers_{kind}": int(counts[access == kind].sum()) for kind in ACCESS},
            **{f"n_{kind}": n for kind, n in zip(scenario.chargers.type_ids, by_type, strict=True)},
        }

    cost = next((one.bound for one in sizing.certificates if one.stage == "sizing: cost"), None)
    rows = [row(THIS, sizing.counts, float(sizing.unmet.sum()), cost=cost)]
    for other in others:
        bound = None if other.certificate is None else other.certificate.bound
        of = {"fewest": "chargers", "energy": "cost"}.get(other.name, "")
        rows.append(row(other.name, other.counts, other.unmet, **{of: bound}))
    table = pd.DataFrame(rows)
    bounds = ["chargers_bound", "cost_bound"]
    return table.assign(**{name: table[name].astype(np.float64) for name in bounds})


def _rules(scenario: Scenario, sized: SizedSites, use: CountUse) -> pd.DataFrame:
    """List every rule that keeps a charger or that its price says binds, those that keep most money first."""
    problem, prices = sized.problem, _prices(sized)
    coupling = couple(problem)
    rules = dict(use.rules)
    for mark in coupling.marks:
        if prices.get(mark):
            rules.setdefault(rule_key(mark), mark)
    if NOTHING in use.kept:
        rules[NOTHING] = ""
    none = np.zeros(problem.cost.shape, dtype=np.int64)
    rows = []
    for key, mark in rules.items():
        kept = use.kept.get(key, none)
        rows.append(
            {
                "key": key,
                "chargers": int(kept.sum()),
                "investment_cost": float((kept * problem.cost).sum()),
                "price_cost": prices.get(mark, 0.0),
                "asked_by": asked_by(key, scenario),
            }
        )
    columns = ["key", "chargers", "investment_cost", "price_cost", "asked_by"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(
        ["investment_cost", "price_cost", "key"], ascending=[False, False, True]
    ).reset_index(drop=True)


def _prices(sized: SizedSites) -> dict[str, float]:
    """Give what one more charger, or one more percentage point, costs by the mark of the rule, money.

    They are the prices of the relaxation that bounds the cost; nothing where no relaxation does.
    """
    said = next((one for one in sized.sizing.certificates if one.stage == "sizing: cost"), None)
    if said is None or said.multipliers is None or "coupling" not in said.multipliers:
        return {}
    prices = dict(
        zip(map(str, said.multipliers["names"]), said.multipliers["coupling"].tolist(), strict=True)
    )
    counts = sized.sizing.counts
    base = {
        f"share-{side} {share.name}": counts[np.ix_(share.base_sites, share.base_types)].sum() / 100.0
        for share in sized.problem.shares
        for side in ("lower", "upper")
    }
    return {
        mark: abs(price) * float(base.get(mark, 1.0)) for mark, price in prices.items() if abs(price) > 1e-6
    }


def asked_by(key: str, scenario: Scenario) -> str:
    """Give who asks for a rule: clauses by id, else the tag of the assumption in the scenario."""
    if key == TARGET:
        register = load_registers(scenario.policy)
        return " ".join(
            one.id for one in register.clause if one.check.startswith(("new_chargers ", "chargers "))
        )
    chargers, coverage = scenario.chargers, scenario.coverage
    tags: Mapping[str, Any] = {
        "chargers.district_floor_share": chargers.district_floor_share,
        "chargers.category_floors": chargers.category_floors,
        "chargers.access_shares": chargers.access_shares,
        "chargers.category_type_shares": chargers.category_type_shares,
        "chargers.min_chargers_per_site": chargers.min_chargers_per_site,
        "chargers.min_fast_per_site": chargers.min_fast_per_site,
        "chargers.min_dc_per_service_area": chargers.min_dc_per_service_area,
        "coverage.required_categories": coverage.required_categories,
        "coverage.corridor_max_gap_km": coverage.corridor_max_gap_km,
        **({} if scenario.lorries is None else {"lorries.least_share": scenario.lorries.least_share}),
        **{f"chargers.bounds.{bound.id}": bound for bound in chargers.bounds},
    }
    found = next((one for start, one in tags.items() if key.startswith(start)), None)
    return "" if found is None else str(found.tag)


def _thousands(sized: SizedSites, tables: ChargerTables, spare: Whole) -> pd.DataFrame:
    """Give what every thousand of the plan's chargers serves and costs, those that serve most first.

    At a site the chargers that its energy needs share it out, those that can deliver most first.
    """
    kwh, cost = charger_energy(sized, tables, spare)
    order = np.lexsort((np.arange(kwh.size), cost, -kwh))
    group = np.arange(kwh.size) // THOUSAND
    served = np.bincount(group, kwh[order])
    paid = np.bincount(group, cost[order])
    number = np.bincount(group)
    return pd.DataFrame(
        {
            "thousand": np.arange(1, served.size + 1),
            "chargers": np.cumsum(number),
            "served_kwh_day": served,
            "investment_cost": paid,
            "served_kwh_day_total": np.cumsum(served),
            "investment_cost_total": np.cumsum(paid),
        }
    )


def charger_energy(sized: SizedSites, tables: ChargerTables, spare: Whole) -> tuple[Floats, Floats]:
    """Give what each charger of a plan serves, kWh/day, and costs, money; one entry a charger."""
    problem = sized.problem
    each, needed = tables.capacity_kwh[sized.sites], sized.sizing.counts - spare
    left = np.bincount(problem.pairs.indices, sized.sizing.flow, problem.n_sites).astype(np.float64)
    if problem.standing_kwh is not None:
        left = np.maximum(left - problem.standing_kwh.sum(axis=1), 0.0)
    kwh, cost = [], []
    for t in np.argsort(-each.max(axis=0), kind="stable").tolist():
        taken = np.minimum(left, needed[:, t] * each[:, t])
        left = left - taken
        full = np.floor(np.divide(taken, each[:, t], out=np.zeros(taken.size), where=each[:, t] > 0) + 1e-9)
        rest = np.maximum(taken - full * each[:, t], 0.0)
        for s in np.flatnonzero(sized.sizing.counts[:, t] > 0).tolist():
            number = int(sized.sizing.counts[s, t])
            mine = np.zeros(number)
            mine[: int(full[s])] = each[s, t]
            if full[s] < number:
                mine[int(full[s])] = rest[s]
            kwh.append(mine)
            cost.append(np.full(number, problem.cost[s, t]))
    none = [np.zeros(0)]
    return np.concatenate([*none, *kwh]), np.concatenate([*none, *cost])


def energy_ways(assignment: pd.DataFrame, groups: tuple[str, ...]) -> pd.DataFrame:
    """Sum energy by service group and by how far it travels: from, to (null: and beyond), kWh/day, share."""
    edges = np.array(WAYS_M)
    rows = []
    for group in groups:
        mine = assignment[assignment["group"] == group]
        metres, kwh = mine["metres"].to_numpy(dtype=float), mine["kwh_day"].to_numpy(dtype=float)
        band = np.searchsorted(edges, metres, side="left") - 1
        summed = np.bincount(np.maximum(band, 0), kwh, edges.size)
        for start, after, energy in zip(edges, [*edges[1:], np.nan], summed, strict=True):
            if energy > 0:
                rows.append(
                    {
                        "group": group,
                        "from_m": start,
                        "to_m": after,
                        "kwh_day": energy,
                        "share": energy / summed.sum(),
                    }
                )
    return pd.DataFrame(rows, columns=["group", "from_m", "to_m", "kwh_day", "share"])


def with_kept(sites: gpd.GeoDataFrame, use: CountUse, sized: SizedSites, region: Region) -> gpd.GeoDataFrame:
    """Add the spare chargers of each site of a plan, and which rules keep how many of them."""
    place = {str(name): s for s, name in enumerate(region.sites["site_id"].to_numpy()[sized.sites])}
    at = [place[str(name)] for name in sites["site_id"]]
    kept = {key: counts.sum(axis=1) for key, counts in use.kept.items()}
    return sites.assign(
        chargers_spare=use.spare.sum(axis=1)[at],
        kept_by=[kept_text({key: int(counts[s]) for key, counts in kept.items()}) for s in at],
    )


def count_figures(sites: pd.DataFrame) -> dict[str, Any]:
    """Give the headline figures of what the count buys: spare chargers, and those of sites little used."""
    little = sites[(sites["access"] != "private") & (sites["utilisation"] < LITTLE_USED)]
    return {
        "chargers_spare": int(sites["chargers_spare"].sum()),
        "chargers_little_used": int(little["chargers"].sum()),
        "chargers_little_used_for_target": int(sum(_for_target(text) for text in little["kept_by"])),
    }


def _for_target(text: str) -> int:
    """Read off column ``kept_by`` how many chargers of a site only the target keeps."""
    named = dict(part.rsplit(" ", 1) for part in str(text).split("; ") if part)
    return int(named.get(TARGET, 0))
