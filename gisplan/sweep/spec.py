"""The file of a sweep: which scenario, which settings for all, and the sample of settings that differ."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan.regions import parameters_of
from gisplan.scenario.loading import load_scenario, scenario_path
from gisplan_errors import ScenarioError
from gisplan_files import read_toml
from gisplan_words import lines, listed, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gisplan_words import Message

SAMPLES: Final = ("grid", "list", "sobol", "pareto", "morris")
"""Ways to draw the settings of the runs; a sweep has one."""
_KEYS: Final = ("name", "scenario", "set", "regret", *SAMPLES)
MOST: Final = 10_000
"""Runs of one sweep."""


@dataclass(frozen=True)
class Sweep:
    """A sweep as its file has it.

    Parameters
    ----------
    name
        What it is called.
    scenario
        The scenario that every run starts from: a shipped name, or a path.
    fixed
        Settings of all runs, by dotted key.
    kind
        How the runs were drawn, one of `SAMPLES`.
    points
        Settings of each run, by dotted key; one a run, in order.
    labels
        What each run is called; its number where the file names none.
    options
        What else stands in the table of the sample, such as the seed.
    regret
        Settings of the futures that plans are held against, by name of the future; empty: no regret is asked.
    """

    name: str
    scenario: str
    fixed: Mapping[str, Any]
    kind: str
    points: tuple[Mapping[str, Any], ...]
    labels: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    regret: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The settings that differ, by dotted key, in the order of the file."""
        return tuple(dict.fromkeys(key for point in self.points for key in point))


def load_sweep(path: str | Path) -> Sweep:
    """Read the file of a sweep.

    Parameters
    ----------
    path
        A TOML file: ``name``, ``scenario`` (a path is relative to the file), ``set`` (settings of all
        runs), and one of ``[grid]`` (a list of values a setting), ``[[list]]`` (settings of each run),
        ``[sobol]`` (``points``, a power of two; ``seed``; ``[sobol.between]``, bounds of each setting),
        ``[pareto]`` and ``[morris]`` (docs/scenarios.md). Settings are dotted keys in quotes.

    Returns
    -------
    Sweep
        With the settings of every run.

    Raises
    ------
    ScenarioError
        The file is missing or no TOML, or something in it is wrong; all faults are told at once.
    """
    file = Path(path)
    table = read_toml(file)
    faults = list(_faults(table))
    if faults:
        raise ScenarioError(lines([message("sweep-not-valid", file=str(file)), *faults]))
    kind = next(name for name in SAMPLES if name in table)
    beside = file.parent / table["scenario"]
    base = str(beside.resolve()) if beside.is_file() else str(table["scenario"])
    scenario_path(base)  # that there is none is told before anything is drawn
    labels, points, options = _DRAWN[kind](table[kind], file, base)
    if len(points) > MOST:
        raise ScenarioError(message("sweep-too-many", file=str(file), count=len(points), most=MOST))
    return Sweep(
        name=str(table.get("name", file.stem)),
        scenario=base,
        fixed=table.get("set", {}),
        kind=kind,
        points=tuple(points),
        labels=tuple(labels),
        options=options,
        regret=table.get("regret", {}),
    )


def _faults(table: Mapping[str, Any]) -> Iterator[Message]:
    strange = [key for key in table if key not in _KEYS]
    if strange:
        yield message("sweep-keys", keys=listed(strange), known=listed(_KEYS))
    if not isinstance(table.get("scenario"), str):
        yield message("sweep-scenario")
    held = [name for name in SAMPLES if name in table]
    if len(held) != 1:
        yield message("sweep-one-sample", known=listed(SAMPLES), held=listed(held) if held else "—")
    for name in ("set", "regret", *(one for one in held if one != "list")):
        if not isinstance(table.get(name, {}), dict):
            yield message("sweep-table", key=name)
    for name, future in table.get("regret", {}).items() if isinstance(table.get("regret"), dict) else ():
        if not isinstance(future, dict):
            yield message("sweep-table", key=f"regret.{name}")


Drawn = tuple[list[str], list[dict[str, Any]], dict[str, Any]]


def _refuse(file: Path, fault: Message) -> ScenarioError:
    return ScenarioError(lines([message("sweep-not-valid", file=str(file)), fault]))


def _numbered(points: list[dict[str, Any]]) -> list[str]:
    return [str(place) for place in range(1, len(points) + 1)]


def _grid(table: Mapping[str, Any], file: Path, _: str) -> Drawn:
    for key, values in table.items():
        if not isinstance(values, list) or not values:
            raise _refuse(file, message("sweep-values", key=f"grid.{key}"))
    points = [dict(zip(table, values, strict=True)) for values in itertools.product(*table.values())]
    return _numbered(points), points, {}


