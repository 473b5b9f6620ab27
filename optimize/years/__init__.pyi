from .check import check_phasing as check_phasing
from .problem import PhaseYear as PhaseYear
from .problem import Phasing as Phasing
from .problem import PhasingProblem as PhasingProblem
