from .check import check_sizing as check_sizing
from .parts import PartedSizing as PartedSizing
from .problem import SizingProblem as SizingProblem
from .sizing import Sizing as Sizing
from .subsets import Floor as Floor
from .subsets import Share as Share
