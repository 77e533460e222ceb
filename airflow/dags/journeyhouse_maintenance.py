"""Every week: compact files, delete old versions, prune old records of runs."""

from airflow.sdk import CronTriggerTimetable

from include import settings
from include.factory import journeyhouse_dag
from include.operator import JourneyhouseOperator

with journeyhouse_dag(
    "journeyhouse_maintenance",
    doc_md=__doc__,
    schedule=CronTriggerTimetable(settings.MAINTENANCE_SCHEDULE, timezone=settings.ZONE.key),
):
    JourneyhouseOperator(task_id="maintain", arguments=["maintain"])
