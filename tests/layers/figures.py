"""The shipped figures of the demand model, as they hold in Tianjin."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from layers.demand.reading import read_demand_parameters, region_parameters

DATA: Final = Path(__file__).parents[2] / "data"
USUAL: Final = read_demand_parameters(DATA / "rules" / "demand.toml", DATA / "rules" / "calibration.toml")
"""Before any region."""
PARAMETERS: Final = region_parameters(DATA / "regions" / "tianjin", USUAL)
