"""Tiers of districts: a region names its own, and says which of three roles each plays.

A role is what the shared tables know: figures of the demand model, tanks of fuel stations and radii of
coverage that stand for a role hold for every tier that plays it, unless the tier has its own. The middle of a
city, where no hydrogen station of class I may stand, is its tiers of the role ``central``.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gisplan_errors import LayerError
from gisplan_files import read_toml
from gisplan_words import lines, listed, message
from layers.vocabulary import TIER_NAME, TIERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    from gisplan_words import Message

CENTRAL = "central"
ROLES = tuple(TIERS)
"""What a tier may be to the shared tables: the core of a city, its inner suburbs, its outer districts."""
GROUPS = "groups"
KEYS = ("name_zh", "name_en", "role")


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier of a region.

    Attributes
    ----------
    name
        As the column ``tier`` of the districts and the tables of a scenario write it.
    name_zh, name_en
        Labels.
    role
        One of `ROLES`.
    """

    name: str
    name_zh: str
    name_en: str
    role: str


@dataclass(frozen=True)
class Tiers:
    """The tiers of a region, by name.

    Attributes
    ----------
    by_name
        Every tier, in the order of the file.
    groups
        Words of policies that stand for several tiers ("central six and Binhai"), and the tiers.
    """

    by_name: Mapping[str, Tier]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def roles(self) -> dict[str, str]:
        """Give the role of every tier by the tier's name."""
        return {name: tier.role for name, tier in self.by_name.items()}

    def labels(self) -> dict[str, dict[str, str]]:
        """Give name_zh and name_en of every tier by its name."""
        labels = KEYS[:2]
        return {name: {key: getattr(tier, key) for key in labels} for name, tier in self.by_name.items()}

    def of_role(self, role: str) -> tuple[str, ...]:
        """List the tiers that play a role."""
        return tuple(name for name, tier in self.by_name.items() if tier.role == role)

    def unknown(self, names: Iterable[str]) -> list[Message]:
        """Say of every name that is no tier of the region so, with the tiers it has."""
        return [
            _hinted(message("layers-tier-unknown", name=name, known=listed(self.by_name)), name, self)
            for name in dict.fromkeys(map(str, names))
            if name not in self.by_name
        ]

    def refuse_unknown(self, districts: pd.DataFrame, where: str) -> None:
        """Refuse districts of a tier that the region does not name.

        Parameters
        ----------
        districts
            adcode, tier.
        where
            The file or layer, for the message.

        Raises
        ------
        LayerError
            With a line for every tier, its districts and what the region's tiers are.
        """
        faults = [
            message("layers-tier-of", where=where, codes=listed(part["adcode"].astype(str)), fault=fault)
            for tier, part in districts.groupby("tier", sort=True)
            for fault in self.unknown([str(tier)])
        ]
        if faults:
            raise LayerError(lines(faults))


def usual_tiers() -> Tiers:
    """Give the tiers of a region that names none: the three roles themselves."""
    named = {name: Tier(name, term.zh, term.en, name) for name, term in TIERS.items()}
    return Tiers(MappingProxyType(named))


def region_tiers(folder: Path) -> Tiers:
    """Read ``tiers.toml`` of a region's folder; a folder without one has the usual tiers.

    Raises
    ------
    LayerError
        The file is not TOML, or a tier lacks a name or a role; every fault is named with its tier.
    """
    path = folder / "tiers.toml"
    return read_tiers(path) if path.is_file() else usual_tiers()


def read_tiers(path: Path) -> Tiers:
    """Read the tiers of a region.

    Parameters
    ----------
    path
        TOML with a table a tier (name_zh, name_en, role), and where policies have words for several of them a
        table ``groups``: words to a list of tiers.

    Returns
    -------
    Tiers
        In the order of the file.

    Raises
    ------
    LayerError
        As from `region_tiers`.
    """
    table = read_toml(path, LayerError)
    groups = table.pop(GROUPS, {})
    faults = [fault for name, row in table.items() for fault in _faults(name, row)]
    if not table:
        faults.append(message("layers-tier-none", known=listed(KEYS)))
    if not faults:
        faults = _group_faults(groups, table)
    if faults:
        raise LayerError(lines(message("layers-of", place=str(path), fault=fault) for fault in faults))
    tiers = {name: Tier(name, *(row[key] for key in KEYS)) for name, row in table.items()}
    words = {word: tuple(names) for word, names in groups.items()}
    return Tiers(MappingProxyType(tiers), MappingProxyType(words))


def _faults(name: str, row: Any) -> list[Message]:  # noqa: ANN401 - a TOML value is of any kind
    if not isinstance(row, dict):
        return [message("layers-tier-table", place=f"{name} = {row!r}", known=listed(KEYS))]
    faults = [message("layers-figure-key", key=key, known=listed(KEYS)) for key in row if key not in KEYS]
    if not re.fullmatch(TIER_NAME, name):
        faults.append(message("layers-tier-word"))
    faults += [
        message("layers-tier-name", key=key, value=repr(row.get(key)))
        for key in KEYS[:2]
        if not isinstance(row.get(key), str) or not row[key].strip()
    ]
    if row.get("role") not in ROLES:
        faults.append(message("layers-tier-role", value=repr(row.get("role")), known=listed(ROLES)))
    return [message("layers-tier-fault", name=name, fault=fault) for fault in faults]


def _group_faults(groups: Any, table: Mapping[str, Any]) -> list[Message]:  # noqa: ANN401 - a TOML value is of any kind
    if not isinstance(groups, dict) or not all(isinstance(names, list) for names in groups.values()):
        return [message("layers-tier-groups", key=GROUPS)]
    return [
        message(
            "layers-of",
            place=f"{GROUPS}: {word!r}",
            fault=message("layers-tier-unknown", name=name, known=listed(table)),
        )
        for word, names in groups.items()
        for name in names
        if name not in table
    ]


def _hinted(fault: Message, name: str, tiers: Tiers) -> Message:
    near = difflib.get_close_matches(name, list(tiers.by_name), n=1)
    if not near:
        return fault
    return message("layers-hinted", fault=fault, hint=message("layers-meant", name=near[0]))
