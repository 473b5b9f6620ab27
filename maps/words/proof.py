"""A certificate in words: what was proven, and what was not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from gisplan_numbers import NONE, Figure
from gisplan_words import Message, Series, message
from maps.words.text import is_null, tidy, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gisplan_words import Said

STAGES: Final = {
    "siting": "siting",
    "sizing: unmet energy": "unmet",
    "sizing: cost": "cost",
    "sizing": "sizing",
    "hydrogen served": "hydrogen-served",
    "hydrogen cost": "hydrogen-cost",
    "hydrogen": "hydrogen",
    "phasing": "phasing",
    "plan": "plan",
}
"""How the names of stages begin, the longer first, and what their messages ``stage-…`` are called."""


def gap_text(gap: object) -> Said:
    """Give a gap as a percentage with two significant digits, rounded up: never closer than was proven."""
    if is_null(gap):
        return told(NONE)
    percent, digits = float(gap) * 100, 0  # type: ignore[arg-type]
    if percent > 0:
        step = 10.0 ** (math.floor(math.log10(percent)) - 1)
        percent = math.ceil(percent / step - 1e-9) * step
        digits = max(0, -math.floor(math.log10(step)))
        digits = 0 if digits == 1 and round(percent, 1) == round(percent) else digits
    return message("unit-share", number=Figure(max(percent, 0.0), decimals=digits))


def in_words(certificate: Mapping[str, Any]) -> Said:
    """Say what one certificate proves.

    Parameters
    ----------
    certificate
        Fields of a certificate; ``status`` and ``gap`` are read. Only ``optimal`` is called optimal; without
        a bound it says that there is no proof.
    """
    status, gap = certificate.get("status"), certificate.get("gap")
    if status == "feasible" and gap is not None and math.isfinite(gap):
        return message("proof-within", gap=gap_text(gap))
    if status in {"feasible", "heuristic"}:
        return message("proof-heuristic")
    if status in {"optimal", "infeasible"}:
        return message(f"proof-{status}")
    return message("proof-no-result", status=tidy(status))


def weakest(certificates: Sequence[Mapping[str, Any]]) -> Said:
    """Say what all stages together prove: the words of the stage that proves least, and its name."""
    if not certificates:
        return message("proof-none")
    least = max(certificates, key=_doubt)
    if len(certificates) == 1:
        return in_words(least)
    return message("proof-weakest", proof=in_words(least), stage=stage_name(least.get("stage")))


def by_layer(certificates: Sequence[Mapping[str, Any]]) -> dict[str, Said]:
    """Say what is proven of charging sites and of hydrogen: the weakest of the stages that decided them."""
    hydrogen = [row for row in certificates if str(row.get("stage")).startswith("hydrogen")]
    charging = [row for row in certificates if not str(row.get("stage")).startswith("hydrogen")]
    said: dict[str, Said] = {}
    for names, stages in (
        (("sites", "dropped", "coverage", "corridors"), charging),
        (("stations", "supply_links", "hydrogen_supply", "freight_routes"), hydrogen),
    ):
        said |= dict.fromkeys(names, weakest(stages)) if stages else {}
    return said


def stage_name(stage: object) -> Said:
    """Give the name of a solver stage, without its unit; one that is not known is shown as it is."""
    name = tidy(stage, 80)
    begins = next((start for start in STAGES if name.startswith(start)), None)
    if begins is None:
        return told(name)
    part = name.removeprefix(begins).partition(",")[0].strip(" :")
    return Series((Message(f"stage-{STAGES[begins]}"), part), "clauses")


def _doubt(certificate: Mapping[str, Any]) -> tuple[int, float]:
    gap = certificate.get("gap")
    known = gap is not None and math.isfinite(gap)
    rank = {"optimal": 0, "feasible": 1 if known else 2, "heuristic": 2}.get(
        str(certificate.get("status")), 3
    )
    return rank, float(gap) if gap is not None and known else 0.0
