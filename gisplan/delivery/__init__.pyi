from .permits import permit_rules as permit_rules
from .permits import permit_table as permit_table
