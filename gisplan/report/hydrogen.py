"""Sections of a report on hydrogen beside its stations: freight out of reach, shared parcels, facilities."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gisplan.report.parts import Section, head, heads, number, table_of, text, verified
from gisplan.results.layers.freight import functions_named
from maps.words.catalogue import term
from maps.words.figures import with_unit

if TYPE_CHECKING:
    import pandas as pd

    from gisplan.plan.record import Evidence


def hydrogen_sections(evidence: Evidence, currency: str) -> list[Section]:
    """Give one section for each table that has rows to tell; ``currency`` is the ISO 4217 code of its money.

    Returns
    -------
    list of Section
        Freight (totals, and the pairs that are not refuelled), parcels, facilities; those without rows are
        left out.
    """
    parts = (
        (_freight, evidence.freight),
        (_parcels, evidence.parcels),
        (partial(_facilities, currency=currency), evidence.facilities),
    )
    return [make(table) for make, table in parts if len(table)]


def _freight(table: pd.DataFrame) -> Section:
    """Sum the trips, and list the pairs that run dry with why."""
    done, able = table["refuelled"].astype(bool), table["refuellable"].astype(bool)
    trips = table["trips_day"]
    dry = table[~done].sort_values("trips_day", ascending=False)
    rows = [
        (
            f"{row['origin']}—{row['destination']}",
            number(row["trips_day"], 1),
            number(row["km_one_way"]),
            number(row["range_km"]),
            number(row["range_needed_km"]),
            "候选可行 by candidates" if row["refuellable"] else "不可行 no",
            text(row["reason_zh"]),
        )
        for row in dry.to_dict("records")
    ]
    total, possible, met = (float(part.sum()) for part in (trips, trips[able], trips[done]))
    zh = (
        f"氢能货运每日{total:,.0f}车次，候选站点可保障{possible:,.0f}车次，规划站保障{met:,.0f}车次；"
        f"下表为未保障的{len(dry)}个起讫对（往返，两端各留半箱）。车次为模型估算，逐对见freight.csv。"
    )
    en = (
        f"Of {total:,.0f} modelled trips a day candidates can keep {possible:,.0f} refuelled and the plan "
        f"keeps {met:,.0f}; the {len(dry)} pairs below run dry (there and back, half a tank at both ends)."
    )
    headers = (
        *("起讫 Pair", head("freight", "trips_day"), head("freight", "km_one_way", unit=True)),
        *(head("freight", "range_km", unit=True), head("freight", "range_needed_km", unit=True)),
        *("可否加氢 Possible", "原因 Why"),
    )
    return Section("货运加氢缺口", "Freight that is not refuelled", ((zh, en),), table_of(headers, rows))


def _parcels(table: pd.DataFrame) -> Section:
    rows = [
        (
            text(row["site_id"]),
            text(row["name_zh"]),
            functions_named(row["functions"]).zh,
            number(row["area_m2"]),
            number(row["left_m2"]),
            number(row["usable_kw"]),
            number(row["left_kw"]),
        )
        for row in table.to_dict("records")
    ]
    integrated = int(table["integrated"].astype(bool).sum())
    zh = (
        f"两种及以上功能同地块为综合能源站，共{integrated}处；防火间距与总平面未评定，"
        "分功能用地和负荷见parcels.csv。"
    )
    en = (
        f"{integrated} parcels hold two functions or more (integrated energy stations). Fire distances and "
        "layouts are not assessed; parcels.csv has land and load by function."
    )
    headers = (
        *(head("parcels", "site_id"), "名称 Name", head("parcels", "functions")),
        *(head("parcels", name, unit=True) for name in ("area_m2", "left_m2", "usable_kw", "left_kw")),
    )
    return Section("综合能源站地块", "Shared parcels", ((zh, en),), table_of(headers, rows))


def _facilities(table: pd.DataFrame, currency: str) -> Section:
    rows = [
        (
            f"{row['kind_zh']} {row['kind_en']}",
            text(row["site_id"]),
            text(row["name_zh"]),
            term("category", row["category"]).zh,
            number(row["served_day"], 1),
            number(row["capacity_day"], 1),
            with_unit(row["investment_cost"], "currency", currency).zh,
            verified(row["verified"]),
        )
        for row in table.to_dict("records")
    ]
    note = (
        "换电与甲醇设施单独计数，不计入充电桩目标，投资不计入规划总投资。",
        "Swap and methanol are counted apart from chargers, and their investment apart from the plan's.",
    )
    headers = (
        *("种类 Kind", head("energy_facilities", "site_id"), "名称 Name"),
        *heads("energy_facilities", "category", "served_day", "capacity_day", "investment_cost", "verified"),
    )
    return Section("换电与甲醇设施", "Swap and methanol facilities", (note,), table_of(headers, rows))
