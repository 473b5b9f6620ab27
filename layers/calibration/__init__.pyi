from .fit import Calibration as Calibration
from .fit import calibrate as calibrate
