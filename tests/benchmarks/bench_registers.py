"""Measure the import of large registers: seconds and peak memory of the whole command.

Run: ``python tests/benchmarks/bench_registers.py [--rows 20000]``. Two registers are made here in the layout
of their presets: a table of charging devices (``bnetza``), a tenth of which stand where another stands, and a
platform export in JSON with two cabinets and four guns a station (``cec102``). Each import is a process.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HEAD = (
    "Betreiber;Anzeigename (Karte);Straße;Hausnummer;Postleitzahl;Ort;Breitengrad;Längengrad;"
    "Inbetriebnahmedatum;Nennleistung Ladeeinrichtung [kW];Anzahl Ladepunkte;"
    "Steckertypen1;P1 [kW];Steckertypen2;P2 [kW]"
)


def table(path: Path, rows: int) -> None:
    """Write a table of devices."""
    rng = np.random.default_rng(1)
    place = np.column_stack((rng.uniform(47.5, 54.5, rows), rng.uniform(6.0, 14.5, rows)))
    place[rows - rows // 10 :] = place[: rows // 10]
    lines = [HEAD]
    for at, (lat, lon) in enumerate(place.tolist()):
        north, east = (f"{value:.6f}".replace(".", ",") for value in (lat, lon))
        who = f"Stadtwerke {at % 500}"
        site = f"{who};{who} Süd;Lange Straße;{at};01067;Ort;{north};{east};01.02.2021"
        lines.append(f"{site};44;2;Typ 2;22,2;Typ 2;22,2")
    path.write_text("\n".join(lines), encoding="cp1252")


def export(path: Path, rows: int) -> None:
    """Write a platform export of stations."""
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(116.8, 118.0, rows).tolist(), rng.uniform(38.6, 40.2, rows).tolist()
    guns = [{"ConnectorID": name, "ConnectorType": 4, "Power": 120.0} for name in "12"]
    stations = [
        {
            "OperatorID": str(at % 40),
            "StationID": str(at),
            "StationName": f"充电站{at}",
            "StationType": 1,
            "StationStatus": 50,
            "ParkNums": 4,
            "Construction": 9,
            "StationLng": lon[at],
            "StationLat": lat[at],
            "EquipmentInfos": [{"EquipmentID": name, "ConnectorInfos": guns} for name in "AB"],
        }
        for at in range(rows)
    ]
    path.write_text(json.dumps({"StationInfos": stations}, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    """Make the registers, import each, print what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for preset, file, make in (("bnetza", "a.csv", table), ("cec102", "b.json", export)):
            make(folder / file, rows)
            words = ["layers", "import", str(folder / file), "--preset", preset]
            began = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "gisplan.cli", *words, "--out", str(folder / f"{preset}.gpkg")],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            took = time.perf_counter() - began
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_024
            print(f"{preset}: {rows:,} rows, {took:.1f} s, peak of both so far {peak:.0f} MB")


if __name__ == "__main__":
    main()
