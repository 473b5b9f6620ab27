"""Write docs/models.md from what the models say of themselves: their formulas, and the names of their blocks.

    python docs/models.py

The formulas are the docstrings of the modules that build the models; the names come from small problems that
ask for everything a decision can ask. A test holds the page to what this gives, and every block to a formula.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from functools import cache
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy import sparse

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from optimize.entry import solve  # noqa: E402
from optimize.extensions import extension  # noqa: E402
from optimize.hydrogen.ties.problem import HydrogenTies  # noqa: E402
from optimize.location.refuelling.least import LeastRefuelling  # noqa: E402
from optimize.own_rows import OwnRows  # noqa: E402
from optimize.sizing.layout import lay_out  # noqa: E402
from optimize.sizing.model import build_sizing  # noqa: E402
from optimize.sizing.subsets import Opening, Upgrades  # noqa: E402
from optimize.stages import stage_problems  # noqa: E402
from tests.optimize.joint.test_functions import parcels  # noqa: E402
from tests.optimize.scaled import CASES  # noqa: E402
from tests.optimize.scaled_sites import Units  # noqa: E402
from tests.optimize.sizing_cases import two_sites  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimize.model import ModelBuilder

PAGE = ROOT / "docs" / "models.md"
_VARIABLES: Final = re.compile(r"^Variables\n((?:^    .*\n)+)", re.MULTILINE)
_ROW: Final = re.compile(r"^    ([a-z][a-z_]*) +\S.*$", re.MULTILINE)


class Model(NamedTuple):
    """A decision: what it is called, the files of its stages, the module of its formulas, and small cases."""

    title: str
    files: str
    module: str
    cases: tuple[str, ...]


MODELS: Final = (
    Model("Siting by radius", "siting.lp", "optimize.siting.adequate", ("adequate cover",)),
    Model(
        "Siting with equity",
        "siting_worst.lp, siting_people.lp, siting_gini.lp",
        "optimize.siting.fair_model",
        ("fair cover, worst area", "fair cover, Gini"),
    ),
    Model(
        "Siting by mean distance",
        "mean_access_excess.lp, mean_access_total.lp",
        "optimize.siting.mean_access.problem",
        ("mean access",),
    ),
    Model("Stops of lorries", "lorries.lp", "optimize.location.refuelling.least", ("least refuelling",)),
    Model("Hydrogen", "hydrogen_served.lp, hydrogen_cost.lp", "optimize.hydrogen.model", ("hydrogen",)),
    Model(
        "Ties among hydrogen sitings",
        "hydrogen_tie_freight.lp, hydrogen_tie_standing.lp, …",
        "optimize.hydrogen.ties.model",
        ("hydrogen ties",),
    ),
    Model(
        "Hydrogen beside charging",
        "hydrogen_served.lp, hydrogen_cost.lp, siting_beside_hydrogen.lp",
        "optimize.joint.model",
        ("joint",),
    ),
    Model(
        "Facilities", "facilities_swap.lp, …", "optimize.location.capacitated.problem", ("capacitated MCLP",)
    ),
    Model(
        "Integrated stations",
        "integrated_stations.lp, integrated_share.lp, integrated_cost.lp",
        "optimize.joint.functions",
        (),
    ),
    Model("Sizing", "sizing_unmet.lp, sizing_cost.lp", "optimize.sizing.model", ("sizing",)),
    Model("Years", "phasing.lp", "optimize.years.model", ("years",)),
)


def formulas(model: Model) -> str:
    """Give the mathematics of a model, as its module tells it."""
    return getdoc(import_module(model.module)) or ""


def told_rows(model: Model) -> set[str]:
    """Give the rows that the formulas name, those of the models that they refer to included."""
    text = formulas(model)
    constraints = text.partition("Constraints\n")[2].partition("\nObjectives")[0]
    found = set(_ROW.findall(constraints))
    for other in MODELS:
        if other.module != model.module and f"`{other.module}`" in constraints:
            found |= told_rows(other)
    return found


def told(model: Model) -> str:
    """Give the formulas with those of the models that they refer to."""
    text = formulas(model)
    others = [one for one in MODELS if one.module != model.module and f"`{one.module}`" in text]
    return text + "".join(map(told, others))


def symbol(block: str, text: str) -> str | None:
    """Give a block of columns as the variables of formulas write it, with its index; None where they do not.

    A letter that stands for an index, a datum or a unit elsewhere in the text names no variable.
    """
    variables = "\n".join(_VARIABLES.findall(text))
    for index in (r"_[A-Za-z]+'?", ""):
        if found := re.search(rf"(?<![\w`./]){re.escape(block)}{index}(?![\w/])", variables):
            return found[0]
    return None


def named(block: str, text: str) -> bool:
    """Tell whether the variables of formulas name a block of columns."""
    return symbol(block, text) is not None


@cache
def builders(model: Model) -> list[ModelBuilder]:
    """Give the models of every stage of small cases, with own rows among them."""
    cases = [CASES[name].problem(seed, Units(1.0, 1.0, 1.0)) for name in model.cases for seed in (0, 1)]
    found = [one for problem in cases for posed in _with_own(problem) for one in _stages(posed)]
    if model.title == "Integrated stations":
        found += _stages(parcels(near=np.ones((3, 2, 2), dtype=bool)))
    return [*found, *(_whole_sizing() if model.title == "Sizing" else ())]


def _with_own(problem: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """Give a problem, and with own rows where a planner may add some to it."""
    if isinstance(problem, HydrogenTies | LeastRefuelling):
        return (problem,)
    taken = extension(problem)
    cells = int(np.prod(taken.shape))
    row = sparse.csr_array(np.ones((1, cells)))
    return problem, taken.extended(OwnRows(("all",), row, np.array([-np.inf]), np.array([1e6])))


def _stages(problem: Any) -> Iterator[ModelBuilder]:  # noqa: ANN401
    answer = solve(problem, gap=0.0, threads=1)
    yield from (stage.builder for stage in stage_problems(problem, answer))


def _whole_sizing() -> Iterator[ModelBuilder]:
    """Ask a sizing for everything."""
    may, none = np.array([True, False]), np.array([0, 1])
    problem = replace(
        two_sites(),
        bay_use=np.array([1, 2]),
        min_chargers=np.array([1, 1]),
        min_fast=np.array([1, 1]),
        budget=1e6,
        upgrades=Upgrades(np.full((2, 2), 50.0), np.full((2, 2), 9.0)),
        opening=Opening(may, may, 0, int(none[1])),
    )
    yield build_sizing(problem, lay_out(problem), aim="cost", held=1.0).builder


def blocks(model: Model) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Give the blocks of columns and rows by name, without the year at their end, and what they go over."""
    columns: dict[str, tuple[str, ...]] = {}
    rows: dict[str, tuple[str, ...]] = {}
    for builder in builders(model):
        for found, own in ((columns, builder._variables), (rows, builder._rows)):  # noqa: SLF001 - what they go over
            for one in own:
                found.setdefault(re.sub(r"_?\d+$", "", one.name), tuple(one.over))
    return columns, rows


def section(model: Model) -> str:
    """Write a model."""
    columns, rows = blocks(model)
    table = ["| in the file | block | named by | in the formulas |", "|---|---|---|---|"]
    text = told(model)
    for kind, own in (("variables", columns), ("rows", rows)):
        for name, over in own.items():
            pattern = ".".join([name, *(f"<{of}>" for of in over)])
            written = symbol(name, text) if kind == "variables" else name
            table.append(f"| {kind} | `{name}` | `{pattern}` | `{written}` |")
    head = f"### {model.title}\n\nFiles: `{model.files}`. Formulas: `{model.module}`."
    return f"{head}\n\n```text\n{formulas(model)}\n```\n\n" + "\n".join(table)


def page(text: str) -> str:
    """Give the page with its marked part written anew."""
    part = "\n\n".join(map(section, MODELS))
    mark = "(<!-- models -->\n).*?(<!-- end of models -->)"
    return re.sub(mark, lambda found: f"{found[1]}\n{part}\n\n{found[2]}", text, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
