from .check import check_mean_access as check_mean_access
from .problem import MeanAccess as MeanAccess
