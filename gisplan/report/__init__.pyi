from .writing import write_reports as write_reports
