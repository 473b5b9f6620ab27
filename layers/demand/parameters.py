"""The figures of the demand model, by name: value, unit, source, tag and date.

They stand in ``data/rules/demand.toml``; a region's folder may hold a ``demand.toml`` that replaces some or
gives those of its own tiers, and a scenario replaces by name what it likes. What is remembered is tagged
``memory``, what is assumed ``modelled``; both are inputs for a planner to replace.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gisplan_errors import LayerError, ScenarioError
from gisplan_words import Message, lines, listed, message
from layers.districts.tiers import CENTRAL, ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


TAGS = ("text", "press", "memory", "modelled", "official")

MET_BY_STOCK = ("existing_public_share", "existing_fleet_share")
"""Shares of the growth that standing chargers meet where nobody tells which chargers stand."""
STOCK_GIVEN = "the layer of standing stations tells what stands and what it serves"

COMPONENTS = ("settlements", "seat", "work", "gradient", "base")
"""What people of a district may be spread by; a tier's mixture are its figures ``spread_<component>``."""


@dataclass(frozen=True)
class Coefficient:
    """One number of the demand model and where it comes from.

    Attributes
    ----------
    value
        Central value, in ``unit``.
    unit
        Unit in words; ``share`` means a number from 0 to 1.
    source
        The document, or the words that say there is none.
    tag
        ``text``, ``press``, ``memory``, ``modelled`` or ``official``.
    as_of
        Year or ISO date that the value describes.
    low, high
        Range for a sensitivity run, where one is known.
    tier
        The tier it holds for, which its name ends in; empty: it holds for all.
    given
        A region or a scenario gave it in place of the usual one.
    """

    value: float
    unit: str
    source: str
    tag: str
    as_of: str
    low: float | None = None
    high: float | None = None
    tier: str = ""
    given: bool = False


