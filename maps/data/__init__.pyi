from .facts import PageFacts as PageFacts
