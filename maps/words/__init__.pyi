from .catalogue import term as term
from .catalogue import word as word
from .text import Pair as Pair
from .text import pair as pair
