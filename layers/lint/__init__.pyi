from .checking import lint_layer as lint_layer
