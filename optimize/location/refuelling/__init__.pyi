from .least import LeastRefuelling as LeastRefuelling
from .paths import RefuellingPaths as RefuellingPaths
from .paths import shortest_paths as shortest_paths
from .problem import FlowRefuelling as FlowRefuelling
from .problem import impossible_paths as impossible_paths
