from .ground import shut_ground as shut_ground
from .hours import open_hours as open_hours
from .reading import region_restrictions as region_restrictions
