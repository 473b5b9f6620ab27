from .data.facts import PageFacts as PageFacts
from .page.writing import write_pages as write_pages
