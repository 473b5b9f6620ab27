from .polygons import read_districts as read_districts
