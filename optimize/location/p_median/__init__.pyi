from .capacitated import CapacitatedPMedian as CapacitatedPMedian
from .problem import PMedian as PMedian
