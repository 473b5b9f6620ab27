"""Sections that the report of the city and of a district share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gisplan.report.parts import Section, head, heads, number, share, table_of, text, verified
from maps.words.catalogue import layer_name, term
from maps.words.figures import with_unit
from maps.words.proof import in_words, stage_name, weakest

if TYPE_CHECKING:
    import pandas as pd

    from gisplan.plan.record import Plan

LITTLE_USED = 0.2
"""Share of its size below which a station is said to be little used."""

TAGS_ZH = {
    "text": "原文",
    "press": "报刊",
    "memory": "记忆，未核实",
    "modelled": "模型假设",
    "official": "官方",
}


def stations_section(stations: pd.DataFrame, currency: str) -> Section:
    """List hydrogen stations, money in an ISO 4217 currency; setbacks are said to be screened, not judged."""
    rows = [
        (
            text(row["site_id"]),
            f"{row['name_zh']} {row['name_en']}",
            term("category", row["category"]).zh,
            "商业" if row["ownership"] == "commercial" else "自用",
            number(row["size_kg_day"]),
            text(row["station_class"]),
            number(row["served_kg_day"]),
            share(row["served_kg_day"] / row["size_kg_day"]),
            number(row["delivered_cost_kg"], 1),
            text(row["authority"]),
            verified(row["verified"]),
        )
        for row in stations.sort_values("site_id").to_dict("records")
    ]
    headers = (
        *(head("stations", "site_id"), "名称 Name", *heads("stations", "category", "ownership")),
        *(head("stations", "size_kg_day", unit=True), head("stations", "station_class")),
        *(head("stations", "served_kg_day", unit=True), "利用率 Use"),
        head("stations", "delivered_cost_kg", unit=True, currency=currency),
        *heads("stations", "authority", "verified"),
    )
    note = (
        "安全距离仅作筛选，不代表合规，以正式设计和审查为准。",
        "Setbacks are a screening, not compliance; design and review decide.",
    )
    notes = (note, *_little_used(stations))
    return Section("加氢站", "Hydrogen stations", notes, table_of(headers, rows))


def _little_used(stations: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Name the stations that sell little of their size: the target opens them, not their own customers."""
    least = LITTLE_USED * stations["size_kg_day"]
    little = stations[stations["served_kg_day"] < least].sort_values("site_id")
    if little.empty:
        return ()
    zh, en = "、".join(little["name_zh"].map(text)), ", ".join(little["site_id"].map(text))
    told_zh = (
        f"利用率低于{LITTLE_USED:.0%}的站{len(little)}座（{zh}）："
        "因数量、权属或片区要求而设，建设前应复核需求。"
    )
    several = ("stations sell", "their") if len(little) > 1 else ("station sells", "its")
    told_en = (
        f"{len(little)} {several[0]} less than {LITTLE_USED:.0%} of {several[1]} size ({en}): counts, "
        "ownership or district ask for it; review the demand before building."
    )
    return ((told_zh, told_en),)


def categories_section(sites: pd.DataFrame, currency: str) -> Section:
    """Sum sites, chargers, power and investment by category of site, the most chargers first."""
    sums = sites.groupby("category").agg(
        sites=("site_id", "count"),
        chargers=("chargers", "sum"),
        fast=("fast_chargers", "sum"),
        kw=("kw", "sum"),
        served=("served_kwh_day", "sum"),
        cost=("investment_cost", "sum"),
    )
    rows = [
        (
            f"{term('category', row['category']).zh} {term('category', row['category']).en}",
            number(row["sites"]),
            number(row["chargers"]),
            number(row["fast"]),
            number(row["kw"]),
            number(row["served"]),
            with_unit(row["cost"], "currency", currency).zh,
        )
        for row in sums.sort_values("chargers", ascending=False).reset_index().to_dict("records")
    ]
    headers = (
        *(
            head("sites", "category"),
            head("districts", "sites"),
            *heads("sites", "chargers", "fast_chargers"),
        ),
        *(head("sites", "kw", unit=True), head("sites", "served_kwh_day", unit=True)),
        head("sites", "investment_cost"),
    )
    return Section("按场所汇总", "By category", (), table_of(headers, rows))


