"""The content of the report: sections with text and tables, the same for Word and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from gisplan.clauses import VERDICTS_ZH
from gisplan.headline_rows import headline_rows, split_rows
from layers.vocabulary import CATEGORIES, TIERS
from maps.figures import with_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gisplan.plan import Plan


@dataclass(frozen=True)
class ReportTable:
    """Headers and rows, all text."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """One section: titles, paragraphs (Chinese, English), and a table or none."""

    title_zh: str
    title_en: str
    paragraphs: tuple[tuple[str, str], ...] = ()
    table: ReportTable | None = None


TAGS_ZH = {
    "text": "原文",
    "press": "报刊",
    "memory": "记忆，未核实",
    "modelled": "模型假设",
    "official": "官方",
}
STATUS_ZH = {
    "optimal": "最优",
    "feasible": "可行（未证最优）",
    "heuristic": "启发式（无界）",
    "infeasible": "不可行",
    "unbounded": "无界",
    "error": "出错",
}


def report_sections(plan: Plan) -> list[Section]:
    """Give the sections of a plan's report in reading order."""
    return [
        _summary(plan),
        _splits(plan),
        _districts(plan),
        _stations(plan),
        _schedule(plan),
        _clauses(plan),
        _proof(plan),
        _tradeoff(plan),
        _not_known(plan),
        _provenance(plan),
        _assumptions(plan),
    ]


def _summary(plan: Plan) -> Section:
    rows = []
    for row in headline_rows(plan.scenario, plan.headline):
        target = "" if row["target"] is None else with_unit(row["target"], row["unit"]).zh
        verdict = VERDICTS_ZH[row["verdict"]] if row["verdict"] else ""
        label = f"{row['zh']} {row['en']}"
        rows.append((label, with_unit(row["value"], row["unit"]).zh, target, verdict, row["note"][0]))
    scenario = plan.scenario
    zh = (
        f"情景“{scenario.name}”：{scenario.base_date.isoformat()}之后至{scenario.horizon}年底，"
        f"新增充电桩不少于{scenario.chargers.target:,}台，新建加氢站{scenario.hydrogen.new_target}座。"
        "本报告的需求、候选站点和路径多为模型估算，逐项注明来源与可信程度；筛选不等于合规。"
    )
    en = (
        f"Scenario {scenario.name}: at least {scenario.chargers.target:,} new chargers after "
        f"{scenario.base_date.isoformat()} and {scenario.hydrogen.new_target} new hydrogen stations "
        f"by the end of {scenario.horizon}. Demand, candidate sites and routes are mostly modelled; "
        "every figure names its source. Screening is not compliance."
    )
    headers = ("指标 Figure", "数值 Value", "目标 Target", "结论 Verdict", "说明 Note")
    return Section("摘要", "Summary", ((zh, en),), _table(headers, rows))


def _splits(plan: Plan) -> Section:
    rows = [
        (row["split_zh"], f"{row['zh']} {row['en']}", _number(row["value"]))
        for row in split_rows(plan.scenario, plan.headline)
    ]
    return Section("构成", "Composition", (), _table(("口径 By", "项目 Part", "数量 Count"), rows))


def _districts(plan: Plan) -> Section:
    frame = plan.layers.districts.sort_values("adcode")
    rows = [
        (
            f"{row['name_zh']} {row['name_en']}",
            TIERS[row["tier"]].zh if row["tier"] in TIERS else str(row["tier"]),
            _number(row["population"]),
            _number(row["chargers"]),
            _number(row["chargers_public"]),
            _number(row["chargers_per_10k"], 1),
            _share(row["covered_share"]),
            _share(row["served_share"]),
            _number(row["stations"]),
            with_unit(row["investment_cny"], "CNY").zh,
        )
        for row in frame.to_dict("records")
    ]
    headers: tuple[str, ...] = (
        "区 District",
        "片区 Tier",
        "人口 People",
        "充电桩 Chargers",
        "公共 Public",
        "每万人 per 10k",
    )
    headers += ("覆盖 Covered", "满足 Served", "加氢站 H2", "投资 CNY")
    note = (
        "“覆盖”为空表示该区不在评价范围。",
        "An empty covered share means that the district is not judged.",
    )
    return Section("各区结果", "Districts", (note,), _table(headers, rows))


def _stations(plan: Plan) -> Section:
    rows = [
        (
            str(row["site_id"]),
            f"{row['name_zh']} {row['name_en']}",
            CATEGORIES[row["category"]].zh if row["category"] in CATEGORIES else str(row["category"]),
            "商业" if row["ownership"] == "commercial" else "自用",
            _number(row["size_kg_day"]),
            str(row["station_class"]),
            _number(row["served_kg_day"]),
            _number(row["delivered_cny_kg"], 1),
            str(row["authority"]),
            "已核实" if bool(row["verified"]) else "未核实",
        )
        for row in plan.layers.stations.sort_values("site_id").to_dict("records")
    ]
    headers: tuple[str, ...] = (
        "编号 Id",
        "名称 Name",
        "场所 Place",
        "权属 Owner",
        "规模 kg/日",
        "等级 Class",
        "供氢 kg/日",
    )
    headers += ("到站成本 元/kg", "备案 Filed with", "位置 Place known")
    note = (
        "安全距离仅作筛选（screening, not compliance），以正式设计和审查为准。",
        "Setbacks are screened only; design and review decide.",
    )
    return Section("加氢站", "Hydrogen stations", (note,), _table(headers, rows))


