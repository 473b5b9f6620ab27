from .charts import Chart as Chart
from .still import plan_picture as plan_picture
