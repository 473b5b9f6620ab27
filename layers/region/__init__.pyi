from .loading import Region as Region
from .loading import load_region as load_region
