from .stations import HydrogenPlan as HydrogenPlan
from .stations import plan_hydrogen as plan_hydrogen
