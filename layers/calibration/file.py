"""Write a calibration as the TOML that the demand model reads."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import tomlkit

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
    document = tomlkit.document()
    for line in HEAD.splitlines():
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    for name, figure in made.figures.items():
        written = tomlkit.inline_table()
        written.update({key: getattr(figure, key) for key in NEEDED})
        document.add(name, written)
    fit = tomlkit.table()
    fit.update(
        {
            "region": region,
            "stations": made.stations,
            "districts": made.districts,
            "blocks": made.blocks,
            "people_districts": made.people_districts,
        }
    )
    rows = tomlkit.aot()
    for row in made.agreement.to_dict("records"):
        measured = {name: round(row[name], 3) for name in COLUMNS if not isnan(row[name])}
        told = tomlkit.table()
        told.update({"model": row["model"], "over": row["over"], "number": row["number"], **measured})
        rows.append(told)
    fit.append("agreement", rows)
    document.add(FIT, fit)
    return tomlkit.dumps(document)
