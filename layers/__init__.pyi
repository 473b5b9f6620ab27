from .files.layers import read_layer as read_layer
from .files.layers import write_layer as write_layer
from .region.loading import Region as Region
from .region.loading import load_region as load_region
from .schema.checking import check_layer as check_layer
