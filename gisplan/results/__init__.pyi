from .assembly import assemble_plan as assemble_plan
