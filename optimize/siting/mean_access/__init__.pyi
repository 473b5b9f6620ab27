from .check import check_mean_access as check_mean_access
from .problem import MeanAccess as MeanAccess
from .siting import site_mean_access as site_mean_access
