from .check import check_hydrogen as check_hydrogen
from .problem import HydrogenProblem as HydrogenProblem
from .problem import HydrogenSiting as HydrogenSiting
