from .graph import RoadGraph as RoadGraph
from .graph import from_lines as from_lines
from .osmnx_graphs import from_osmnx as from_osmnx
from .osmnx_graphs import read_graphml as read_graphml
