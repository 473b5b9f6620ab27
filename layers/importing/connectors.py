"""Connectors of a register, and what they make of a station: chargers, bays, kW as far as they are said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from layers.importing.presets import CONNECTOR

if TYPE_CHECKING:
    from layers.importing.fields import Fields

COLUMNS: Final = (
    "row",
    "site_id",
    "charger_id",
    "charger_kw",
    "kind",
    "kw",
    "count",
    "charger",
    "operator",
    "opened",
)
COUNTED: Final = ("chargers", "points", "bays", "kw")
"""Fields of a station that are whole figures."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What a station holds.

    Attributes
    ----------
    chargers, bays, guns
        None where nobody says it.
    kw
        Rated power in all, NaN where nobody says it.
    said
        Connectors by kind with their kW, and the whole power, for the source of its row.
    """

    chargers: int | None = None
    bays: int | None = None
    said: str = ""
    guns: int | None = None
    kw: float = math.nan


_HELD: Final = ("site_id", "charger_id", "charger_kw", "kind", "kw", "count", "charger")


class _Held(NamedTuple):
    """One group of connectors of a station."""

    charger_id: str
    charger_kw: float
    kind: str
    kw: float
    guns: float
    charger: bool


@dataclass(frozen=True, slots=True)
class Connectors:
    """Connectors of stations, and those that stood twice.

    Attributes
    ----------
    connectors
        With `COLUMNS`: kW and count are NaN where nobody says them.
    twice
        Row, station and id of each that was counted once only.
    """

    connectors: pd.DataFrame
    twice: pd.DataFrame


def counting(table: pd.DataFrame) -> pd.DataFrame:
    """Give the rows that count for their station: of one that stands in part, those that stand."""
    stands = table["site_id"].isin(table.loc[table["status"] == "existing", "site_id"])
    return table[~(stands & (table["status"] != "existing"))]


def connectors_of(fields: Fields, table: pd.DataFrame) -> Connectors:
    """Give the connectors that the rows of standing stations hold.

    Parameters
    ----------
    fields
        Of the register.
    table
        Its rows that are part of the layer, with ``site_id``, ``status`` and ``row``.
    """
    counts = counting(table)
    parts = []
    for group in fields.preset.connectors:
        said = {
            name: column.loc[counts.index]
            for name in CONNECTOR
            if (column := fields.connector(group.columns, name)) is not None
        }
        if not said:
            continue
        figures = {
            name: fields.figures(said[name], fields.find(group.columns[name][0]))
            for name in ("kw", "count", "watts", "charger_kw")
            if name in said
        }
        if "watts" in figures:
            figures["kw"] = figures["watts"] / 1_000.0
        blank = pd.Series("", index=counts.index, dtype=object)
        part = counts[["row", "site_id", "operator", "opened"]].assign(
            id=said.get("id", blank),
            charger_id=said.get("charger_id", blank),
            kind=said.get("kind", blank).map(lambda text: fields.preset.kinds.get(text, text)),
            kw=figures.get("kw", np.nan),
            charger_kw=figures.get("charger_kw", np.nan),
            count=figures.get("count", 1.0),
            charger=group.charger,
        )
        there = (part["kind"] != "") | part["kw"].notna() | (part["id"] != "")
        if group.label:
            part["kind"] = group.label
            there = part["count"] > 0
        parts.append(part[there & ~(part["count"] == 0)])
    if not parts:
        return Connectors(pd.DataFrame(columns=COLUMNS), pd.DataFrame(columns=["row", "site_id", "id"]))
    held = pd.concat(parts).sort_values("row", kind="stable")
    known = ["site_id", "charger_id", "id"]
    twice = (held["id"] != "") & held.duplicated(known)
    return Connectors(held.loc[~twice, list(COLUMNS)], held.loc[twice, ["row", "site_id", "id"]])


def stocks(connectors: pd.DataFrame, table: pd.DataFrame) -> dict[str, Stock]:
    """Give what each station holds by its id.

    Parameters
    ----------
    connectors
        As `connectors_of` gives them.
    table
        Rows of the register with ``site_id`` and what they say of their station.
    """
    own = {name: table[f"said_{name}"] for name in COUNTED if f"said_{name}" in table}
    by = table["site_id"]
    sums = {name: own[name].groupby(by).sum(min_count=1) for name in ("chargers", "kw") if name in own}
    most = {name: own[name].groupby(by).max() for name in ("points", "bays") if name in own}
    plain = connectors.astype({"charger_kw": float, "kw": float, "count": float})
    held_by: dict[str, list[_Held]] = {}
    for one in zip(*(plain[name].tolist() for name in _HELD), strict=True):
        held_by.setdefault(one[0], []).append(_Held(*one[1:]))
    found = {}
    for site in by.unique():
        held = held_by.get(site, [])
        stated = _figure(sums.get("chargers"), site)
        chargers = stated if stated is not None else _counted(held)
        points = _figure(most.get("points"), site)
        power = sums["kw"].get(site, np.nan) if "kw" in sums else np.nan
        found[str(site)] = Stock(
            chargers if chargers is not None else points,
            _figure(most.get("bays"), site),
            _told(held, power, points),
            _guns(held),
            _power(held, power),
        )
    return found


def _counted(held: list[_Held]) -> int | None:
    """Count chargers: by their ids, else the connectors that each are one; None where a count lacks."""
    ids = {one.charger_id for one in held if one.charger_id}
    if ids:
        return len(ids)
    ones = [one.guns for one in held if one.charger]
    return None if not ones or any(map(math.isnan, ones)) else int(sum(ones))


def _guns(held: list[_Held]) -> int | None:
    """Count the connectors; None where there are none or a count lacks."""
    return (
        int(sum(one.guns for one in held)) if held and not any(math.isnan(one.guns) for one in held) else None
    )


def _power(held: list[_Held], said: float) -> float:
    """Give the rated power: the register's, else that of the cabinets, else that of the connectors."""
    if not math.isnan(said):
        return said
    cabinets = {one.charger_id: one.charger_kw for one in held if one.charger_id}
    power = sum(cabinets.values()) if cabinets else math.nan
    if math.isnan(power) and held:
        power = sum(one.kw * one.guns for one in held)
    return power


def _told(held: list[_Held], power: float, points: int | None) -> str:
    kinds: dict[tuple[str, float], float] = {}
    for one in held:
        at = (one.kind or "connector", -1.0 if math.isnan(one.kw) else one.kw)
        kinds[at] = kinds.get(at, 0.0) + one.guns
    parts = [
        f"{'?' if math.isnan(count) else f'{count:g}'} x {kind}{f' {kw:g} kW' if kw >= 0 else ''}"
        for (kind, kw), count in kinds.items()
    ]
    power = _power(held, power)
    kw = "" if math.isnan(power) else f"{power:g} kW"
    said = [", ".join(parts), kw, f"{points} points" if points else ""]
    return "; ".join(part for part in said if part)


def _figure(found: Any, site: Any) -> int | None:  # noqa: ANN401 - a Series or None, an id
    value = np.nan if found is None else found.get(site, np.nan)
    return None if np.isnan(value) else int(value)
