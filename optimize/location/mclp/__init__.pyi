from .problem import MCLP as MCLP
