"""Plan quantities of delivery: facility kinds, permits, platform records, verification, fleets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gisplan.clauses.quantities.facts import Facts, shown, unknown
from gisplan.clauses.quantities.registry import quantity
from gisplan.delivery.facilities import KINDS
from gisplan.policies.expressions import Measured

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from gisplan.policies.schema import Clause

_FLEET_CLASS: Final[Mapping[str, str]] = {
    "bus": "bus",
    "taxi": "taxi",
    "sanitation": "sanitation",
    "logistics": "logistics",
    "postal": "logistics",
}
"""Demand class that holds a fleet; city delivery and postal vans are one class of the model."""


@quantity(
    "kinds",
    "所列设施种类中规划有的种数",
    "How many of the facility kinds named the plan has",
    f"<kinds: {', '.join(KINDS)}>",
)
def facility_kinds(facts: Facts, _clause: Clause, *kinds: str) -> Measured:
    """Count the facility kinds that the plan has among the named ones."""
    counts = _counts(facts)
    zh = "、".join(f"{KINDS[name].zh}{counts[name]:,}" for name in kinds)
    en = ", ".join(f"{KINDS[name].en} {counts[name]:,}" for name in kinds)
    return shown(
        "facilities.csv",
        facts.facilities,
        sum(1 for name in kinds if counts[name] > 0),
        whole=len(kinds),
        zh=f"{zh}（facilities.csv）。",
        en=f"{en} (facilities.csv).",
        assumption=_threshold(facts) if "high_power" in kinds else "",
    )


@quantity("facilities", "某类设施的数量", "Facilities of one kind", f"<kind: {', '.join(KINDS)}>")
def facilities(facts: Facts, _clause: Clause, kind: str) -> Measured:
    """Count one facility kind."""
    count = _counts(facts)[kind]
    return Measured(
        count,
        unit=KINDS[kind].unit,
        layer="facilities.csv",
        rows=1,
        zh=f"{KINDS[kind].zh}{count:,}（facilities.csv）。",
        en=f"{KINDS[kind].en}: {count:,} (facilities.csv).",
        assumption=_threshold(facts) if kind == "high_power" else "",
    )


@quantity(
    "sites",
    "承担某类试点的规划站点",
    "Planned sites that host a pilot of the scenario",
    '<"wireless" or "v2g">',
)
def pilots(facts: Facts, _clause: Clause, kind: str) -> Measured:
    """Count the sites that host a pilot; not known when the scenario asks for none."""
    wanted = [pilot for pilot in facts.scenario.delivery.pilots if pilot.kind == kind]
    if not wanted:
        return unknown(
            f"本情景没有{KINDS[kind].zh}（delivery.pilots）。",
            f"This scenario asks for no {KINDS[kind].en.lower()} (delivery.pilots).",
        )
    hosts, asked = facts.pilots[facts.pilots["kind"] == kind], sum(pilot.sites for pilot in wanted)
    names = "、".join(hosts["name_zh"].astype(str))
    return shown(
        "pilots.csv",
        hosts,
        len(hosts),
        whole=asked,
        zh=f"情景要求{asked}处{KINDS[kind].zh}，安排{len(hosts)}处：{names or '无'}。",
        en=f"The scenario asks for {asked} {KINDS[kind].en.lower()}, {len(hosts)} are placed.",
        assumption=f"number of pilot sites ({', '.join(dict.fromkeys(pilot.tag for pilot in wanted))})",
    )


@quantity("chargers", "居民小区交流桩中的有序充电桩", "AC chargers at residential sites in orderly charging")
def orderly_chargers(facts: Facts, _clause: Clause) -> Measured:
    """Give the scenario's share of AC chargers at residential sites, and what it takes off their load."""
    sites, grid = facts.layers.sites, facts.scenario.grid
    homes = sites[sites["category"] == "residential"]
    types = [kind for kind in facts.scenario.chargers.types if kind.current == "AC"]
    total = sum(int(homes[f"n_{kind.id}"].sum()) for kind in types)
    if total == 0 or grid is None:
        return unknown(
            "没有居民小区交流桩，或情景没有[grid]一节。",
            "There are no AC chargers at residential sites, or the scenario has no section [grid].",
        )
    share, managed = grid.orderly_share.value, grid.orderly_coincidence.value
    saved = sum(
        int(homes.loc[homes["access"] == access, f"n_{kind.id}"].sum())
        * share
        * kind.power_kw
        * max(kind.coincidence.of(access) - managed, 0.0)
        for kind in types
        for access in ("public", "dedicated", "private")
    )
    return shown(
        "sites",
        homes,
        round(total * share),
        whole=total,
        zh=f"居民小区交流桩{total:,}台，按{share:.0%}参与有序充电，计算负荷少{saved / 1e4:,.1f}万千瓦"
        f"（同时率{managed:g}）。",
        en=f"{total:,} AC chargers at residential sites, {share:.0%} of them orderly: {saved:,.0f} kW less "
        f"load (coincidence {managed:g}).",
        assumption=f"grid.orderly_share = {share:g} ({grid.orderly_share.tag})",
    )


