from .desk import Desk as Desk
from .planner import Planner as Planner
