from .counting import Progress as Progress
from .counting import progress_of as progress_of
from .rolling import Rolled as Rolled
from .rolling import begin as begin
from .rolling import roll as roll
