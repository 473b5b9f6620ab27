from .problem import CapacitatedMCLP as CapacitatedMCLP