@dataclass(frozen=True)
class DemandParameters:
    """Figures of grid, population spread, charging energy and hydrogen.

    Attributes
    ----------
    figures
        Every figure by name, in the order of the model.
    roles
        Role (`layers.districts.tiers.ROLES`) of every tier of the region, by the tier's name.

    Raises
    ------
    ScenarioError
        If a value is not finite, is negative, or a share is above one; all faults are listed at once.
    """

    figures: Mapping[str, Coefficient]
    roles: Mapping[str, str] = field(default_factory=lambda: {role: role for role in ROLES})

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", MappingProxyType(dict(self.figures)))
        object.__setattr__(self, "roles", MappingProxyType(dict(self.roles)))
        faults = []
        for name, figure in self.figures.items():
            value = figure.value
            if not math.isfinite(value) or value < 0.0:
                told = {"name": name, "value": str(value), "unit": figure.unit}
                faults.append(message("layers-coefficient-least", **told))
            elif figure.unit == "share" and value > 1.0:
                faults.append(message("layers-coefficient-share", name=name, value=str(value)))
            elif value == 0.0 and (figure.unit == "m" or name == "charging_efficiency"):
                # The model divides by them.
                faults.append(message("layers-coefficient-zero", name=name))
            if figure.tag not in TAGS:
                fault = message("layers-figure-tag", tag=figure.tag, known=listed(TAGS))
                faults.append(message("layers-of", place=f"demand.{name}", fault=fault))
        if faults:
            raise ScenarioError(lines(faults))

    def __getitem__(self, name: str) -> Coefficient:
        """Give a figure with its source by name.

        Raises
        ------
        ScenarioError
            If there is no such figure; the nearest is named.
        """
        if name not in self.figures:
            raise ScenarioError(message("layers-coefficient", name=name, fault=self._stranger(name)))
        return self.figures[name]

    def value(self, name: str) -> float:
        """Give the value of a figure by name; raises as ``[name]`` does.

        Parameters
        ----------
        name
            Name of the figure.

        Returns
        -------
        float
            In the figure's own unit.
        """
        return self[name].value

    def role(self, tier: str) -> str:
        """Give the role of a tier.

        Parameters
        ----------
        tier
            A tier that the region names.

        Returns
        -------
        str
            The role it plays in the demand model, such as ``central``.

        Raises
        ------
        LayerError
            If the region names no such tier.
        """
        if tier not in self.roles:
            raise LayerError(message("layers-tier-unknown", name=tier, known=", ".join(self.roles)))
        return self.roles[tier]

    @property
    def core(self) -> tuple[str, ...]:
        """The tiers that are the core of a city."""
        return tuple(tier for tier, role in self.roles.items() if role == CENTRAL)

    def name_of_tier(self, family: str, tier: str) -> str:
        """Name the figure of ``family`` (such as ``own_bay_share``) of a tier: its own, else its role's.

        Raises as `role` does.

        Parameters
        ----------
        family
            Name of the figure without its tier.
        tier
            A tier that the region names.

        Returns
        -------
        str
            Name of a figure.
        """
        role, own = self.role(tier), f"{family}_{tier}"
        return own if own in self.figures else f"{family}_{role}"

    def of_tier(self, family: str, tier: str) -> float:
        """Give the value of the figure that `name_of_tier` names; raises as `role` does.

        Parameters
        ----------
        family
            Name of the figure without its tier.
        tier
            A tier that the region names.

        Returns
        -------
        float
            In the figure's own unit.
        """
        return self.value(self.name_of_tier(family, tier))

    def gives(self, family: str, tier: str) -> bool:
        """Tell whether what `of_tier` gives was given by a region or a scenario in place of the usual.

        Raises as `role` does.

        Parameters
        ----------
        family
            Name of the figure without its tier.
        tier
            A tier that the region names.

        Returns
        -------
        bool
            Whether it holds before what a census tells.
        """
        return self[self.name_of_tier(family, tier)].given

    def mixture(self, tier: str) -> dict[str, float]:
        """Give the shares that spread a tier's people, by component; its own before those of its role.

        Parameters
        ----------
        tier
            A tier that the region names.

        Returns
        -------
        dict of str to float
            Share by component of the mixture.
        """
        names = (tier, self.role(tier))
        held = [part for part in COMPONENTS if any(f"spread_{part}_{name}" in self.figures for name in names)]
        return {part: self.of_tier(f"spread_{part}", tier) for part in held}

    def items(self) -> list[tuple[str, Coefficient]]:
        """List (name, figure) in the order of the model.

        Returns
        -------
        list of tuple
            Name and ``Coefficient`` of every figure.
        """
        return list(self.figures.items())

    def values_of(self, names: Iterable[str]) -> tuple[float, ...]:
        """Give the values of some figures.

        Parameters
        ----------
        names
            Of figures of the model.

        Returns
        -------
        tuple of float
            In their own units.
        """
        return tuple(self.value(name) for name in names)

    def with_roles(self, roles: Mapping[str, str]) -> DemandParameters:
        """Copy for a region whose tiers play these roles.

        Parameters
        ----------
        roles
            Role by the name of each tier.

        Returns
        -------
        DemandParameters
            A copy; the figures are the same.
        """
        return dataclasses.replace(self, roles=roles)

    def without_stock(self) -> DemandParameters:
        """Copy for a region that tells which chargers stand: no share of the growth counts as met by them.

        Returns
        -------
        DemandParameters
            The two shares are 0, and say why.
        """
        none = {
            name: dataclasses.replace(self[name], value=0.0, source=STOCK_GIVEN, tag="modelled", given=True)
            for name in MET_BY_STOCK
        }
        return self.replace(**none)

    def replace(self, **changes: float | Coefficient) -> DemandParameters:
        """Copy with some figures changed, or given for a tier that so far takes those of its role.

        Parameters
        ----------
        **changes
            Name to a number (unit, range and date stay; the source then says that it was set), or to
            a whole ``Coefficient``.

        Returns
        -------
        DemandParameters
            The copy.

        Raises
        ------
        ScenarioError
            If a name or its tier is unknown (the nearest known one is named), or a value is not valid.
        """
        figures = dict(self.figures)
        for name, change in changes.items():
            old = self.replaced_by(name)
            if isinstance(change, Coefficient):
                new = dataclasses.replace(change, tier=old.tier, given=True)
            elif isinstance(change, bool) or not isinstance(change, int | float):
                raise ScenarioError(message("layers-coefficient-number", name=name, value=repr(change)))
            else:
                source = f"set by the user in place of {old.value:g} ({old.tag})"
                new = dataclasses.replace(old, value=float(change), source=source, tag="modelled", given=True)
            figures = _placed(figures, name, new)
        return dataclasses.replace(self, figures=figures)

    def replaced_by(self, name: str) -> Coefficient:
        """Give the figure that one of this name replaces: of a tier without its own, that of its role.

        A mixture's component that the role lacks is a share of 0.

        Parameters
        ----------
        name
            Name of a figure, of a tier or not.

        Returns
        -------
        Coefficient
            With its unit, range and source.

        Raises
        ------
        ScenarioError
            If a name or its tier is unknown; the nearest known one is named.
        """
        parts = self._family(name)
        if name in self.figures or parts is None or parts[1] not in self.roles:
            return self[name]
        family, tier = parts
        of_role = self.figures.get(f"{family}_{self.roles[tier]}")
        like = of_role or next(row for key, row in self.figures.items() if key.startswith(f"{family}_"))
        return dataclasses.replace(like, tier=tier, value=like.value if of_role else 0.0)

    def rows(self) -> list[dict[str, Any]]:
        """Tabulate the figures: name, value, low, high, unit, source, tag, as_of.

        Returns
        -------
        list of dict
            One row a figure, in the order of the model.
        """
        keys = ("value", "low", "high", "unit", "source", "tag", "as_of")
        return [{"name": name, **{key: getattr(row, key) for key in keys}} for name, row in self.items()]

    def _family(self, name: str) -> tuple[str, str] | None:
        """Part a name into a family of figures by tier and what should be a tier; None: it has none."""
        families = {key.removesuffix(f"_{row.tier}") for key, row in self.figures.items() if row.tier}
        found = next((family for family in families if name.startswith(f"{family}_")), None)
        return None if found is None else (found, name.removeprefix(f"{found}_"))

    def _stranger(self, name: str) -> Message:
        parts = self._family(name)
        if parts is not None and parts[1] not in self.roles:
            return message("layers-tier-unknown", name=parts[1], known=", ".join(self.roles))
        near = difflib.get_close_matches(name, list(self.figures), n=1)
        return (
            message("layers-coefficient-near", near=near[0]) if near else message("layers-coefficient-none")
        )


def _placed(figures: Mapping[str, Coefficient], name: str, figure: Coefficient) -> dict[str, Coefficient]:
    """Put a figure in its place, a new one of a tier behind those of the other tiers."""
    if name in figures:
        return {**figures, name: figure}
    rows, family = list(figures.items()), name.removesuffix(figure.tier)
    of_tiers = [place for place, (key, row) in enumerate(rows) if row.tier and key == family + row.tier]
    theme = name.split("_", 1)[0] + "_"  # a component of a mixture that no tier has so far
    last = max(of_tiers or [place for place, (key, _) in enumerate(rows) if key.startswith(theme)])
    rows.insert(last + 1, (name, figure))
    return dict(rows)
