from .check import check_sizing as check_sizing
from .problem import Floor as Floor
from .problem import PartedSizing as PartedSizing
from .problem import Share as Share
from .problem import Sizing as Sizing
from .problem import SizingProblem as SizingProblem
