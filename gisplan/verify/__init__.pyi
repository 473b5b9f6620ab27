from .folder import judge_folder as judge_folder
from .folder import run_faults as run_faults
