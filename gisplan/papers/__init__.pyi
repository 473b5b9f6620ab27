from .writing import write_papers as write_papers
