from .problem import MeanAccess as MeanAccess
from .problem import check_mean_access as check_mean_access
