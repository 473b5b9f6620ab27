"""gisplan: siting and sizing of charging and hydrogen infrastructure, proven and on a map.

>>> from gisplan import load_scenario, make_plan
>>> plan = make_plan(load_scenario("tianjin-2027"))  # doctest: +SKIP
"""

from typing import TYPE_CHECKING

import lazy_loader as lazy

from gisplan.neighbours import refuse_foreign
from gisplan.version import __version__
from gisplan_errors import GisplanError

refuse_foreign()

if TYPE_CHECKING:
    from gisplan.compare import Comparison, compare_runs
    from gisplan.pipeline import make_plan
    from gisplan.plan.record import Plan
    from gisplan.runs.folder import write_plan
    from gisplan.runs.judging import verify_folder
    from gisplan.scenario import Scenario, load_scenario
    from gisplan.sweep import run_sweep

__all__ = [
    "Comparison",
    "GisplanError",
    "Plan",
    "Scenario",
    "__version__",
    "compare_runs",
    "load_scenario",
    "make_plan",
    "run_sweep",
    "verify_folder",
    "write_plan",
]

__getattr__, __dir__, _ = lazy.attach(
    __name__,
    submod_attrs={
        "compare": ["Comparison", "compare_runs"],
        "pipeline": ["make_plan"],
        "plan": ["Plan"],
        "runs.folder": ["write_plan"],
        "runs.judging": ["verify_folder"],
        "scenario": ["Scenario", "load_scenario"],
        "sweep": ["run_sweep"],
    },
)
