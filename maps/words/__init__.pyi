from .catalogue import term as term
from .catalogue import word as word
from .text import told as told
