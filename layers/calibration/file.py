"""Write a calibration as the TOML that the demand model reads."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from gisplan_files import toml_text
from layers.demand.reading import FIT, NEEDED

if TYPE_CHECKING:
    from layers.calibration.fit import Calibration

COLUMNS = ("spearman", "pearson", "top_tenth", "factor")
HEAD = """\
Figures of the demand model that are fitted (layers/calibration/fit.py says how), written by gisplan
calibrate. A level is stations per km2, an exponent is that of 1 + density / scale
(layers/demand/intensity.py); 0: it adds nothing that the others do not tell. [fit] says how well they agree;
it holds no station.
"""


def calibration_text(made: Calibration, region: str) -> str:
    """Give the text of a calibration file.

    Parameters
    ----------
    made
        What was fitted.
    region
        Name of the region it was fitted in.

    Returns
    -------
    str
        TOML: every figure with value, unit, source, tag, as_of; table ``fit`` with what it was fitted to and,
        for each model over cells and over districts, how well it agrees.
    """
    rows = [
        {
            **{name: row[name] for name in ("model", "over", "number")},
            **{name: round(row[name], 3) for name in COLUMNS if not isnan(row[name])},
        }
        for row in made.agreement.to_dict("records")
    ]
    fit = {
        "region": region,
        "stations": made.stations,
        "districts": made.districts,
        "blocks": made.blocks,
        "people_districts": made.people_districts,
        "agreement": rows,
    }
    figures = {name: {key: getattr(figure, key) for key in NEEDED} for name, figure in made.figures.items()}
    head = "".join(f"# {line}\n" for line in HEAD.splitlines())
    return f"{head}\n{toml_text({**figures, FIT: fit})}"
