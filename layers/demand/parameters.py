"""The figures of the demand model, by name: value, unit, source, tag and date.

They stand in ``data/rules/demand.toml``; a region's folder may hold a ``demand.toml`` that replaces some or
gives those of its own tiers, and a scenario replaces by name what it likes. What is remembered is tagged
``memory``, what is assumed ``modelled``; both are inputs for a planner to replace.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gisplan_errors import LayerError, ScenarioError
from gisplan_files import read_toml
from layers.districts.tiers import CENTRAL, ROLES, region_tiers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


TAGS = ("text", "press", "memory", "modelled", "official")
NEEDED = ("value", "unit", "source", "tag", "as_of")
OPTIONAL = ("low", "high", "tier")
AS_OF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

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
    """

    value: float
    unit: str
    source: str
    tag: str
    as_of: str
    low: float | None = None
    high: float | None = None
    tier: str = ""


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
                faults.append(f"demand.{name} = {value}: expected at least 0 {figure.unit}")
            elif figure.unit == "share" and value > 1.0:
                faults.append(f"demand.{name} = {value}: expected a share from 0 to 1, not per cent")
            elif value == 0.0 and name in _POSITIVE:
                faults.append(f"demand.{name} = 0: expected a number above 0")
            if figure.tag not in TAGS:
                faults.append(f"demand.{name}: tag {figure.tag!r}, expected one of {', '.join(TAGS)}")
        if faults:
            raise ScenarioError("\n".join(faults))

    def __getitem__(self, name: str) -> Coefficient:
        """Give a figure with its source by name.

        Raises
        ------
        ScenarioError
            If there is no such figure; the nearest is named.
        """
        if name not in self.figures:
            raise ScenarioError(f"[demand] {name}: {self._stranger(name)}")
        return self.figures[name]

    def value(self, name: str) -> float:
        """Give the value of a figure by name; raises as ``[name]`` does."""
        return self[name].value

    def role(self, tier: str) -> str:
        """Give the role of a tier.

        Raises
        ------
        LayerError
            If the region names no such tier.
        """
        if tier not in self.roles:
            raise LayerError(f"tier {tier!r} is unknown; the region's tiers are {', '.join(self.roles)}")
        return self.roles[tier]

    @property
    def core(self) -> tuple[str, ...]:
        """The tiers that are the core of a city."""
        return tuple(tier for tier, role in self.roles.items() if role == CENTRAL)

    def of_tier(self, family: str, tier: str) -> float:
        """Give the value of ``family`` (such as ``own_bay_share``) for a tier: its own, else its role's.

        Raises as `role` does.
        """
        role, own = self.role(tier), self.figures.get(f"{family}_{tier}")
        return self.value(f"{family}_{role}") if own is None else own.value

    def mixture(self, tier: str) -> dict[str, float]:
        """Give the shares that spread a tier's people, by component; its own before those of its role."""
        names = (tier, self.role(tier))
        held = [part for part in COMPONENTS if any(f"spread_{part}_{name}" in self.figures for name in names)]
        return {part: self.of_tier(f"spread_{part}", tier) for part in held}

    def items(self) -> list[tuple[str, Coefficient]]:
        """List (name, figure) in the order of the model."""
        return list(self.figures.items())

    def with_roles(self, roles: Mapping[str, str]) -> DemandParameters:
        """Copy for a region whose tiers play these roles."""
        return dataclasses.replace(self, roles=roles)

    def replace(self, **changes: float | Coefficient) -> DemandParameters:
        """Copy with some figures changed, or given for a tier that so far takes those of its role.

        Parameters
        ----------
        changes
            Name to a number (unit, range and date stay; the source then says that it was set), or to
            a whole ``Coefficient``.

        Raises
        ------
        ScenarioError
            If a name or its tier is unknown (the nearest known one is named), or a value is not valid.
        """
        figures = dict(self.figures)
        for name, change in changes.items():
            old = self.replaced_by(name)
            if isinstance(change, Coefficient):
                new = dataclasses.replace(change, tier=old.tier)
            elif isinstance(change, bool) or not isinstance(change, int | float):
                raise ScenarioError(f"[demand] {name} = {change!r}: expected a number")
            else:
                source = f"set by the user in place of {old.value:g} ({old.tag})"
                new = dataclasses.replace(old, value=float(change), source=source, tag="modelled")
            figures = _placed(figures, name, new)
        return dataclasses.replace(self, figures=figures)

    def replaced_by(self, name: str) -> Coefficient:
        """Give the figure that one of this name replaces: of a tier without its own, that of its role.

        A mixture's component that the role lacks is a share of 0.

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
        """Tabulate the figures: name, value, low, high, unit, source, tag, as_of."""
        keys = ("value", "low", "high", "unit", "source", "tag", "as_of")
        return [{"name": name, **{key: getattr(row, key) for key in keys}} for name, row in self.items()]

    def _family(self, name: str) -> tuple[str, str] | None:
        """Part a name into a family of figures by tier and what should be a tier; None: it has none."""
        families = {key.removesuffix(f"_{row.tier}") for key, row in self.figures.items() if row.tier}
        found = next((family for family in families if name.startswith(f"{family}_")), None)
        return None if found is None else (found, name.removeprefix(f"{found}_"))

    def _stranger(self, name: str) -> str:
        parts = self._family(name)
        if parts is not None and parts[1] not in self.roles:
            return f"tier {parts[1]!r} is unknown; the region's tiers are {', '.join(self.roles)}"
        near = difflib.get_close_matches(name, list(self.figures), n=1)
        return "no such coefficient" + (f"; did you mean {near[0]!r}?" if near else "")


def read_demand_parameters(path: Path) -> DemandParameters:
    """Read the table of all figures.

    Parameters
    ----------
    path
        TOML: a name to value, unit, source, tag, as_of; where they apply low, high and tier.

    Raises
    ------
    LayerError
        The file is not TOML, or a figure lacks a unit, source, tag or date, or names no tier of `ROLES`;
        every fault is named with its figure.
    """
    figures = _figures(path)
    faults = []
    for name, row in figures.items():
        if row.tier and row.tier not in ROLES:
            faults.append(f"{path}: {name}: tier {row.tier!r}; expected one of {', '.join(ROLES)}")
        elif row.tier and not name.endswith(f"_{row.tier}"):
            faults.append(
                f"{path}: {name}: is of tier {row.tier!r}; expected a name that ends in _{row.tier}"
            )
    if faults:
        raise LayerError("\n".join(faults))
    return _said(path, lambda: DemandParameters(figures))


def region_parameters(folder: Path, usual: DemandParameters) -> DemandParameters:
    """Give the figures of the demand model for a region: the usual ones, its tiers, its own ``demand.toml``.

    Parameters
    ----------
    folder
        Folder of the region.
    usual
        All figures, as `read_demand_parameters` gives them.

    Raises
    ------
    LayerError
        If a file of the folder is not valid: as from `read_demand_parameters` and `region_tiers`; or a name,
        its tier or its unit is not that of the model.
    """
    known = usual.with_roles(region_tiers(folder).roles())
    own = folder / "demand.toml"
    return _with_figures_of(known, own) if own.is_file() else known


def _with_figures_of(parameters: DemandParameters, path: Path) -> DemandParameters:
    """Replace figures by those of a region's own table, by name."""
    figures = _figures(path)
    changed = _said(path, lambda: parameters.replace(**figures))
    faults = [
        f"{path}: {name}: unit {row.unit!r}; the model takes {known.unit!r}"
        for name, row in figures.items()
        if (known := parameters.replaced_by(name)).unit != row.unit
    ]
    if faults:
        raise LayerError("\n".join(faults))
    return changed


