from .record import Comparison as Comparison
from .runs import compare_runs as compare_runs
