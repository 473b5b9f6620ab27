from .phasing import phase_chargers as phase_chargers
from .problem import PhaseYear as PhaseYear
from .problem import Phasing as Phasing
from .problem import PhasingProblem as PhasingProblem
