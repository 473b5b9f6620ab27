from .folder import run_faults as run_faults
from .folder import verify_folder as verify_folder
