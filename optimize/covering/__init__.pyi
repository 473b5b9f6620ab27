from .reduce import merge_chunks as merge_chunks
from .reduce import reduce_cover as reduce_cover
from .state import greedy_cover as greedy_cover
