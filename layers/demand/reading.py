"""Read the figures of the demand model: the usual ones, and those that a region gives in their place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from gisplan_errors import LayerError, ScenarioError
from gisplan_files import inside, read_toml
from gisplan_words import lines, listed, message, parts_said
from layers.demand.parameters import TAGS, Coefficient, DemandParameters
from layers.districts.tiers import ROLES, region_tiers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from gisplan_words import Message, Sayable

NEEDED = ("value", "unit", "source", "tag", "as_of")
OPTIONAL = ("low", "high", "tier")
FIT = "fit"
"""Table of a calibration that says how well its figures agree; no figure of the model."""
AS_OF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def read_demand_parameters(path: Path, calibration: Path) -> DemandParameters:
    """Read the tables of all figures.

    Parameters
    ----------
    path
        TOML: a name to value, unit, source, tag, as_of; where they apply low, high and tier.
    calibration
        TOML of the same form: the figures that `layers.calibration.fit` fits, and a table ``fit``.

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
            fault = message("layers-figure-role", tier=row.tier, known=listed(ROLES))
            faults.append(_at(path, name, fault))
        elif row.tier and not name.endswith(f"_{row.tier}"):
            faults.append(_at(path, name, message("layers-figure-name", tier=row.tier)))
    _refuse(faults)
    return _said(path, lambda: DemandParameters(figures | _figures(calibration)))


def region_parameters(folder: Path, usual: DemandParameters) -> DemandParameters:
    """Give the figures of the demand model for a region: the usual ones, its tiers, its own tables.

    Its own are the file that region.toml names as ``calibration``, and ``demand.toml``.

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
    settings = folder / "region.toml"
    calibration = read_toml(settings, LayerError).get("calibration") if settings.is_file() else None
    if calibration is not None:
        file = inside(folder, str(calibration), LayerError)
        if not file.is_file():
            raise LayerError(message("layers-needed", path=str(file)))
        known = _with_figures_of(known, file)
    own = folder / "demand.toml"
    return _with_figures_of(known, own) if own.is_file() else known


def _with_figures_of(parameters: DemandParameters, path: Path) -> DemandParameters:
    """Replace figures by those of a region's own table, by name."""
    figures = _figures(path)
    changed = _said(path, lambda: parameters.replace(**figures))
    _refuse(
        _at(path, name, message("layers-figure-unit", unit=row.unit, known=known.unit))
        for name, row in figures.items()
        if (known := parameters.replaced_by(name)).unit != row.unit
    )
    return changed


def _figures(path: Path) -> dict[str, Coefficient]:
    """Read figures that each say value, unit, source, tag and date; all faults at once."""
    table = read_toml(path, LayerError)
    table.pop(FIT, None)
    _refuse(_at(path, name, fault) for name, row in table.items() for fault in figure_faults(row))
    return {name: Coefficient(**row) for name, row in table.items()}


def _at(path: Path, name: str, fault: Sayable) -> Message:
    return message("layers-of", place=f"{path}: {name}", fault=fault)


def _refuse(faults: Iterable[Message]) -> None:
    found = list(faults)
    if found:
        raise LayerError(lines(found))


def figure_faults(
    row: Any,  # noqa: ANN401 - a TOML value is of any kind
    needed: tuple[str, ...] = NEEDED,
    optional: tuple[str, ...] = OPTIONAL,
) -> list[Message]:
    """List what is wrong with a row that says where its figures come from: keys, numbers, texts, tag."""
    if not isinstance(row, dict):
        return [message("layers-figure-table", value=repr(row), known=listed(needed))]
    known = listed(needed + optional)
    faults = [message("layers-figure-missing", key=key) for key in needed if key not in row]
    faults += [
        message("layers-figure-key", key=key, known=known) for key in row if key not in needed + optional
    ]
    for key, value in row.items():
        told = {"key": key, "value": repr(value)}
        if key in {"value", "low", "high"}:
            if isinstance(value, bool) or not isinstance(value, int | float):
                faults.append(message("layers-figure-number", **told))
        elif not isinstance(value, str) or not value.strip():
            faults.append(message("layers-figure-text", **told))
        elif key == "as_of" and not AS_OF.fullmatch(value):
            faults.append(message("layers-figure-date", **told))
        elif key == "tag" and value not in TAGS:
            faults.append(message("layers-figure-tag", tag=value, known=listed(TAGS)))
    return faults


def _said(path: Path, made: Callable[[], DemandParameters]) -> DemandParameters:
    """Name the file in what the figures themselves refuse."""
    try:
        return made()
    except ScenarioError as error:
        told = [message("layers-of", place=str(path), fault=part) for part in parts_said(error.what)]
        raise LayerError(lines(told)) from None
