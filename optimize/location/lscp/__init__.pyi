from .backup import LSCPB as LSCPB
from .problem import LSCP as LSCP
