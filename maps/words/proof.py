"""A certificate in words: what was proven, and what was not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from gisplan_numbers import NONE, Figure
from gisplan_words import Message, Series, listed, message
from maps.words.text import is_null, tidy, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gisplan_words import Said

STAGES: Final = {
    "lorries: cost": "lorries",
    "siting": "siting",
    "sizing: unmet energy": "unmet",
    "sizing: cost": "cost",
    "sizing: evenness of use": "use",
    "sizing": "sizing",
    "hydrogen served": "hydrogen-served",
    "hydrogen cost": "hydrogen-cost",
    "hydrogen ties: freight refuelled": "tie-freight",
    "hydrogen ties: way to what stands": "tie-standing",
    "hydrogen ties: verified sites": "tie-verified",
    "hydrogen ties: capacity": "tie-spare",
    "hydrogen": "hydrogen",
    "integrated: stations": "integrated-stations",
    "integrated: share": "integrated-share",
    "integrated: cost": "integrated-cost",
    "phasing: energy served before the horizon": "phasing-served",
    "phasing": "phasing",
    "plan": "plan",
    "count: unmet energy at any sites": "unmet-anywhere",
    "count: fewest chargers": "fewest",
    "count: cost of the energy alone": "energy-alone",
}
"""How the names of stages begin, the longer first, and what their messages ``stage-…`` are called."""

_ANSWERS: Final = ("optimal", "feasible", "heuristic")
"""Statuses of a certificate that speaks of an answer."""


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
        Fields of a certificate with its ``grade`` and the gap ``asked``. Only what is ``close`` is called
        proven, and of that only ``optimal`` is called optimal. What the time limit stopped is said to be so.
    """
    status, grade = certificate["status"], certificate["grade"]
    said = _proven(certificate, status, grade)
    return message("proof-braked", proof=said) if certificate.get("braked") else said


def _proven(certificate: Mapping[str, Any], status: str, grade: str) -> Said:
    if status not in _ANSWERS:
        known = {"infeasible": "proof-infeasible"}
        return message(known[status]) if status in known else message("proof-no-result", status=tidy(status))
    if grade == "no-proof":
        return message("proof-no-proof")
    gap = gap_text(certificate["gap"])
    if grade == "wide":
        return message("proof-wide", gap=gap, asked=gap_text(certificate["asked"]))
    return message("proof-optimal") if status == "optimal" else message("proof-within", gap=gap)


def weakest(certificates: Sequence[Mapping[str, Any]]) -> Said:
    """Say what all stages together prove: the words of the stage that proves least, and its name."""
    certificates = [row for row in certificates if not _aside(row)]
    if not certificates:
        return message("proof-none")
    least = max(certificates, key=_doubt)
    if len(certificates) == 1:
        return in_words(least)
    return message("proof-weakest", proof=in_words(least), stage=stage_name(least.get("stage")))


def weakest_grade(certificates: Sequence[Mapping[str, Any]]) -> str:
    """Give the grade of the stage that proves least, by which its words are coloured."""
    stages = [row for row in certificates if not _aside(row)]
    return str(max(stages, key=_doubt)["grade"]) if stages else "no-proof"


def draft_words(certificates: Sequence[Mapping[str, Any]]) -> Said | None:
    """Say which stages miss the gap asked, and what to do; None where all meet it: the plan is no draft."""
    missed = [
        row for row in certificates if row["grade"] != "close" and row["stage"] != "plan" and not _aside(row)
    ]
    if not missed:
        return None
    stages = listed(
        message(f"draft-{row['grade']}", stage=stage_name(row["stage"]), gap=gap_text(row["gap"]))
        for row in missed
    )
    braked = "-braked" if any(row.get("braked") for row in missed) else ""
    return message(f"draft-why{braked}", stages=stages, asked=gap_text(missed[0]["asked"]))


def by_layer(
    certificates: Sequence[Mapping[str, Any]],
) -> dict[str, Sequence[Mapping[str, Any]]]:
    """Give the stages that decided each layer of charging sites and of hydrogen; none for other layers."""
    hydrogen = [row for row in certificates if str(row.get("stage")).startswith("hydrogen")]
    charging = [row for row in certificates if not str(row.get("stage")).startswith("hydrogen")]
    found: dict[str, Sequence[Mapping[str, Any]]] = {}
    for names, stages in (
        (("sites", "dropped", "coverage", "corridors"), charging),
        (("stations", "supply_links", "hydrogen_supply", "freight_routes"), hydrogen),
    ):
        found |= dict.fromkeys(names, stages) if stages else {}
    return found


def stage_name(stage: object) -> Said:
    """Give the name of a solver stage, without its unit; one that is not known is shown as it is."""
    name = tidy(stage, 80)
    begins = next((start for start in STAGES if name.startswith(start)), None)
    if begins is None:
        kind, _, served = name.rpartition(" ")
        return Message("stage-facilities", {"kind": kind}) if served == "served" else told(name)
    part = name.removeprefix(begins).partition(",")[0].strip(" :")
    return Series((Message(f"stage-{STAGES[begins]}"), part), "clauses")


def _aside(certificate: Mapping[str, Any]) -> bool:
    """Tell whether a certificate is of a plan beside the plan, or of a tie among plans as good."""
    return str(certificate.get("stage")).startswith(("count: ", "hydrogen ties: "))


def _doubt(certificate: Mapping[str, Any]) -> tuple[int, float]:
    gap, status = certificate["gap"], certificate["status"]
    rank = ("close", "wide", "no-proof").index(certificate["grade"]) if status in _ANSWERS else len(_ANSWERS)
    return rank, 0.0 if gap is None else float(gap)
