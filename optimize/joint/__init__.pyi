from .siting import JointSiting as JointSiting
from .siting import site_jointly as site_jointly
