from .model import JointProblem as JointProblem
from .model import JointSiting as JointSiting