def _schedule(plan: Plan) -> Section:
    if plan.schedule.empty:
        return Section("建设计划", "Schedule", (("没有分年计划。", "There is no schedule."),))
    years = plan.schedule.groupby("year")[["count", "cny"]].sum().reset_index()
    rows = [
        (str(int(row["year"])), _number(row["count"]), with_unit(row["cny"], "CNY").zh)
        for row in years.to_dict("records")
    ]
    return Section(
        "建设计划",
        "Schedule",
        (("逐站计划见schedule.csv。", "schedule.csv has it site by site."),),
        _table(("年 Year", "数量 Count", "投资 CNY"), rows),
    )


def _clauses(plan: Plan) -> Section:
    rows = [
        (
            str(row["id"]),
            f"{row['place']}：{row['clause_zh']}",
            str(row["target"]),
            str(row["achieved"]),
            str(row["verdict_zh"]),
            str(row["evidence_zh"]),
        )
        for row in plan.clauses.to_dict("records")
    ]
    headers = ("条款 Id", "原文 Clause", "目标 Target", "规划 Achieved", "结论 Verdict", "依据 Evidence")
    return Section("政策条款逐条对照", "Policy clauses", (), _table(headers, rows))


def _proof(plan: Plan) -> Section:
    rows = [
        (
            certificate.stage,
            STATUS_ZH.get(certificate.status, certificate.status),
            _number(certificate.objective, 1),
            _number(certificate.bound, 1),
            "—" if certificate.gap is None else f"{certificate.gap:.3%}",
            f"{certificate.solver} {certificate.version}",
            f"{certificate.seconds:.1f}",
            certificate.proven,
        )
        for certificate in plan.certificates
    ]
    headers = (
        "阶段 Stage",
        "状态 Status",
        "目标值 Objective",
        "界 Bound",
        "间隙 Gap",
        "求解器 Solver",
        "秒 s",
    )
    note = (
        "“最优”仅指重新计算的间隙不超过百万分之一；其余按所列间隙理解。",
        "Optimal means a re-computed gap of at most one in a million; read the others with their gap.",
    )
    return Section("证明", "Proof", (note,), _table((*headers, "证明内容 Proven"), rows))


def _tradeoff(plan: Plan) -> Section:
    rows = [
        (
            _number(row["sites"]),
            _number(row["covered_people"]),
            _share(row["covered_people_share"]),
            _number(row["bound"]),
        )
        for row in plan.tradeoff.to_dict("records")
    ]
    note = ("站点数与覆盖人口的关系。", "People covered against the number of public sites.")
    headers = ("公共站点 Sites", "覆盖人口 People", "占比 Share", "上界 Bound")
    return Section("站点数与覆盖", "Sites and coverage", (note,), _table(headers, rows))


def _not_known(plan: Plan) -> Section:
    return Section("尚不清楚的事项", "What is not known", tuple(plan.not_known))


def _provenance(plan: Plan) -> Section:
    headers = ("图层 Layer", "行数 Rows", "来源类别 Origin", "已核实 Verified", "来源 Source", "时间 As of")
    rows = [
        (
            str(row["layer"]),
            _number(row["rows"]),
            str(row["origin"]),
            _share(row["verified_share"]),
            str(row["source"]),
            str(row["as_of"]),
        )
        for row in plan.provenance.to_dict("records")
    ]
    return Section("数据来源", "Provenance", (), _table(headers, rows))


def _assumptions(plan: Plan) -> Section:
    """List single assumptions; bands by category and type stand in assumptions.csv only."""
    frame = plan.assumptions
    single = frame[~frame["name"].str.contains(r"\.bands\.|\.types\.")]
    rows = [
        (
            str(row["name"]),
            f"{row['value']:g}",
            str(row["unit"]),
            TAGS_ZH.get(str(row["tag"]), str(row["tag"])),
            str(row["source"]),
            str(row["as_of"]),
        )
        for row in single.to_dict("records")
    ]
    note = (
        f"共{len(frame)}项假设，全部见assumptions.csv；此处列单项{len(single)}项。",
        f"{len(frame)} assumptions in all, see assumptions.csv; {len(single)} single ones here.",
    )
    headers = ("名称 Name", "数值 Value", "单位 Unit", "可信程度 Tag", "来源 Source", "时间 As of")
    return Section("假设", "Assumptions", (note,), _table(headers, rows))


def _table(headers: Sequence[str], rows: Sequence[tuple[str, ...]]) -> ReportTable:
    return ReportTable(tuple(headers), tuple(rows))


def _number(value: Any, decimals: int = 0) -> str:  # noqa: ANN401 - a cell of a frame
    return "—" if value is None or pd.isna(value) else f"{value:,.{decimals}f}"


def _share(value: Any) -> str:  # noqa: ANN401 - a cell of a frame
    return "—" if value is None or pd.isna(value) else with_unit(value, "share").zh
