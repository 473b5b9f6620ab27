from .folder import write_plan as write_plan
from .judging import verify_folder as verify_folder
from .reading import read_layers as read_layers
from .reading import redraw as redraw
