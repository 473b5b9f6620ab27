"""What the count of chargers buys, in words and tables: the same for page and report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan.tables.count import NOTHING, TARGET, THIS, THOUSAND, WAYS_M
from gisplan_numbers import NONE, Figure
from gisplan_words import inside, message, named
from layers.columns import column
from layers.districts.polygons import district_name
from layers.vocabulary import ACCESS, CATEGORIES
from maps.data.facts import ToldTable
from maps.words.catalogue import term
from maps.words.text import is_null, told
from optimize.sizing.subsets import LOAD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan_words import Said, Sayable


def count_told(plan: Plan) -> tuple[ToldTable, ...]:
    """Say what the count buys: sentences, plans side by side, rules, thousands, ways of energy."""
    if plan.count["count_plans"].empty:
        return ()
    return (_plans(plan), _rules(plan), _thousands(plan), _ways(plan))


def _money(plan: Plan, value: float | None, column: pd.Series[Any] | None = None) -> Figure:
    """Give money, in the step of the unit that the greatest of its column takes."""
    like = None if column is None or column.isna().all() else float(column.max())
    return Figure(value, "currency", currency=plan.scenario.currency, like=like)


def _plans(plan: Plan) -> ToldTable:
    table, scenario = plan.count["count_plans"], plan.scenario
    heads = ("chargers", "chargers_bound", "investment_cost", "cost_bound", "served_kwh_day")
    kinds = tuple(f"chargers_{kind}" for kind in ACCESS)
    labels = [column("count_plans", name).label for name in ("plan", *heads, *kinds)]
    labels += [named(*names) for names in scenario.chargers.type_names.values()]

    def cell(name: str, value: float) -> Figure:
        if name in {"investment_cost", "cost_bound"}:
            return _money(plan, value, table[name])
        return Figure(np.ceil(value - 1e-6) if name == "chargers_bound" else value, decimals=0)

    types = [f"n_{kind}" for kind in scenario.chargers.type_ids]
    rows = [
        (message(f"count-plan-{row['plan']}"), *(cell(name, row[name]) for name in (*heads, *kinds, *types)))
        for row in table.to_dict("records")
    ]
    return ToldTable(message("count-title"), tuple(_sentences(plan)), tuple(labels), tuple(rows))


def _sentences(plan: Plan) -> list[Said]:
    rows = {row["plan"]: row for row in plan.count["count_plans"].to_dict("records")}
    own, headline = rows[THIS], plan.headline
    said: list[Said] = []
    if "energy" in rows:
        energy, target = rows["energy"], rows["target"]
        said.append(
            message(
                "count-energy",
                chargers=int(energy["chargers"]),
                cost=_money(plan, energy["investment_cost"]),
                bound=_money(plan, energy["cost_bound"]),
            )
        )
        said.append(
            message(
                "count-adds",
                added=int(target["chargers"] - energy["chargers"]),
                fill=_money(plan, target["investment_cost"] - energy["investment_cost"]),
                rules=_money(plan, max(0.0, own["investment_cost"] - target["investment_cost"])),
            )
        )
    if "fewest" in rows:
        few = rows["fewest"]
        said.append(
            message(
                "count-fewest",
                chargers=int(few["chargers"]),
                bound=int(np.ceil(few["chargers_bound"] - 1e-6)) if few["chargers_bound"] > 0 else NONE,
                cost=_money(plan, few["investment_cost"]),
            )
        )
    kept = plan.count["count_rules"]
    spare = _money(plan, float(kept["investment_cost"].sum()))
    said.append(message("count-spare", chargers=headline.chargers_spare, cost=spare))
    little = {"chargers": headline.chargers_little_used, "target": headline.chargers_little_used_for_target}
    said.append(message("count-little", **little))
    return said + _driver(plan)


def _driver(plan: Plan) -> list[Said]:
    """Name the figure that the private chargers follow from, where sites are modelled."""
    known = plan.assumptions[plan.assumptions["name"] == "demand.private_bays_per_100k"]
    private = int(plan.headline.chargers_by_access.get("private", 0))
    modelled = (plan.evidence.candidates["origin"] == "modelled").any()
    if known.empty or not private or not modelled:
        return []
    row = known.iloc[0]
    return [
        message(
            "count-driver",
            chargers=private,
            share=Figure(private / max(plan.headline.chargers_new_total, 1), "share", 0),
            value=f"{float(row['value']):g}",
            tag=term("tag", row["tag"]),
        )
    ]


def _rules(plan: Plan) -> ToldTable:
    labels = [
        column("count_rules", name).label for name in ("key", "chargers", "investment_cost", "price_cost")
    ]
    table = plan.count["count_rules"]
    rows: list[tuple[Sayable, ...]] = [
        (
            rule_said(row["key"], plan),
            Figure(row["chargers"], decimals=0),
            _money(plan, row["investment_cost"], table["investment_cost"]),
            _money(plan, row["price_cost"] or None, table["price_cost"]),
            _asked(row["asked_by"]),
            "" if row["key"] == NOTHING else row["key"],
        )
        for row in table.to_dict("records")
    ]
    heads = (*labels, column("count_rules", "asked_by").label, message("count-key"))
    return ToldTable(message("table-count_rules"), (message("count-rules-note"),), heads, tuple(rows))


def _asked(by: object) -> Said:
    text = "" if is_null(by) else str(by)
    return told(text) if "-" in text else term("tag", text) if text else told(NONE)


def rule_said(key: str, plan: Plan) -> Said:
    """Give a rule in words by its key in the scenario."""
    parts = key.split(".")
    plain: dict[str, Said] = {
        TARGET: message("optimize-row-target"),
        NOTHING: message("count-nothing"),
        "coverage.corridor_max_gap_km": message("count-site-road"),
        **dict.fromkeys(
            ("chargers.min_dc_per_service_area", "chargers.service_areas"),
            message("count-site-fast", category=inside(CATEGORIES["expressway_service_area"])),
        ),
    }
    if key in plain:
        return plain[key]
    if parts[0] == "own":
        return message("optimize-row-own", name=key.removeprefix("own."))
    if key.startswith(LOAD):
        kind, _, name = key.removeprefix(LOAD).partition(" ")
        return message("optimize-row-load", name=message(f"planning-{kind}", name=told(name)))
    say = _SAID.get(parts[1] if len(parts) > 1 else "")
    return told(key) if say is None else say(parts, plan)


def _access_share(parts: list[str], _: Plan) -> Said:
    name = message("explain-of-access", access=inside(ACCESS[parts[-2]]))
    return message(f"optimize-row-share-{parts[-1]}", name=name)


def _type_share(parts: list[str], plan: Plan) -> Said:
    category, kind, side = parts[-3:]
    names = plan.scenario.chargers.type_names
    said = named(*names[kind]) if kind in names else told(kind)
    name = message("explain-of-type", type=said, category=inside(CATEGORIES[category]))
    return message(f"optimize-row-share-{side}", name=name)


_SAID: Final[Mapping[str, Callable[[list[str], Plan], Said]]] = {
    "district_floor_share": lambda parts, plan: message(
        "optimize-row-floor", name=district_name(plan.layers.districts, parts[-1])
    ),
    "category_floors": lambda parts, _: message("optimize-row-floor", name=inside(CATEGORIES[parts[-1]])),
    "bounds": lambda parts, _: message("explain-bound", id=".".join(parts[2:])),
    "least_share": lambda parts, _: message("count-stop", site=parts[-1]),
    "access_shares": _access_share,
    "category_type_shares": _type_share,
    "min_chargers_per_site": lambda parts, _: message("count-site-least", access=inside(ACCESS[parts[-1]])),
    "min_fast_per_site": lambda parts, _: message("count-site-quick", access=inside(ACCESS[parts[-1]])),
    "required_categories": lambda parts, _: message(
        "count-site-fast", category=inside(CATEGORIES[parts[-1]])
    ),
}
"""How a rule is said, by the section of the scenario that it stands in."""


def _thousands(plan: Plan) -> ToldTable:
    names = (
        *("chargers", "served_kwh_day", "investment_cost"),
        *("served_kwh_day_total", "investment_cost_total"),
    )
    labels = [column("count_thousands", name).label for name in names]
    table = plan.count["count_thousands"]
    rows = [
        tuple(
            _money(plan, row[name], table[name])
            if name.startswith("investment")
            else Figure(row[name], decimals=0)
            for name in names
        )
        for row in table.to_dict("records")
    ]
    note = message("count-thousands-note", each=THOUSAND)
    return ToldTable(message("table-count_thousands"), (note,), tuple(labels), tuple(rows), folded=True)


def _ways(plan: Plan) -> ToldTable:
    """Lay the shares of each group out by distance band."""
    table = plan.count["energy_ways"]
    ends = [*WAYS_M[1:], None]
    labels: list[Said] = [column("energy_ways", "group").label]
    labels += [
        message("count-beyond", km=f"{start / 1000:g}")
        if end is None
        else message("count-within", start=f"{start / 1000:g}", km=f"{end / 1000:g}")
        for start, end in zip(WAYS_M, ends, strict=True)
    ]
    share = {(row["group"], float(row["from_m"])): row["share"] for row in table.to_dict("records")}
    rows: list[tuple[Sayable, ...]] = []
    for name, group in plan.scenario.service.items():
        if any((name, start) in share for start in WAYS_M):
            cells = (Figure(share.get((name, start), 0.0), "share", 0) for start in WAYS_M)
            rows.append((named(group.name_zh, group.name_en, f"service-{name}"), *cells))
    note = message("count-ways-note")
    return ToldTable(message("table-energy_ways"), (note,), tuple(labels), tuple(rows))
