"""The business day of every kind of run."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from include.business_date import business_dates

BERLIN = ZoneInfo("Europe/Berlin")


def context(*, asked=None, events=(), logical=None, after="2026-04-02T00:00:00+00:00"):
    return {
        "params": {"business_date": asked},
        "triggering_asset_events": {
            "some table": [SimpleNamespace(extra=extra) for extra in events[::2]],
            "another table": [SimpleNamespace(extra=extra) for extra in events[1::2]],
        },
        "dag_run": SimpleNamespace(
            logical_date=logical and datetime.fromisoformat(logical),
            run_after=datetime.fromisoformat(after),
        ),
    }


DAY = {"business_date": "2026-04-01"}
BEFORE = {"business_date": "2026-03-30"}


@pytest.mark.parametrize(
    ("kind", "run", "dates"),
    [
        ("scheduled", context(logical="2026-04-01T00:00:00+00:00"), ["2026-04-01"]),
        (
            "scheduled just after midnight, which is the day before in UTC",
            context(logical="2026-03-31T22:30:00+00:00", after="2026-04-01T22:30:00+00:00"),
            ["2026-04-01"],
        ),
        (
            "scheduled in the night that loses an hour",
            context(logical="2026-03-28T01:00:00+00:00", after="2026-03-29T01:00:00+00:00"),
            ["2026-03-28"],
        ),
        ("backfilled", context(logical="2026-02-01T01:00:00+00:00"), ["2026-02-01"]),
        ("by hand without a date", context(), ["2026-04-01"]),
        (
            "by hand without a date, just after midnight",
            context(after="2026-04-01T22:10:00+00:00"),
            ["2026-04-01"],
        ),
        ("by hand for now", context(logical="2026-04-02T00:00:00+00:00"), ["2026-04-01"]),
        ("by hand with a date", context(asked="2026-01-05"), ["2026-01-05"]),
        (
            "by hand with both dates",
            context(asked="2026-01-05", logical="2026-02-01T01:00:00+00:00"),
            ["2026-01-05"],
        ),
        ("by an asset", context(events=[DAY]), ["2026-04-01"]),
        (
            "by assets of several nights, in no order",
            context(events=[DAY, BEFORE, BEFORE, DAY, DAY]),
            ["2026-03-30", "2026-04-01"],
        ),
        ("by an asset event that a person made", context(events=[{}]), ["2026-04-01"]),
        ("by assets, with a date", context(asked="2026-01-05", events=[DAY]), ["2026-01-05"]),
    ],
)
def test_business_dates(kind, run, dates):
    assert business_dates(run, BERLIN) == dates, kind
