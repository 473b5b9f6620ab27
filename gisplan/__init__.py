"""gisplan: siting and sizing of charging and hydrogen infrastructure, proven and on a map.

>>> from gisplan import load_scenario, make_plan
>>> plan = make_plan(load_scenario("tianjin-2027"))  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gisplan.pipeline import make_plan
    from gisplan.plan import Plan
    from gisplan.run_folder import write as write_plan
    from gisplan.scenario import Scenario, load_scenario
    from gisplan.verify import verify_folder
    from gisplan_errors import GisplanError

__version__ = "0.1.0"

__all__ = [
    "GisplanError",
    "Plan",
    "Scenario",
    "__version__",
    "load_scenario",
    "make_plan",
    "verify_folder",
    "write_plan",
]

_HOMES = {
    "GisplanError": ("gisplan_errors", "GisplanError"),
    "Plan": ("gisplan.plan", "Plan"),
    "Scenario": ("gisplan.scenario", "Scenario"),
    "load_scenario": ("gisplan.scenario", "load_scenario"),
    "make_plan": ("gisplan.pipeline", "make_plan"),
    "verify_folder": ("gisplan.verify", "verify_folder"),
    "write_plan": ("gisplan.run_folder", "write"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a public name of any kind
    """Load a public name when it is first asked for: geodata and solvers take seconds to import."""
    if name not in _HOMES:
        raise AttributeError(f"module 'gisplan' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
