"""What a plan does not know, in Chinese and English, so that nobody takes silence for a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region

MOST_NAMED = 5
"""Names listed of what no road reaches."""


def not_known(region: Region, scenario: Scenario) -> list[tuple[str, str]]:
    """Say what the plan does not know, so that nobody takes silence for a pass."""
    out = [
        (
            "现有新能源汽车保有量和现有充电桩数量没有公开数据，均为带标注的输入假设。",
            "The present stock of vehicles and of chargers has no public figure; both are labelled inputs.",
        ),
        (
            "候选点位大多为模拟生成，落位前须现场核实；电网容量为合成值。",
            "Most candidate sites are modelled and need a survey before use; grid capacities are synthetic.",
        ),
        _ways(region, scenario),
        _road_ends(region),
    ]
    if region.protected is None:
        out.append(
            (
                "没有保护目标图层，加氢站安全间距未作评定；筛查结论不等于合规结论。",
                "No layer of protected objects: setbacks are not assessed. Screening is not compliance.",
            )
        )
    return out


def _road_ends(region: Region) -> tuple[str, str]:
    """Say how service areas are known, and beyond how many road ends the neighbours' sites are."""
    known = 0 if region.corridor_ends is None else len(region.corridor_ends)
    if not known:
        return (
            "高速公路服务区名录来自记忆或按间距模拟，未经核实；市界以外的相邻服务区未知，末端路段不作评定。",
            "Service areas are remembered or modelled; their neighbours beyond the border are not known.",
        )
    ends = 2 * len(region.corridors)
    en = (
        f"Service areas may be remembered or modelled; beyond {known} of {ends} road ends the neighbour's "
        "site is known, the other stretches to the border are not assessed."
    )
    return (
        f"高速公路服务区名录可能来自记忆或模拟；{ends}个路端中{known}个已知市界外相邻站，其余末端路段不作评定。",
        en,
    )


def _ways(region: Region, scenario: Scenario) -> tuple[str, str]:
    """Say how ways were measured, and what no road reaches."""
    if region.roads is None:
        detour = scenario.coverage.detour.value
        return (
            f"未载入路网，距离按直线距离乘绕行系数 {detour:g} 计算。",
            f"No road network is loaded: ways are straight lines times {detour:g}.",
        )
    lost = region.roads.unreachable()
    off_zh, off_en = "", ""
    if len(lost):
        first = ", ".join(lost["name"].head(MOST_NAMED)) + (" …" if len(lost) > MOST_NAMED else "")
        off_zh = f"{len(lost)}个网格或点位不与路网相连，视为不可达：{first}。"
        off_en = f" {len(lost)} cells or sites touch no road and count as out of reach: {first}."
    zh = "距离和氢气运距按区域路网计算；货运路线沿走廊，其外按直线。路况和禁行时段未知。"
    en = "Ways and hydrogen haul follow the roads, freight routes the corridors, else straight lines. "
    return zh + off_zh, en + "Traffic and hours of restriction are not known." + off_en
