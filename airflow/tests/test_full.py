"""Long proofs, for airflow/test -m full: nights of the real command, and a backfill.

Airflow's own database is PostgreSQL, and the prefix lets a command outlive its task, as ssh does.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from conftest import COMMAND, calls, journeyhouse, make_world
from test_real_nightly import content
from test_runs import NIGHTLY
from test_scheduler import (
    Airflow,
    done,
    finished,
    free_ports,
    some_tables,
    started,
    trigger,
    tries,
    wait_for,
)

pytestmark = pytest.mark.full

DATES = ["2026-01-01", "2026-01-02", "2026-01-03"]
NIGHT_SECONDS = 900


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The address of a fresh server, which ends and is removed with the tests."""
    folder = Path(tempfile.mkdtemp(prefix="journeyhouse-postgresql-"))
    tools = max(Path("/usr/lib/postgresql").glob("*/bin"))
    [port] = free_ports(1)
    user = []
    # it refuses to run as root
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        user = ["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
    as_user = ["setpriv", *user, "--pdeathsig", "INT", "--"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    data = ["-D", str(folder / "data")]
    server = None
    try:
        trusting = ["-U", "airflow", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8"]
        subprocess.run([*as_user, tools / "initdb", *data, *trusting], **quiet, check=True)
        place = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
        server = subprocess.Popen([*as_user, tools / "postgres", *data, *place, "-F"], **quiet)
        ask = [tools / "pg_isready", "-h", "127.0.0.1", "-p", str(port)]
        wait_for("PostgreSQL", lambda: subprocess.run(ask, **quiet).returncode == 0)
        yield f"postgresql+psycopg2://airflow@127.0.0.1:{port}/postgres"
    finally:
        if server:
            server.send_signal(signal.SIGINT)
            server.wait()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def airflow(tmp_path_factory):
    folder = tmp_path_factory.mktemp("full")
    environment = {
        "JOURNEYHOUSE_PREFIX": "setsid --fork --wait",
        # sooner, a busy scheduler has not heard yet that the try went away
        "JOURNEYHOUSE_RESCHEDULE_SECONDS": "20",
    }
    with postgresql() as environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]:
        try:
            with started(folder, **environment) as airflow:
                yield airflow
        finally:
            # where a test failed, a command may outlive the services too
            for process in psutil.process_iter(["cmdline"]):
                if f"{folder}/workspace" in (process.info["cmdline"] or []):
                    process.kill()


def test_a_backfill_beside_the_scheduler(airflow):
    """The command is played, and the night that is due comes between."""
    airflow.unpause("journeyhouse_nightly")
    days = ["--from-date", "2026-01-01", "--to-date", "2026-01-04T23:59"]
    create = ["backfill", "create", "--dag-id", "journeyhouse_nightly", "--max-active-runs", "1"]
    subprocess.run(
        [sys.executable, "-m", "airflow", *create, *days],
        env=airflow.environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    runs = wait_for("all nights", lambda: done(airflow, "journeyhouse_nightly", 5))
    kinds = sorted((run["run_type"], run["state"]) for run in runs)
    assert kinds == [*[("backfill", "success")] * 4, ("scheduled", "success")]
    made = [call for call in calls(airflow.workspace) if " 2026-01-0" in call]
    # the last ones of a night do not need each other
    size = len(NIGHTLY)
    assert [sorted(made[i : i + size]) for i in range(0, len(made), size)] == [
        sorted(f"run --pipeline {name} --date {date}" for name in NIGHTLY)
        for date in [*DATES, "2026-01-04"]
    ]


def log(airflow: Airflow, night: dict, task: str, attempt: int) -> Path:
    """Of one try, once it has begun."""
    path = f"*/run_id={night['dag_run_id']}/task_id={task}/attempt={attempt}.log"
    [file] = wait_for(path, lambda: [*airflow.logs.glob(path)], NIGHT_SECONDS)
    return file


def wait_for_nights(airflow: Airflow, *nights: dict) -> None:
    ours = {night["dag_run_id"] for night in nights}

    def are_over():
        runs = [run for run in airflow.runs("journeyhouse_nightly") if run["dag_run_id"] in ours]
        assert all(run["state"] != "failed" for run in runs)
        return all(run["state"] == "success" for run in runs)

    wait_for("the nights", are_over, NIGHT_SECONDS)


def test_three_nights_two_kills_and_a_late_rerun(airflow, tmp_path):
    """They leave the tables that the command alone makes, by nights that nobody disturbs."""
    airflow.unpause("journeyhouse_nightly")
    [due, *_] = wait_for("the night that is due", lambda: airflow.runs("journeyhouse_nightly"))
    wait_for_nights(airflow, due)
    make_world(airflow.workspace)
    alone = shutil.copytree(airflow.workspace, tmp_path / "alone")
    command = airflow.workspace / "command"
    (airflow.workspace / "script").write_text(f'echo $$ >{command}; exec {COMMAND} "$@"')

    # one at a time, in the order of the triggers
    nights = [trigger(airflow, "journeyhouse_nightly", business_date=date) for date in DATES]
    second = nights[1]

    # the command is killed: the next try goes on where it was
    first_try = log(airflow, second, "ingest", 1)
    tables = some_tables(first_try)
    os.killpg(int(command.read_text()), signal.SIGKILL)
    second_try = log(airflow, second, "ingest", 2)

    # the task is killed and its command lives on: the next try comes back until all is done
    some_tables(log(airflow, second, "silver", 1))
    survivor = psutil.Process(int(command.read_text()))
    survivor.parent().parent().kill()
    coming_back = log(airflow, second, "silver", 2)
    wait_for("the next try", lambda: "exit code 5, comes back" in coming_back.read_text())

    wait_for_nights(airflow, *nights)
    assert "code: NO-CODE KILLED" in first_try.read_text()
    assert finished(second_try) and not finished(second_try) & tables
    assert tries(airflow, second, "ingest") == [(1, "failed"), (2, "success")]
    assert "JH-4101" in coming_back.read_text() and "already done" in coming_back.read_text()
    assert not finished(coming_back) and not survivor.is_running()
    assert tries(airflow, second, "silver") == [(1, "failed"), (2, "success")]
    for date in DATES:
        journeyhouse("run", "-w", str(alone), "--date", date)
    assert content(airflow.workspace) == content(alone)

    late = trigger(airflow, "journeyhouse_nightly", business_date=DATES[0], rerun=True)
    wait_for_nights(airflow, late)
    journeyhouse("run", "-w", str(alone), "--date", DATES[0], "--rerun")
    assert content(airflow.workspace) == content(alone)
