from .graph import RoadGraph as RoadGraph
from .graph import from_lines as from_lines
from .graph import from_osmnx as from_osmnx
from .graph import read_graphml as read_graphml
