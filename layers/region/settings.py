"""The file of a region, ``region.toml``: what it is called, where it lies, and where its layers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel.numbers import is_currency

from gisplan_errors import LayerError
from gisplan_files import inside, read_toml, refuse_links_out
from gisplan_words import lines, listed, message

if TYPE_CHECKING:
    from pathlib import Path

NEEDED_KEYS = ("name", "name_zh", "name_en", "adcodes")
REGION_KEYS = (
    *NEEDED_KEYS,
    "crs",
    "currency",
    "seed",
    "district_source",
    "geonames",
    "site_density",
    "calibration",
    "names",
    "layers",
)


def read_settings(folder: Path) -> dict[str, Any]:
    """Read region.toml.

    Parameters
    ----------
    folder
        Folder of the region.

    Returns
    -------
    dict
        name, name_zh, name_en, adcodes, and where given the others of `REGION_KEYS`.

    Raises
    ------
    LayerError
        If the file is missing or not TOML, or a key is missing or unknown.
    """
    refuse_links_out(folder, LayerError)
    path = needed(folder, "region.toml")
    settings = read_toml(path, LayerError)
    lacking, strange = set(NEEDED_KEYS) - set(settings), set(settings) - set(REGION_KEYS)
    file, known = str(path), listed(REGION_KEYS)
    faults = [message("layers-key-missing", path=file, key=name) for name in NEEDED_KEYS if name in lacking]
    faults += [message("layers-key-unknown", path=file, key=name, known=known) for name in sorted(strange)]
    currency = settings.get("currency", "")
    if currency and not (isinstance(currency, str) and is_currency(currency)):
        faults.append(message("layers-currency", path=file, value=repr(currency)))
    density = settings.get("site_density", 1.0)
    if isinstance(density, bool) or not isinstance(density, int | float) or not 0 < density <= 10:
        faults.append(message("layers-site-density", path=file, value=repr(density)))
    if faults:
        raise LayerError(lines(faults))
    return settings


def needed(folder: Path, name: str) -> Path:
    """Find a file that a region cannot do without.

    Raises
    ------
    LayerError
        There is none.
    """
    path = inside(folder, name, LayerError)
    if not path.is_file():
        raise LayerError(message("layers-needed", path=str(path)))
    return path
