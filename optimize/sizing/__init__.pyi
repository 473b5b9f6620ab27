from .check import check_sizing as check_sizing
from .problem import Floor as Floor
from .problem import Share as Share
from .problem import Sizing as Sizing
from .problem import SizingProblem as SizingProblem
from .search.size import size_chargers as size_chargers
