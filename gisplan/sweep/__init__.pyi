from .running import run_sweep as run_sweep
from .spec import Sweep as Sweep
from .spec import load_sweep as load_sweep
