from .registers import Clause as Clause
from .registers import Register as Register
from .registers import load_register as load_register
from .registers import load_registers as load_registers
