"""Plan quantities of chargers: how many, where, of which standard, against what is asked of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gisplan.clauses.quantities.facts import Facts, inventory_en, inventory_zh, shown, sites_by_year, unknown
from gisplan.clauses.quantities.registry import quantity
from gisplan.policies.expressions import Measured
from layers.vocabulary import ACCESS, CATEGORIES

if TYPE_CHECKING:
    from gisplan.policies.schema import Clause


@quantity(
    "chargers",
    "规划新增充电桩（不写类别时为公共、专用、私人各类合计）",
    "New chargers, all kinds or the access kinds named: public, dedicated, private",
    "access kinds, or none",
)
def new_chargers(facts: Facts, clause: Clause, *access: str) -> Measured:
    """Count the new chargers of all kinds, or of some access kinds, up to the clause's year."""
    counted = sites_by_year(clause, facts)
    parts = counted.groupby("access")["chargers"].sum()
    chosen = access or tuple(ACCESS)
    total = sum(int(parts.get(kind, 0)) for kind in chosen)
    zh = "、".join(f"{ACCESS[kind].zh}{int(parts.get(kind, 0)):,}台" for kind in chosen)
    en = ", ".join(f"{int(parts.get(kind, 0)):,} {kind}" for kind in chosen)
    base = facts.scenario.base_date.isoformat()
    return shown(
        "sites",
        counted,
        total,
        zh=f"规划新增{total:,}台（{zh}），自{base}之后计。",
        en=f"{total:,} planned new chargers ({en}), counted after {base}.",
        assumption=f"baseline {base}",
    )


@quantity(
    "chargers",
    "年末公共充电桩保有量：规划新增加已有",
    "Public chargers in all: planned new ones and those that stand",
)
def public_chargers_in_all(facts: Facts, clause: Clause) -> Measured:
    """Count public chargers as a stock; not known without the number that stands."""
    new = new_chargers(facts, clause, "public")
    stands = facts.standing_public
    if stands is None:
        return unknown(
            f"规划新增公共充电桩{new.value:,.0f}台；已有数量不明（chargers.existing）。",
            f"{new.value:,.0f} new public chargers; how many stand is not known (chargers.existing).",
            layer="sites",
        )
    total = (new.value or 0) + stands
    reports = {report.tag for report in facts.scenario.chargers.existing}
    return Measured(
        total,
        unit="chargers",
        layer="sites",
        rows=new.rows,
        zh=f"新增公共{new.value:,.0f}台，已有{stands:,}台，合计{total:,.0f}台。",
        en=f"{new.value:,.0f} new public chargers and {stands:,} that stand: {total:,.0f} in all.",
        assumption=f"chargers.existing: {stands:,} on {facts.scenario.chargers.existing_on} "
        f"({', '.join(sorted(reports))})",
    )


@quantity(
    "chargers",
    "某类场所新增充电桩",
    "New chargers at one category of site, of all access kinds or the ones named",
    '<category>, access kinds or none: "residential", "public"',
)
def new_chargers_at(facts: Facts, clause: Clause, category: str, *access: str) -> Measured:
    """Count new chargers at the sites of a category."""
    sites = sites_by_year(clause, facts)
    chosen = sites[sites["category"] == category]
    if access:
        chosen = chosen[chosen["access"].isin(access)]
    count = int(chosen["chargers"].sum())
    term = CATEGORIES[category]
    kinds_zh = "、".join(ACCESS[name].zh for name in access)
    kinds_en = f" ({', '.join(access)})" if access else ""
    return shown(
        "sites",
        chosen,
        count,
        zh=f"{term.zh}{kinds_zh}：{len(chosen):,}处站点、{count:,}台充电桩。{inventory_zh(chosen)}",
        en=f"{term.en}{kinds_en}: {count:,} chargers at {len(chosen):,} sites.{inventory_en(chosen)}",
    )


@quantity(
    "capacity / demand",
    "公共充电可供电量与公共需求之比",
    "What new public chargers can deliver in a day over what they are asked to",
)
def public_capacity_ratio(facts: Facts, clause: Clause) -> Measured:
    """Give deliverable energy over served and unmet energy of the public chargers."""
    sites = sites_by_year(clause, facts)
    public = sites[sites["access"] == "public"]
    capacity = float(public["capacity_kwh_day"].sum())
    asked = float(public["served_kwh_day"].sum() + facts.layers.demand["unmet_kwh_day"].sum())
    if asked <= 0:
        return unknown("没有公共充电需求。", "Nothing is asked of public chargers.")
    ratio = shown(
        "sites",
        public,
        capacity / asked,
        zh=f"公共桩可供{capacity / 1e4:,.1f}万千瓦时/日，需求{asked / 1e4:,.1f}万千瓦时/日（含未满足）。",
        en=f"Public chargers can deliver {capacity:,.0f} kWh/day; {asked:,.0f} are asked (unmet included).",
        assumption="max_utilisation of the charger types bounds what can be delivered",
    )
    return replace(ratio, people=True)


@quantity(
    "chargers",
    "采用国家接口标准（GB/T 20234）的新增充电桩",
    "New chargers whose connector follows the national standard",
)
def chargers_of_national_standard(facts: Facts, _clause: Clause) -> Measured:
    """Count the chargers with a national connector."""
    table, tags = facts.platform, {kind.tag for kind in facts.scenario.chargers.types}
    total, count = int(table["chargers"].sum()), int(table["chargers_of_standard"].sum())
    if total == 0:
        return unknown("没有新增充电桩。", "There are no new chargers.")
    return shown(
        "platform.csv",
        table,
        count,
        whole=total,
        zh=f"{total:,}台中{count:,}台采用国家接口标准（platform.csv）。",
        en=f"{count:,} of {total:,} chargers have a connector of the national standard (platform.csv).",
        assumption=f"connector standard by charger type ({', '.join(sorted(tags))})",
    )
