from .size import size_chargers as size_chargers
