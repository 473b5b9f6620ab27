from .check import check_hydrogen as check_hydrogen
from .problem import HydrogenProblem as HydrogenProblem
from .problem import HydrogenSiting as HydrogenSiting
from .search.site import site_hydrogen as site_hydrogen
