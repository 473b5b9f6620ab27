from .evaluation import clause_facts as clause_facts
from .evaluation import evaluate_clauses as evaluate_clauses
from .evaluation import judged_plan as judged_plan
from .registers import checked_registers as checked_registers
