"""Whole runs of the DAGs in this process, with a command that does what a test tells it."""

from datetime import UTC, datetime

import pytest
from airflow.dag_processing.dagbag import DagBag
from conftest import AIRFLOW, calls
from include.factory import ASSETS, PIPELINES
from sqlalchemy import select

NIGHTLY = [name for name in PIPELINES if name != "export"]


@pytest.fixture(scope="module")
def dags(database):
    return DagBag(str(AIRFLOW / "dags")).dags


def states(run) -> dict[str, str]:
    """From Airflow's database."""
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session

    with create_session() as session:
        tasks = session.scalars(
            select(TaskInstance).where(
                TaskInstance.dag_id == run.dag_id, TaskInstance.run_id == run.run_id
            )
        )
        return {task.task_id: str(task.state) for task in tasks}


def asset_events(run) -> dict[str, dict]:
    from airflow.models.asset import AssetEvent
    from airflow.utils.session import create_session

    with create_session() as session:
        events = session.scalars(
            select(AssetEvent).where(
                AssetEvent.source_dag_id == run.dag_id, AssetEvent.source_run_id == run.run_id
            )
        )
        return {event.asset.name: event.extra for event in events}


def test_a_night(dags, workspace):
    run = dags["journeyhouse_nightly"].test(logical_date=datetime(2026, 4, 1, tzinfo=UTC))
    assert states(run) == dict.fromkeys(NIGHTLY, "success")
    done = calls(workspace)
    # the last ones do not need each other
    assert done[:-2] == [f"run --pipeline {name} --date 2026-04-01" for name in NIGHTLY[:-2]]
    assert sorted(done[-2:]) == [
        f"run --pipeline {name} --date 2026-04-01" for name in sorted(NIGHTLY[-2:])
    ]
    events = asset_events(run)
    assert set(events) == {name for name in ASSETS if name != "audience.export_batch"}
    assert all(extra["business_date"] == "2026-04-01" for extra in events.values())


def test_by_hand_without_a_date_it_is_for_the_day_that_is_over(dags, workspace):
    after = datetime(2026, 4, 1, 22, 30, tzinfo=UTC)
    run = dags["journeyhouse_nightly"].test(logical_date=None, run_after=after)
    assert states(run) == dict.fromkeys(NIGHTLY, "success")
    assert calls(workspace)[0] == "run --pipeline ingest --date 2026-04-01"


def test_a_failure_is_tried_again_and_a_retry_never_forces(dags, workspace):
    (workspace / "script.1").write_text("exit 1")
    run = dags["journeyhouse_nightly"].test(
        logical_date=datetime(2026, 3, 1, 1, tzinfo=UTC),
        run_conf={"business_date": "2026-02-20", "rerun": True},
    )
    assert states(run) == dict.fromkeys(NIGHTLY, "success")
    assert calls(workspace)[:3] == [
        "run --pipeline ingest --date 2026-02-20 --rerun",
        "run --pipeline ingest --date 2026-02-20",
        "run --pipeline silver --date 2026-02-20 --rerun",
    ]
    # nobody is woken for what a retry mends
    assert not (workspace / "alerts").exists()


def test_what_has_to_wait_uses_up_no_retries(dags, workspace):
    for call, code in enumerate([5, 6, 5, 6, 6, 1, 5], start=1):
        (workspace / f"script.{call}").write_text(f"exit {code}")
    run = dags["journeyhouse_nightly"].test(logical_date=datetime(2026, 3, 2, 1, tzinfo=UTC))
    assert states(run) == dict.fromkeys(NIGHTLY, "success")
    assert len(calls(workspace)) == 7 + len(NIGHTLY)


def test_what_a_retry_does_not_mend_stops_the_night(dags, workspace):
    (workspace / "script.2").write_text("exit 3")
    run = dags["journeyhouse_nightly"].test(logical_date=datetime(2026, 3, 3, 1, tzinfo=UTC))
    after = dict.fromkeys(NIGHTLY[2:], "upstream_failed")
    assert states(run) == {"ingest": "success", "silver": "failed", **after}
    assert len(calls(workspace)) == 2
    assert (workspace / "alerts").read_text() == "silver exit code 3\n"


def test_a_backfill(dags, workspace):
    run = dags["journeyhouse_backfill"].test(
        run_conf={"from": "2026-01-01", "to": "2026-01-31", "chunk": "P7D"}
    )
    assert states(run) == {"backfill": "success"}
    assert calls(workspace) == ["backfill --from=2026-01-01 --to=2026-01-31 --chunk=P7D"]


def test_maintenance(dags, workspace):
    run = dags["journeyhouse_maintenance"].test()
    assert states(run) == {"maintain": "success"}
    assert calls(workspace) == ["maintain"]
