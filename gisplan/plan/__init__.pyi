from .headline import Headline as Headline
from .reading import read_plan as read_plan
from .record import Evidence as Evidence
from .record import Plan as Plan
