"""What a plan was made from: every input file with its sha256, every layer with its origins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.policies.registers import load_register
from gisplan.resources import policy_file
from gisplan_files import sha256_of, sums_under

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from layers.region.loading import Region


def file_records(folder: Path, name: str) -> list[dict[str, Any]]:
    """Record every file of a region's folder: path, rows (of a CSV file), sha256.

    Parameters
    ----------
    name
        Name of the region, which stands for its folder in the paths.
    """
    return [
        {"path": f"regions/{name}/{path}", "rows": _rows(folder / path), "sha256": found}
        for path, found in sums_under(folder).items()
    ]


def standing_records(path: str) -> list[dict[str, Any]]:
    """Record the file of standing stations that a scenario names: path, rows (of a CSV file), sha256."""
    if not path:
        return []
    file = Path(path)
    return [{"path": f"standing/{file.name}", "rows": _rows(file), "sha256": sha256_of(file)}]


def policy_records(names: Iterable[str]) -> list[dict[str, Any]]:
    """Record every policy register that clauses are judged by: path, rows (clauses), sha256, documents.

    Parameters
    ----------
    names
        Shipped names or paths of registers.
    """
    records = []
    for name in names:
        path, register = policy_file(name), load_register(name)
        records.append(
            {
                "path": f"policies/{path.name}",
                "rows": len(register.clause),
                "sha256": sha256_of(path),
                "documents": {document.title: document.sha256 for document in register.documents.values()},
            }
        )
    return records


def layer_records(region: Region) -> list[dict[str, Any]]:
    """Record every layer of a region: rows, and how many of each origin."""
    named = {
        "districts": region.districts,
        "demand": region.demand,
        "sites": region.sites,
        "corridors": region.corridors,
        "hydrogen_supply": region.hydrogen_supply,
        "places": region.places,
    }
    records = [
        {"layer": name, "rows": len(frame), "origins": _origins(frame)} for name, frame in named.items()
    ]
    if region.roads is not None:
        found = region.provenance.loc[region.provenance["layer"] == "roads"]
        origins = dict(zip(found["origin"], found["rows"].astype(int), strict=True))
        records.append({"layer": "roads", "rows": len(region.roads.graph.tail), "origins": origins})
    return [{**row, **region.stores.get(str(row["layer"]), {})} for row in records]


def _rows(path: Path) -> int | None:
    """Count the data rows of a CSV file; other files have none."""
    if path.suffix != ".csv":
        return None
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return max(sum(1 for line in lines if line.strip()) - 1, 0)


def _origins(frame: pd.DataFrame) -> dict[str, int]:
    return {str(name): int(count) for name, count in frame["origin"].value_counts().sort_index().items()}
