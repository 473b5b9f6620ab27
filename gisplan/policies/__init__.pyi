from .registers import load_register as load_register
from .registers import load_registers as load_registers
from .schema import Clause as Clause
from .schema import Register as Register
