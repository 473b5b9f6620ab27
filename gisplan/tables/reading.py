"""The raw reader of a run folder: one file at a time, each fault with the file's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from gisplan.tables.registry import CSV
from gisplan_errors import LayerError, ScenarioError
from gisplan_files import read_json as plain_json
from gisplan_files import reason_of
from gisplan_words import message
from layers.files.reading import FAULTS, layer_names, read_csv, read_features
from layers.results import empty_layer

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.tables.registry import Table

SCENARIO: Final = "scenario.toml"
HEADLINE: Final = "plan.json"
CERTIFICATES: Final = "certificate.json"
INPUTS: Final = "inputs.json"
NOT_KNOWN: Final = "not_known.json"
_TEXTS: Final = dict.fromkeys(("adcode", "site_id", "feeder_id", "feeder", "fed_by", "substation"), str)


def read_json(path: Path) -> Any:  # noqa: ANN401 - JSON of any kind
    """Read a JSON file.

    Raises
    ------
    ScenarioError
        The file is missing or damaged.
    """
    try:
        return plain_json(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def read_table(folder: Path, table: Table) -> pd.DataFrame:
    """Read a table of a run without geometry; codes and keys stay text.

    Raises
    ------
    ScenarioError
        Its file is missing or damaged, or lacks the layer.
    """
    path = folder / table.path
    if table.absent and not path.exists():
        return pd.DataFrame(columns=list(table.absent))
    try:
        if table.file == CSV:
            return read_csv(path, dtype=_TEXTS)
        return pd.DataFrame(read_features(path, layer=table.name))
    except FAULTS as error:
        raise _unreadable(path, error) from None


def texts(table: pd.DataFrame, column: str) -> pd.Series[str]:
    """Give a column of texts, blank where its file has none: all blank reads as numbers."""
    return table[column].astype(object).fillna("").astype(str)


def read_layer(folder: Path, table: Table) -> gpd.GeoDataFrame:
    """Read a table of a run with its geometry.

    Raises
    ------
    ScenarioError
        Its file is missing or damaged, or lacks the layer.
    LayerError
        The layer has no geometry.
    """
    path = folder / table.path
    try:
        if table.absent and table.name not in layer_names(path):
            return empty_layer(table.name)
        frame = read_features(path, layer=table.name)
    except FAULTS as error:
        raise _unreadable(path, error) from None
    if not isinstance(frame, gpd.GeoDataFrame):
        raise LayerError(message("run-no-geometry", path=str(path), layer=table.name))
    return frame


def _unreadable(path: Path, error: Exception) -> ScenarioError:
    return ScenarioError(message("run-unreadable", path=str(path), error=reason_of(error)))
