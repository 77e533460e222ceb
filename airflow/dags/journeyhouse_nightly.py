"""Every night: all tables of the business day that is over."""

from airflow.sdk import CronDataIntervalTimetable, DeadlineAlert, DeadlineReference, SyncCallback

from include import alerts, settings
from include.factory import PIPELINES, dated_params, journeyhouse_dag, pipeline_task

DEADLINE = DeadlineAlert(
    reference=DeadlineReference.DAGRUN_QUEUED_AT,
    interval=settings.DEADLINE,
    callback=SyncCallback(alerts.deadline_missed),
)

with journeyhouse_dag(
    "journeyhouse_nightly",
    doc_md=__doc__,
    schedule=CronDataIntervalTimetable(settings.SCHEDULE, timezone=settings.ZONE.key),
    params=dated_params(),
    deadline=DEADLINE if settings.DEADLINE else None,
):
    # files leave the house by a DAG of their own, which can be paused
    tasks = {name: pipeline_task(name) for name in PIPELINES if name != "export"}
    for name, task in tasks.items():
        task.set_upstream([tasks[needed] for needed in PIPELINES[name]["needs"]])