def years_section(schedule: pd.DataFrame, stations: pd.DataFrame, currency: str) -> Section:
    """Sum what is built in each year; the money of charging holds larger transformers."""
    if "transformer_cost" in schedule:
        schedule = schedule.assign(cost=schedule["cost"] + schedule["transformer_cost"])
    built = schedule.groupby("year").agg(
        sites=("site_id", "nunique"), chargers=("count", "sum"), cost=("cost", "sum")
    )
    hydrogen = stations.groupby("year").agg(
        stations=("site_id", "count"), station_cost=("investment_cost", "sum")
    )
    years = built.join(hydrogen, how="outer").fillna(0).sort_index().reset_index()
    if years.empty:
        return Section("按年汇总", "By year", (("没有分年计划。", "There is no schedule."),))
    rows = [
        (
            text(int(row["year"])),
            number(row["sites"]),
            number(row["chargers"]),
            with_unit(row["cost"], "currency", currency).zh,
            number(row["stations"]),
            with_unit(row["station_cost"], "currency", currency).zh,
        )
        for row in years.to_dict("records")
    ]
    headers = (
        *(
            head("schedule", "year"),
            head("districts", "sites"),
            head("sites", "chargers"),
            f"充电投资 {currency}",
        ),
        *(head("districts", "stations"), f"加氢投资 {currency}"),
    )
    note = ("逐站计划见schedule.csv。", "schedule.csv has it site by site.")
    return Section("按年汇总", "By year", (note,), table_of(headers, rows))


def proof_section(plan: Plan) -> Section:
    """Say in words what each stage of the computation proves, with the figures behind it."""
    rows, certificates = [], [certificate.as_dict() for certificate in plan.certificates]
    for certificate in certificates:
        stage, words, gap = stage_name(certificate["stage"]), in_words(certificate), certificate["gap"]
        rows.append(
            (
                f"{stage.zh} {stage.en}" if stage.zh != stage.en else stage.zh,
                f"{words.zh} {words.en}",
                number(certificate["objective"], 1),
                number(certificate["bound"], 1),
                "—" if gap is None else f"{gap:.3%}",
                f"{certificate['solver']} {certificate['version']}",
                number(certificate["seconds"], 1),
                text(certificate["proven"]),
            )
        )
    headers = (
        *("阶段 Stage", "证明结论 In words", "目标值 Objective", "界 Bound", "间隙 Gap"),
        *("求解器 Solver", "秒 s", "证明内容 Proven"),
    )
    least = weakest(certificates)
    notes = (
        (f"总体：{least.zh}。", f"In all: {least.en}."),
        (
            "“最优”仅指重新计算的间隙不超过百万分之一；其余按所列间隙理解。",
            "Optimal means a re-computed gap of at most one in a million; read the others with their gap.",
        ),
    )
    return Section("计算证明", "Proof in words", notes, table_of(headers, rows))


def not_known_section(plan: Plan) -> Section:
    """Say what the plan does not know."""
    return Section(
        "尚不清楚的事项", "What the plan does not know", tuple((one.zh, one.en) for one in plan.not_known)
    )


def provenance_section(plan: Plan) -> Section:
    """List where each layer comes from."""
    headers = heads("provenance", "layer", "rows", "origin", "verified_share", "source", "as_of")
    rows = [
        (
            f"{layer_name(row['layer']).zh} {row['layer']}",
            number(row["rows"]),
            text(row["origin"]),
            share(row["verified_share"]),
            text(row["source"]),
            text(row["as_of"]),
        )
        for row in plan.provenance.to_dict("records")
    ]
    return Section("数据来源", "Provenance", (), table_of(headers, rows))


def assumptions_section(plan: Plan) -> Section:
    """List single assumptions; bands by category and type stand in assumptions.csv only."""
    frame = plan.assumptions
    single = frame[~frame["name"].str.contains(r"\.bands\.|\.types\.")]
    rows = [
        (
            text(row["name"]),
            f"{row['value']:g}",
            text(row["unit"]),
            TAGS_ZH.get(text(row["tag"]), text(row["tag"])),
            text(row["source"]),
            text(row["as_of"]),
        )
        for row in single.to_dict("records")
    ]
    note = (
        f"共{len(frame)}项假设，全部见assumptions.csv；此处列单项{len(single)}项。",
        f"{len(frame)} assumptions in all, see assumptions.csv; {len(single)} single ones here.",
    )
    headers = heads("assumptions", "name", "value", "unit", "tag", "source", "as_of")
    return Section("假设", "Assumptions", (note,), table_of(headers, rows))
