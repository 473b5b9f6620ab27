from .lookup import check_faults as check_faults
from .lookup import look_up as look_up
