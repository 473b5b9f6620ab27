from .files import import_file as import_file
