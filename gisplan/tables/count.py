"""What the tables of the count call things: plans beside the plan, rules, and bands of distance and use."""

from __future__ import annotations

from typing import Final

THIS: Final = "plan"
OTHERS: Final = ("fewest", "energy", "target")
"""The plan itself, and the plans beside it (`gisplan.planning.chargers.others`)."""

TARGET: Final = "chargers.target"
NOTHING: Final = "none"
"""Key of the target, and what stands for one where the gap of the cost leaves what no rule needs."""

SPARE: Final = 1e-4
"""Share of the energy served that whole chargers of the other plans may leave unmet beyond the plan."""

ROUND_OFF: Final = 1e-6
"""Chargers by which a rule may be missed, and share of a charger's energy that it may lack."""

THOUSAND: Final = 1000
WAYS_M: Final = (0.0, 500.0, 1000.0, 2000.0, 3000.0, 5000.0, 8000.0)
"""Beyond these ways bands of distance begin, metres; the first is from the site in the cell itself."""

LITTLE_USED: Final = 0.02
"""Utilisation below which the chargers of a site are said to be little used."""


def kept_text(kept: dict[str, int]) -> str:
    """Write which rule keeps how many chargers of a site, as column ``kept_by`` has it."""
    return "; ".join(f"{key} {count}" for key, count in kept.items() if count)
