"""The content of the report of a whole plan: its sections, the same for Word and HTML."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gisplan.clauses.evaluation import VERDICTS
from gisplan.report.clauses import headline_clauses, other_clauses
from gisplan.report.delivery import delivery_sections
from gisplan.report.hydrogen import hydrogen_sections
from gisplan.report.parts import Picture, Section, heads, number, share, table_of
from gisplan.report.sections import (
    assumptions_section,
    categories_section,
    not_known_section,
    proof_section,
    provenance_section,
    stations_section,
    years_section,
)
from gisplan.results.headline_rows import headline_rows, split_rows
from gisplan.results.page_facts import plan_facts
from maps.words.figures import with_unit

if TYPE_CHECKING:
    from gisplan.plan.record import Plan

PICTURE_DPI = 130


def report_sections(plan: Plan) -> list[Section]:
    """Give the sections of a plan's report in reading order."""
    return [
        _summary(plan),
        headline_clauses(plan.clauses),
        _map(plan),
        _districts(plan),
        years_section(plan.schedule, plan.layers.stations, plan.scenario.currency),
        categories_section(plan.layers.sites, plan.scenario.currency),
        _splits(plan),
        stations_section(plan.layers.stations, plan.scenario.currency),
        *hydrogen_sections(plan.evidence, plan.scenario.currency),
        _charts(plan),
        _tradeoff(plan),
        *delivery_sections(plan.delivery, plan.scenario.currency),
        proof_section(plan),
        *other_clauses(plan.clauses),
        not_known_section(plan),
        provenance_section(plan),
        assumptions_section(plan),
    ]


def _summary(plan: Plan) -> Section:
    rows = []
    for row in headline_rows(plan.scenario, plan.headline):
        said = partial(with_unit, unit=row["unit"], currency=plan.scenario.currency)
        target = "" if row["target"] is None else said(row["target"]).zh
        verdict = VERDICTS[row["verdict"]].zh if row["verdict"] else ""
        label = f"{row['label'].zh} {row['label'].en}"
        note = row["note"].zh if row["note"] else ""
        rows.append((label, said(row["value"]).zh, target, verdict, note))
    scenario = plan.scenario
    zh = (
        f"情景“{scenario.name}”：{scenario.base_date.isoformat()}之后至{scenario.horizon}年底，"
        f"新增充电桩不少于{scenario.chargers.new_target:,}台，新建加氢站{scenario.hydrogen.new_target}座。"
        "本报告的需求、候选站点和路径多为模型估算，逐项注明来源与可信程度；筛选不等于合规。"
    )
    en = (
        f"Scenario {scenario.name}: at least {scenario.chargers.new_target:,} new chargers after "
        f"{scenario.base_date.isoformat()} and {scenario.hydrogen.new_target} new hydrogen stations "
        f"by the end of {scenario.horizon}. Demand, candidate sites and routes are mostly modelled; "
        "every figure names its source. Screening is not compliance."
    )
    headers = ("指标 Figure", "数值 Value", "目标 Target", "结论 Verdict", "说明 Note")
    return Section("摘要", "Summary", ((zh, en),), table_of(headers, rows))


def _map(plan: Plan) -> Section:
    from maps.pictures.still import plan_picture  # noqa: PLC0415 - matplotlib loads only when drawn

    picture = Picture(
        "充电站点与加氢站布局",
        "Charging sites and hydrogen stations",
        partial(plan_picture, plan.layers, "zh", dpi=PICTURE_DPI),
    )
    return Section("规划图", "Map", pictures=(picture,))


def _charts(plan: Plan) -> Section:
    from maps.pictures.charts import charts  # noqa: PLC0415 - matplotlib loads only when drawn

    pictures = tuple(
        Picture(
            chart.title.zh,
            chart.title.en,
            partial(chart.png, "zh", PICTURE_DPI),
            partial(chart.svg, "zh"),
        )
        for chart in charts(plan.layers, plan_facts(plan))
    )
    return Section("图表", "Charts", pictures=pictures)


def _splits(plan: Plan) -> Section:
    rows = [
        (row["split"].zh, f"{row['label'].zh} {row['label'].en}", number(row["value"]))
        for row in split_rows(plan.scenario, plan.headline)
        if row["key"] != "chargers_by_category"  # has a table of its own
    ]
    return Section("构成", "Composition", (), table_of(("口径 By", "项目 Part", "数量 Count"), rows))


def _districts(plan: Plan) -> Section:
    facts = plan_facts(plan)
    rows = [
        (
            f"{row['name_zh']} {row['name_en']}",
            facts.tier_name(row["tier"]).zh,
            number(row["population"]),
            number(row["chargers"]),
            number(row["chargers_public"]),
            number(row["chargers_per_10k"], 1),
            share(row["covered_share"]),
            share(row["served_share"]),
            number(row["stations"]),
            with_unit(row["investment_cost"], "currency", plan.scenario.currency).zh,
        )
        for row in plan.layers.districts.sort_values("adcode").to_dict("records")
    ]
    headers = (
        "区 District",
        *heads("districts", "tier", "population", "chargers", "chargers_public", "chargers_per_10k"),
        *heads("districts", "covered_share", "served_share", "stations", "investment_cost"),
    )
    note = (
        "“覆盖”为空表示该区不在评价范围。",
        "An empty covered share means that the district is not judged.",
    )
    return Section("各区结果", "Districts", (note,), table_of(headers, rows))


def _tradeoff(plan: Plan) -> Section:
    rows = [
        (
            number(row["sites"]),
            number(row["covered_people"]),
            share(row["covered_people_share"]),
            number(row["bound"]),
        )
        for row in plan.tradeoff.to_dict("records")
    ]
    note = ("站点数与覆盖人口的关系。", "People covered against the number of public sites.")
    headers = heads("tradeoff", "sites", "covered_people", "covered_people_share", "bound")
    return Section("站点数与覆盖", "Sites and coverage", (note,), table_of(headers, rows))
