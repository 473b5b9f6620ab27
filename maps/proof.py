"""A certificate in words: what was proven, and what was not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from maps.text import Pair, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
    """Say what all stages together prove: the words of the stage that proves least."""
    if not certificates:
        return Pair("无证明记录", "no certificate")
    return in_words(max(certificates, key=_doubt))


def _doubt(certificate: Mapping[str, Any]) -> tuple[int, float]:
    gap = certificate.get("gap")
    known = gap is not None and math.isfinite(gap)
    rank = {"optimal": 0, "feasible": 1 if known else 2, "heuristic": 2}.get(
        str(certificate.get("status")), 3
    )
    return rank, float(gap) if gap is not None and known else 0.0
