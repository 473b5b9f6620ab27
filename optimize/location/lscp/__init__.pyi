from .problem import LSCP as LSCP
from .problem import LSCPB as LSCPB
