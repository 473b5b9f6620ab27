from .reach import DemandRows as DemandRows
from .reach import coverage_pairs as coverage_pairs
from .reach import demand_rows as demand_rows