def _list(rows: Any, file: Path, _: str) -> Drawn:  # noqa: ANN401 - what TOML gives
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise _refuse(file, message("sweep-list"))
    labels = [str(row.get("name", place)) for place, row in enumerate(rows, start=1)]
    if len(set(labels)) < len(labels):
        twice = sorted({label for label in labels if labels.count(label) > 1})
        raise _refuse(file, message("sweep-twice", names=listed(twice)))
    return labels, [{key: value for key, value in row.items() if key != "name"} for row in rows], {}


def between(table: Mapping[str, Any], place: str, file: Path) -> dict[str, tuple[float, float]]:
    """Read least and greatest values of settings.

    Raises
    ------
    ScenarioError
        A setting has not two numbers, the smaller one first.
    """
    held = table.get("between")
    if not isinstance(held, dict) or not held:
        raise _refuse(file, message("sweep-between", key=f"{place}.between"))
    for key, pair in held.items():
        numbers = isinstance(pair, list) and len(pair) == 2 and all(_is_number(one) for one in pair)
        if not numbers or not pair[0] < pair[1]:
            raise _refuse(file, message("sweep-between", key=f"{place}.between.{key}"))
    return {key: (pair[0], pair[1]) for key, pair in held.items()}


def scaled(shares: np.ndarray[Any, Any], bounds: Mapping[str, tuple[float, float]]) -> list[dict[str, Any]]:
    """Give settings of shares between their bounds, one row a run; between whole numbers they are whole."""
    points = []
    for row in shares:
        point: dict[str, Any] = {}
        for share, (key, (low, high)) in zip(row.tolist(), bounds.items(), strict=True):
            value = low + share * (high - low)
            whole = isinstance(low, int) and isinstance(high, int)
            point[key] = round(value) if whole else float(f"{value:.12g}")
        points.append(point)
    return points


def _sobol(table: Mapping[str, Any], file: Path, _: str) -> Drawn:
    from scipy.stats import qmc  # noqa: PLC0415 - loads for this sample alone

    count, seed = table.get("points"), table.get("seed")
    if not isinstance(count, int) or count < 1 or count & (count - 1):
        raise _refuse(file, message("sweep-points", value=repr(count)))
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise _refuse(file, message("sweep-seed", value=repr(seed)))
    bounds = between(table, "sobol", file)
    shares = qmc.Sobol(len(bounds), scramble=True, rng=np.random.default_rng(seed)).random_base2(
        count.bit_length() - 1
    )
    points = scaled(shares, bounds)
    return _numbered(points), points, {"seed": seed, "bounds": bounds}


def _pareto(table: Mapping[str, Any], file: Path, _: str) -> Drawn:
    from gisplan.sweep.pareto import FRONTIERS  # noqa: PLC0415 - for this sample alone

    kind, values = table.get("kind"), table.get("values")
    if not isinstance(kind, str) or kind not in FRONTIERS:
        raise _refuse(file, message("sweep-pareto", value=repr(kind), known=listed(FRONTIERS)))
    if not isinstance(values, list) or len(values) < 3 or not all(_is_number(one) for one in values):
        raise _refuse(file, message("sweep-values", key="pareto.values"))
    points = [{**FRONTIERS[kind].fixed, FRONTIERS[kind].key: value} for value in values]
    return _numbered(points), points, {"kind": kind}


def _morris(table: Mapping[str, Any], file: Path, scenario: str) -> Drawn:
    from gisplan.sweep.screening import morris_shares  # noqa: PLC0415 - an extra

    bounds = between(table, "morris", file) if "between" in table else _labelled(scenario)
    seed, count = table.get("seed"), table.get("trajectories")
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise _refuse(file, message("sweep-seed", value=repr(seed)))
    if not isinstance(count, int) or count < 2:
        raise _refuse(file, message("sweep-trajectories", value=repr(count)))
    points = scaled(morris_shares(len(bounds), count, seed), bounds)
    return _numbered(points), points, {"seed": seed, "bounds": bounds, "trajectories": count}


def _labelled(scenario: str) -> dict[str, tuple[float, float]]:
    """Give the figures of the demand model whose range is known, for a sweep that names none."""
    parameters = parameters_of(load_scenario(scenario).region)
    return {
        f"demand.coefficients.{name}": (float(one.low), float(one.high))
        for name, one in parameters.items()
        if one.low is not None and one.high is not None
    }


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_DRAWN: Final = {"grid": _grid, "list": _list, "sobol": _sobol, "pareto": _pareto, "morris": _morris}
