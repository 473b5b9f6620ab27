from .writing import write_pages as write_pages
