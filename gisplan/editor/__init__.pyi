from .serving import serve as serve
from .workspace import Workspace as Workspace
