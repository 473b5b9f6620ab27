from .evaluation import clause_facts as clause_facts
from .evaluation import evaluate_clauses as evaluate_clauses