@quantity("chargers/year", "最忙一年应检定的充电桩", "Chargers due for verification in the busiest year")
def verifications_due(facts: Facts, _clause: Clause) -> Measured:
    """Give the greatest number due in one year."""
    table = facts.verification
    if table.empty:
        return unknown("没有应检定的新增充电桩。", "No new charger is due for verification.")
    worst = max(table.to_dict("records"), key=lambda row: float(row["due"]))
    stands = facts.standing_public
    left_zh = "" if stands is not None else "；已有公共桩数量不明，未计"
    left_en = "" if stands is not None else "; public chargers that stand are not known and left out"
    cycle = facts.scenario.delivery.verification_cycle_years
    return shown(
        "verification.csv",
        table,
        float(worst["due"]),
        zh=f"{int(worst['year'])}年最多，应检定{worst['due']:,.0f}台（首检{worst['first']:,.0f}、"
        f"周检{worst['periodic']:,.0f}）{left_zh}；各年见verification.csv。",
        en=f"{worst['due']:,.0f} due in {int(worst['year'])}, the busiest year ({worst['first']:,.0f} first, "
        f"{worst['periodic']:,.0f} again){left_en}; by year in verification.csv.",
        assumption=f"cycle of {cycle.value:g} years ({cycle.tag})",
    )


@quantity("chargers/year", "每年检定能力", "Chargers that the city can verify in a year")
def verification_capacity(facts: Facts, _clause: Clause) -> Measured:
    """Give the scenario's capacity; not known without it."""
    capacity = facts.scenario.delivery.verification_capacity
    if capacity is None:
        return unknown(
            "检定能力不明（delivery.verification_capacity）。",
            "The capacity is not known (delivery.verification_capacity).",
        )
    return Measured(
        capacity.value,
        unit="chargers/year",
        layer="scenario",
        rows=1,
        zh=f"检定能力{capacity.value:,.0f}台/年。",
        en=f"Capacity: {capacity.value:,.0f} chargers a year.",
        assumption=f"delivery.verification_capacity ({capacity.tag})",
    )


@quantity("sites", "平台记录完整的规划站点", "Planned sites whose platform record is complete")
def platform_records_complete(facts: Facts, _clause: Clause) -> Measured:
    """Count the sites with every field that an import needs."""
    table = facts.platform
    if table.empty:
        return unknown("没有规划站点。", "There are no planned sites.")
    complete, unnamed = int(table["complete"].sum()), int((table["operator"].fillna("") == "").sum())
    return shown(
        "platform.csv",
        table,
        complete,
        whole=len(table),
        zh=f"{len(table):,}处站点中{complete:,}处平台记录完整（platform.csv）；{unnamed:,}处运营企业待定。",
        en=f"{complete:,} of {len(table):,} sites have a complete record (platform.csv); {unnamed:,} have no "
        f"operator yet.",
        assumption="connection happens in operation",
    )


