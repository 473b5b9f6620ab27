from .layers import read_layer as read_layer
from .layers import write_layer as write_layer
