from .simulation import Simulation as Simulation
from .simulation import simulate_run as simulate_run
