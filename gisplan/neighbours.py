"""The packages that stand beside gisplan have everyday names; a folder of the caller's may hide them."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

NEIGHBOURS: Final = ("layers", "optimize", "maps")
"""Packages that are installed with gisplan, beside it."""


def refuse_foreign() -> None:
    """Refuse to start where another package is found under the name of one of gisplan's.

    Raises
    ------
    ImportError
        With the name, the place of the other one, and what to do.
    """
    home = Path(__file__).resolve().parents[1]
    for name in NEIGHBOURS:
        spec = find_spec(name)
        place = None if spec is None or spec.origin is None else Path(spec.origin).resolve()
        if place is not None and home not in place.parents:
            raise ImportError(
                f"{place} hides the package {name!r} of gisplan ({home / name}): "
                f"rename it, or start Python in another folder."
            )
