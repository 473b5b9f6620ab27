"""What a plan does not know, in Chinese and English, so that nobody takes silence for a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gisplan.scenario import Scenario
    from layers.region import Region


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
        (
            f"未载入路网，距离按直线距离乘绕行系数 {scenario.coverage.detour.value:g} 计算。",
            f"No road network is loaded: ways are straight lines times {scenario.coverage.detour.value:g}.",
        ),
        (
            "高速公路服务区名录来自记忆或按间距模拟，未经核实；市界以外的相邻服务区未知，末端路段不作评定。",
            "Service areas are remembered or modelled; their neighbours beyond the border are not known.",
        ),
    ]
    if region.protected is None:
        out.append(
            (
                "没有保护目标图层，加氢站安全间距未作评定；筛查结论不等于合规结论。",
                "No layer of protected objects: setbacks are not assessed. Screening is not compliance.",
            )
        )
    return out