def _figures(path: Path) -> dict[str, Coefficient]:
    """Read figures that each say value, unit, source, tag and date; all faults at once."""
    table = read_toml(path, LayerError)
    faults = [f"{path}: {name}: {fault}" for name, row in table.items() for fault in _row_faults(row)]
    if faults:
        raise LayerError("\n".join(faults))
    return {name: Coefficient(**row) for name, row in table.items()}


def _row_faults(row: Any) -> list[str]:  # noqa: ANN401 - a TOML value is of any kind
    if not isinstance(row, dict):
        return [f"{row!r}; expected a table with {', '.join(NEEDED)}"]
    faults = [f"{key} is missing" for key in NEEDED if key not in row]
    faults += [
        f"key {key!r} unknown; expected among {', '.join(NEEDED + OPTIONAL)}"
        for key in row
        if key not in NEEDED + OPTIONAL
    ]
    for key, value in row.items():
        if key in {"value", "low", "high"}:
            if isinstance(value, bool) or not isinstance(value, int | float):
                faults.append(f"{key} = {value!r}; expected a number")
        elif not isinstance(value, str) or not value.strip():
            faults.append(f"{key} = {value!r}; expected text")
        elif key == "as_of" and not AS_OF.fullmatch(value):
            faults.append(f"as_of = {value!r}; expected a year or an ISO date")
        elif key == "tag" and value not in TAGS:
            faults.append(f"tag {value!r}; expected one of {', '.join(TAGS)}")
    return faults


def _placed(figures: Mapping[str, Coefficient], name: str, figure: Coefficient) -> dict[str, Coefficient]:
    """Put a figure in its place, a new one of a tier behind those of the other tiers."""
    if name in figures:
        return {**figures, name: figure}
    rows, head = list(figures.items()), name.split("_", 1)[0] + "_"
    last = max(place for place, (key, _) in enumerate(rows) if key.startswith(head))
    rows.insert(last + 1, (name, figure))
    return dict(rows)


def _said(path: Path, made: Callable[[], DemandParameters]) -> DemandParameters:
    """Name the file in what the figures themselves refuse."""
    try:
        return made()
    except ScenarioError as error:
        raise LayerError("\n".join(f"{path}: {line}" for line in str(error).splitlines())) from None


_POSITIVE = frozenset(
    {
        "cell_fine_m",
        "charging_efficiency",
        "corridor_step_m",
        "hydrogen_corridor_step_m",
        "hydrogen_route_decay_m",
        "settlement_kernel_central_m",
        "settlement_kernel_m",
        "seat_kernel_m",
        "work_kernel_m",
        "town_kernel_m",
        "potential_half_m",
        "gradient_central_m",
        "gradient_outside_m",
        "taxi_centre_m",
        "anchor_kernel_m",
        "depot_kernel_m",
    }
)
"""Figures that the model divides by."""
