"""Which business days a run of a DAG is for: the one place that knows.

Airflow's own `ds` is not used: it is missing where a run has no logical date, it is of UTC, and
the data interval of a manual run differs between Airflow's interfaces.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo


def business_dates(context: Mapping[str, Any], zone: ZoneInfo) -> list[str]:
    """The business days as YYYY-MM-DD, in order: what is asked for, else those of the tables that
    triggered the run, else the day of its logical date, else the last day that is over.
    """
    if asked := context["params"].get("business_date"):
        return [asked]
    # Airflow joins the events of several nights in one run, in no order
    events = [event for some in context["triggering_asset_events"].values() for event in some]
    if dates := {e.extra["business_date"] for e in events if "business_date" in e.extra}:
        return sorted(dates)
    run = context["dag_run"]
    last_over = run.run_after.astimezone(zone).date() - timedelta(days=1)
    if run.logical_date is None:
        return [str(last_over)]
    # a run that is triggered for "now" is for no day that still goes on
    return [str(min(run.logical_date.astimezone(zone).date(), last_over))]
