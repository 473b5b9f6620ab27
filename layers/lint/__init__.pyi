from .checking import fix_geometry as fix_geometry
from .checking import lint_layer as lint_layer