@quantity(
    "sites",
    "接口符合国家标准、可互联互通的公共站点",
    "Public sites whose chargers all have a national connector, so that any operator's user can charge",
)
def public_sites_interoperable(facts: Facts, _clause: Clause) -> Measured:
    """Count the public sites that the platform table flags as interoperable."""
    public = facts.platform[facts.platform["access"] == "public"]
    if public.empty:
        return unknown("没有公共站点。", "There are no public sites.")
    count = int(public["interoperable"].sum())
    return shown(
        "platform.csv",
        public,
        count,
        whole=len(public),
        zh=f"{len(public):,}处公共站点中{count:,}处全部采用国家接口标准（platform.csv）；支付和数据互通待运营。"
        f"",
        en=f"{count:,} of {len(public):,} public sites have national connectors throughout (platform.csv); "
        f"payment and data come in operation.",
        assumption="operators are chosen after the plan",
    )


@quantity("sites", "只走联网通办的私人桩站点", "Private sites whose only permit is the one-window connection")
def private_sites_one_window(facts: Facts, _clause: Clause) -> Measured:
    """Count the private sites that are exempt from every other permit."""
    own = facts.layers.sites
    sites = set(own.loc[own["access"] == "private", "site_id"])
    if not sites:
        return unknown("没有私人桩站点。", "There are no private sites.")
    table = facts.permits[facts.permits["site_id"].isin(sites) & (facts.permits["project"] == "charging")]
    only = table.groupby("site_id")["kind"].agg(lambda kinds: set(kinds) == {"one-window"})
    count = int(only.sum())
    return shown(
        "permits.csv",
        table,
        count,
        whole=len(sites),
        zh=f"{len(sites):,}处私人桩站点中{count:,}处只走联网通办（permits.csv）。",
        en=f"{count:,} of {len(sites):,} private sites take the one-window connection only (permits.csv).",
    )


@quantity("projects", "已列明备案机关的项目", "Projects that are filed with a named authority")
def projects_filed(facts: Facts, _clause: Clause) -> Measured:
    """Count the projects, private ones apart, with a filing and its authority."""
    return _filed(facts.permits[facts.permits["access"] != "private"])


@quantity("projects", "已列明备案机关的加氢项目", "Hydrogen projects that are filed with a named authority")
def stations_filed(facts: Facts, _clause: Clause) -> Measured:
    """Count the hydrogen projects with a filing and its authority."""
    if facts.layers.stations.empty:
        return unknown("本情景不新建加氢站。", "This scenario plans no new hydrogen station.")
    return _filed(facts.permits[facts.permits["project"] == "hydrogen"])


@quantity("sites", "审批手续由一个窗口受理的站点", "Sites whose permits are all received at one window")
def sites_with_one_bundle(facts: Facts, _clause: Clause) -> Measured:
    """Count the sites whose whole bundle has one named receiver."""
    table = facts.permits
    if table.empty:
        return unknown("没有需审批的站点。", "No site needs a permit.")
    named = table["received_by"].fillna("").astype(str)
    windows = named.groupby(table["bundle_id"]).agg(
        lambda texts: len(set(texts)) == 1 and "" not in set(texts)
    )
    count = int(windows.sum())
    return shown(
        "permits.csv",
        table,
        count,
        whole=len(windows),
        zh=f"{len(windows):,}处站点中{count:,}处的全部手续由一个窗口受理（permits.csv）。",
        en=f"{count:,} of {len(windows):,} sites have all permits at one window (permits.csv).",
    )


@quantity("edges", "没有法律依据的审批前置", "Permits that wait for another one without a law that says so")
def unlawful_precedences(facts: Facts, _clause: Clause) -> Measured:
    """Count the precedences without a law."""
    table = facts.permits
    waits = table[table["requires"].fillna("") != ""]
    loose = waits[waits["law"].fillna("") == ""]
    kinds = "、".join(dict.fromkeys(loose["permit_zh"]))
    first = int((table["round"] == 1).sum())
    return shown(
        "permits.csv",
        table,
        len(loose),
        zh=f"{len(table):,}项手续中{first:,}项可同时办理，{len(waits):,}项有法定前置"
        + (f"；无依据：{kinds}。" if kinds else "（permits.csv）。"),
        en=f"{first:,} of {len(table):,} permits can be filed at once, {len(waits):,} wait for another one"
        + (f"; without a law: {len(loose):,}." if len(loose) else " by law (permits.csv)."),
        assumption="laws of precedence are from memory",
    )


