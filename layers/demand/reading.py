"""Read the figures of the demand model: the usual ones, and those that a region gives in their place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from gisplan_errors import LayerError, ScenarioError
from gisplan_files import read_toml
from layers.demand.parameters import TAGS, Coefficient, DemandParameters
from layers.districts.tiers import ROLES, region_tiers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NEEDED = ("value", "unit", "source", "tag", "as_of")
OPTIONAL = ("low", "high", "tier")
AS_OF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


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


def _said(path: Path, made: Callable[[], DemandParameters]) -> DemandParameters:
    """Name the file in what the figures themselves refuse."""
    try:
        return made()
    except ScenarioError as error:
        raise LayerError("\n".join(f"{path}: {line}" for line in str(error).splitlines())) from None
