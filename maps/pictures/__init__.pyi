from .charts import Chart as Chart
from .charts import charts as charts
from .still import plan_picture as plan_picture
