"""Which needs of siting hang on an open site: what keeps one open that alone covers nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.verify.bounds.needs import siting_needs
from gisplan.verify.bounds.sites import site_table
from gisplan.verify.charging.standing import open_public
from gisplan_words import inside, message
from layers.vocabulary import CATEGORIES

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from gisplan_words import Message

ROUND_OFF: Final = 1e-6
_KINDS: Final = {
    "kWh/day of tile ": "tile",
    "bays for the target": "target",
    "a public site within ": "place",
    "bays of category ": "category",
    "fast site of ": "stretch",
}
"""How the name of a need begins, by what it asks for."""


def needs_of(run: Plan, place: int) -> tuple[Message, ...]:
    """Say of an open public site which needs of siting the other open sites do not meet without it."""
    table = site_table(run, beside=False)
    public = np.flatnonzero((table.usable | table.open) & (table.frame["access"] == "public").to_numpy())
    at = np.flatnonzero(public == place)
    if not at.size:
        return ()
    opened = {*run.layers.sites["site_id"], *open_public(run)["site_id"]}
    here = run.evidence.candidates["site_id"].isin(opened).to_numpy()[public]
    others = here.copy()
    others[at] = False
    short = [
        name
        for name, (gives, least) in siting_needs(run, table, public)
        if gives[at[0]] > 0 and float(gives[others].sum()) < least * (1.0 - ROUND_OFF)
    ]
    return tuple(map(_said, dict.fromkeys(short)))


def _said(name: str) -> Message:
    begins, kind = next((begins, kind) for begins, kind in _KINDS.items() if name.startswith(begins))
    rest = name.removeprefix(begins)
    if kind == "category":
        return message("why-need-category", category=inside(CATEGORIES[rest]))
    if kind == "place":
        return message("why-need-place", place=rest.partition(" of ")[2], within=rest.partition(" m of ")[0])
    if kind == "stretch":
        road, _, stretch = rest.partition(" between km ")
        return message("why-need-stretch", road=road, stretch=stretch.replace(" and ", "–"))
    return message(f"why-need-{kind}")
