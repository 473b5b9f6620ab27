from .cells import build_demand as build_demand
from .parameters import DemandParameters as DemandParameters