@quantity(
    "share",
    "所列车队新增和更新车辆电动化比例（取最低）",
    "Electric share of new and replaced vehicles in the demand model, the least of the fleets named",
    f"<fleets: {', '.join(_FLEET_CLASS)}>",
)
def fleet_electric_share(facts: Facts, _clause: Clause, *fleets: str) -> Measured:
    """Give the least electric share that the demand model assumes for the fleets."""
    absent = [name for name in fleets if name not in _FLEET_CLASS]
    if absent:
        return unknown(
            f"需求模型没有车队：{'、'.join(absent)}。", f"The demand model lacks {', '.join(absent)}."
        )
    parameters = facts.scenario.demand.parameters(facts.scenario.region)
    shares = {name: parameters.value(f"{_FLEET_CLASS[name]}_ev_share_new") for name in fleets}
    words = "、".join(f"{_FLEET_ZH[name]}{value:.0%}" for name, value in shares.items())
    return shown(
        "demand",
        fleets,
        min(shares.values()),
        zh=f"需求模型中新增和更新车辆电动化比例：{words}；充电需求按此计算。",
        en="Electric share of new vehicles in the demand model: "
        + ", ".join(f"{name} {value:.0%}" for name, value in shares.items())
        + "; the demand is computed with it.",
        assumption="a coefficient of the demand model, not a registration figure",
    )


@quantity(
    "kinds",
    "需求模型包含的车队种数",
    "How many of the fleets named the demand model holds with some energy",
    "<fleets>",
)
def fleets_in_demand(facts: Facts, _clause: Clause, *fleets: str) -> Measured:
    """Count the fleets that have energy in the demand layer."""
    demand = facts.layers.demand
    if not any(str(column).startswith("kwh_") for column in demand.columns):
        return unknown("需求图层没有分类用电。", "The demand layer has no energy by class.", layer="demand")
    has = {name: _energy(facts, name) > 0 for name in fleets}
    lost = [name for name, there in has.items() if not there]
    return shown(
        "demand",
        demand,
        sum(has.values()),
        whole=len(fleets),
        zh=f"{len(fleets)}类车队中{sum(has.values())}类计入需求；缺："
        f"{'、'.join(_FLEET_ZH.get(name, name) for name in lost) or '无'}。",
        en=f"{sum(has.values())} of {len(fleets)} fleets are in the demand; "
        f"absent: {', '.join(lost) or 'none'}.",
        assumption="energy of the fleets is modelled",
    )


_FLEET_ZH: Final[Mapping[str, str]] = {
    "bus": "公交",
    "taxi": "出租",
    "sanitation": "环卫",
    "logistics": "物流",
    "postal": "邮政",
    "official": "公务",
    "municipal": "市政",
    "warehouse": "仓储",
    "mine": "矿山",
    "airport": "机场",
    "port": "港口",
}


def _energy(facts: Facts, fleet: str) -> float:
    column = f"kwh_{_FLEET_CLASS.get(fleet, fleet)}"
    demand = facts.layers.demand
    return float(demand[column].sum()) if column in demand.columns else 0.0


def _counts(facts: Facts) -> dict[str, int]:
    table = facts.facilities
    return dict(zip(table["kind"], table["count"].astype(int), strict=True))


def _threshold(facts: Facts) -> str:
    figure = facts.scenario.delivery.high_power_kw
    return f"high power from {figure.value:g} kW on ({figure.tag})"


def _filed(table: pd.DataFrame) -> Measured:
    projects = table.drop_duplicates(["site_id", "project"])
    if projects.empty:
        return unknown("没有需备案的项目。", "No project needs filing.")
    filings = table[(table["kind"] == "filing") & (table["authority"].fillna("") != "")]
    return shown(
        "permits.csv",
        projects,
        len(filings),
        whole=len(projects),
        unit="projects",
        zh=f"{len(filings):,}/{len(projects):,}个项目列明备案机关（{filings['authority'].nunique()}个）。",
        en=f"{len(filings):,} of {len(projects):,} projects name the authority that files them "
        f"({filings['authority'].nunique()} authorities).",
    )
