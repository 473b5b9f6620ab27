"""Where the shipped data lies: below the catalogues, which are read from it."""

from __future__ import annotations

from pathlib import Path

from gisplan_errors import ScenarioError


def data_folder() -> Path:
    """Give the folder of the shipped data: that of the installed wheel, else that of the checkout.

    Raises
    ------
    ScenarioError
        If neither exists: the installation is damaged.
    """
    root = Path(__file__).resolve().parent
    folders = (root / "gisplan" / "data", root / "data")
    for folder in folders:
        if (folder / "scenarios").is_dir():
            return folder
    raise ScenarioError(
        f"The shipped data of gisplan is missing: neither {folders[0]} nor {folders[1]} "
        "holds a folder 'scenarios'. Install gisplan again."
    )
