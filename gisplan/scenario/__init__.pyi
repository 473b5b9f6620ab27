from .loading import load_scenario as load_scenario
from .loading import scenario_from as scenario_from
from .loading import scenario_path as scenario_path
from .loading import scenario_toml as scenario_toml
from .schema import Scenario as Scenario
