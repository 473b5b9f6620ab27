from .finding import certain_sites as certain_sites
from .record import Certain as Certain
