from .checking import check_layer as check_layer
