from .stops import LorryPlan as LorryPlan
from .stops import plan_lorries as plan_lorries
