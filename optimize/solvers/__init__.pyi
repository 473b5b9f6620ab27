from .run import Outcome as Outcome
from .run import available as available
from .run import run as run
