"""A certificate in words: what was proven, and what was not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from maps.words.text import Pair, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


STAGES: Final[Mapping[str, str]] = {
    "siting": "选址",
    "sizing: unmet": "定容：未满足电量",
    "sizing: cost": "定容：成本",
    "sizing": "定容",
    "hydrogen served": "加氢：供氢量",
    "hydrogen cost": "加氢：成本",
    "hydrogen": "加氢",
}
"""Chinese names of stages by how they begin, the longer first."""


def gap_text(gap: float) -> str:
    """Give a gap as a percentage with two significant digits, rounded up: never closer than was proven."""
    percent = gap * 100
    if percent <= 0:
        return "0 %"
    step = 10.0 ** (math.floor(math.log10(percent)) - 1)
    rounded = math.ceil(percent / step - 1e-9) * step
    return f"{rounded:.{max(0, -math.floor(math.log10(step)))}f} %".replace(".0 %", " %")


def in_words(certificate: Mapping[str, Any]) -> Pair:
    """Say what one certificate proves.

    Parameters
    ----------
    certificate
        Fields of a certificate; ``status`` and ``gap`` are read.

    Returns
    -------
    Pair
        Chinese and English sentence. Only ``optimal`` is called optimal; without a bound it says "no proof".
    """
    status, gap = certificate.get("status"), certificate.get("gap")
    if status == "optimal":
        return Pair("已证明为最优", "proven optimal")
    if status == "feasible" and gap is not None and math.isfinite(gap):
        text = gap_text(float(gap))
        return Pair(f"已证明与可能的最优值相差不超过 {text}", f"proven within {text} of the best possible")
    if status in {"feasible", "heuristic"}:
        return Pair("可行方案，未证明最优（启发式）", "a feasible plan, no proof of optimality (heuristic)")
    if status == "infeasible":
        return Pair("已证明无可行方案", "proven infeasible")
    return Pair(f"未求得结果（{tidy(status)}）", f"no result ({tidy(status)})")


def weakest(certificates: Sequence[Mapping[str, Any]]) -> Pair:
    """Say what all stages together prove: the words of the stage that proves least, and its name."""
    if not certificates:
        return Pair("无证明记录", "no certificate")
    least = max(certificates, key=_doubt)
    words, name = in_words(least), stage_name(least.get("stage"))
    if len(certificates) == 1:
        return words
    return Pair(f"{words.zh}（证明最弱的阶段：{name.zh}）", f"{words.en} (weakest stage: {name.en})")


def by_layer(certificates: Sequence[Mapping[str, Any]]) -> dict[str, Pair]:
    """Say what is proven of charging sites and of hydrogen: the weakest of the stages that decided them."""
    hydrogen = [row for row in certificates if str(row.get("stage")).startswith("hydrogen")]
    charging = [row for row in certificates if not str(row.get("stage")).startswith("hydrogen")]
    told: dict[str, Pair] = {}
    for names, stages in (
        (("sites", "dropped", "coverage", "corridors"), charging),
        (("stations", "supply_links", "hydrogen_supply", "freight_routes"), hydrogen),
    ):
        told |= dict.fromkeys(names, weakest(stages)) if stages else {}
    return told


def stage_name(stage: object) -> Pair:
    """Give the name of a solver stage; one that is not known is shown as it is."""
    name = tidy(stage, 80)
    chinese = next((zh for start, zh in STAGES.items() if name.startswith(start)), name)
    return Pair(chinese, name)


def _doubt(certificate: Mapping[str, Any]) -> tuple[int, float]:
    gap = certificate.get("gap")
    known = gap is not None and math.isfinite(gap)
    rank = {"optimal": 0, "feasible": 1 if known else 2, "heuristic": 2}.get(
        str(certificate.get("status")), 3
    )
    return rank, float(gap) if gap is not None and known else 0.0
