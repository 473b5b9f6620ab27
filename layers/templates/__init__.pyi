from .writing import write_template as write_template
