"""Airflow's three services as processes: a night by schedule, a kill, an export of two nights.

The first pipeline is the real command's, the others are played.
"""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import COMMAND, OWN, calls, make_world
from include.factory import PIPELINES
from include.settings import ZONE

NIGHTLY = [name for name in PIPELINES if name != "export"]
PATIENCE = 300


class Airflow:
    """Three services with a database of their own, and their public interface."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.workspace = folder / "workspace"
        self.workspace.mkdir(parents=True)
        self.logs = folder / "logs"
        api, workers, triggers = free_ports(3)
        self.url = f"http://127.0.0.1:{api}"
        self.environment = {
            **os.environ,
            "AIRFLOW_HOME": str(folder),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(api),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__CORE__PARALLELISM": "2",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder}/airflow.db",
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(self.logs),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(triggers),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(workers),
            "JOURNEYHOUSE_WORKSPACE": str(self.workspace),
            "JOURNEYHOUSE_DEADLINE_MINUTES": "300",
            **environment,
        }
        self.services: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        airflow = [sys.executable, "-m", "airflow"]
        quiet = {"env": self.environment, "stdout": subprocess.DEVNULL, "cwd": self.workspace}
        subprocess.run([*airflow, "db", "migrate"], **quiet, stderr=subprocess.STDOUT, check=True)
        for service in ["api-server", "scheduler", "dag-processor"]:
            log = (self.workspace.parent / f"{service}.log").open("wb")
            self.services.append(
                subprocess.Popen(
                    # ended with the tests, even if those are killed
                    ["setpriv", "--pdeathsig", "TERM", "--", *airflow, service],
                    **{**quiet, "stdout": log},
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )

    def stop(self) -> None:
        for number in [signal.SIGTERM, signal.SIGKILL]:
            for service in self.services:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(service.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                for service in self.services:
                    service.wait(10)

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    @property
    def token(self) -> str:
        with urllib.request.urlopen(f"{self.url}/auth/token", timeout=30) as answer:
            return json.load(answer)["access_token"]

    def unpause(self, dag: str) -> None:
        self.call("PATCH", f"/api/v2/dags/{dag}?update_mask=is_paused", {"is_paused": False})

    def runs(self, dag: str) -> list[dict]:
        return self.call("GET", f"/api/v2/dags/{dag}/dagRuns?order_by=id")["dag_runs"]

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError, KeyError):
            return self.call("GET", "/api/v2/dags")["total_entries"] == 4
        return False


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as open_sockets:
        sockets = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def wait_for(what, condition, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.2)
    return value


@contextlib.contextmanager
def started(folder: Path, **environment: str) -> Iterator[Airflow]:
    airflow = Airflow(folder, **environment)
    try:
        airflow.start()
        wait_for("the services", airflow.is_ready)
        airflow.call("POST", "/api/v2/pools", {"name": "journeyhouse", "slots": 1})
        yield airflow
    finally:
        airflow.stop()


@pytest.fixture(scope="module")
def airflow():
    with started(OWN / "services") as airflow:
        yield airflow


def trigger(airflow: Airflow, dag: str, **conf) -> dict:
    body = {"logical_date": None, "conf": conf}
    return airflow.call("POST", f"/api/v2/dags/{dag}/dagRuns", body)


@pytest.mark.parametrize("conf", [{"business_date": "2026-02-30"}, {"rerun": "yes"}])
def test_a_bad_parameter_is_refused_at_the_trigger(airflow, conf):
    with pytest.raises(urllib.error.HTTPError) as refused:
        trigger(airflow, "journeyhouse_nightly", **conf)
    assert refused.value.code == 400
    assert next(iter(conf)) in refused.value.read().decode()


def done(airflow: Airflow, dag: str, count: int):
    """All runs of a DAG, once there are so many and all are over."""
    runs = airflow.runs(dag)
    is_over = all(run["state"] in ("success", "failed") for run in runs)
    return runs if len(runs) == count and is_over else None


def finished(log: Path) -> set[str]:
    """The tables that a command said to be done."""
    return set(re.findall(r"\d+/\d+ (\w+\.\w+) +[\d,]+ rows", log.read_text()))


def some_tables(log: Path) -> set[str]:
    """What a command has done in the middle of its work."""
    tables = wait_for("a table", lambda: finished(log))
    # the repository of steps is a file that its database writes every half a second
    time.sleep(1.5)
    return tables


def tries(airflow: Airflow, night: dict, task: str) -> list[tuple[int, str]]:
    run = f"/api/v2/dags/{night['dag_id']}/dagRuns/{night['dag_run_id']}"
    tries = airflow.call("GET", f"{run}/taskInstances/{task}/tries")["task_instances"]
    return [(each["try_number"], each["state"]) for each in tries]


def test_a_night_a_kill_and_an_export(airflow):
    make_world(airflow.workspace)
    victim = airflow.workspace / "victim"
    (airflow.workspace / "script.1").write_text(f'echo $$ >{victim}; exec {COMMAND} "$@"')
    (airflow.workspace / "script.2").write_text(f'exec {COMMAND} "$@"')

    # by schedule: the latest night starts as soon as nobody holds it
    airflow.unpause("journeyhouse_nightly")
    [first] = wait_for("the task", lambda: [*airflow.logs.rglob("task_id=ingest/attempt=1.log")])
    tables = some_tables(first)
    os.killpg(int(victim.read_text()), signal.SIGKILL)
    [night] = wait_for("the night", lambda: done(airflow, "journeyhouse_nightly", 1))
    assert (night["run_type"], night["state"]) == ("scheduled", "success")

    today = datetime.fromisoformat(night["run_after"]).astimezone(ZONE).date()
    date = str(today - timedelta(days=1))
    made = calls(airflow.workspace)
    assert made[:3] == [f"run --pipeline {name} --date {date}" for name in ["ingest", *NIGHTLY[:2]]]
    assert len(made) == len(NIGHTLY) + 1

    # the retry goes on where the first try was killed
    assert "code: NO-CODE KILLED, exit code -9" in first.read_text()
    second = first.with_name("attempt=2.log")
    assert finished(second) and not finished(second) & tables
    assert tries(airflow, night, "ingest") == [(1, "failed"), (2, "success")]
    tasks = f"/api/v2/dags/journeyhouse_nightly/dagRuns/{night['dag_run_id']}/taskInstances"
    links = airflow.call("GET", f"{tasks}/ingest/links")["extra_links"]
    assert links == {"Journeyhouse log": f"file://{airflow.workspace}/.journeyhouse/logs"}

    # the export was held all the night; the next renewal, by hand for a day before, starts one run
    airflow.unpause("journeyhouse_export")
    trigger(airflow, "journeyhouse_nightly", business_date="2026-01-05", rerun=True)
    wait_for("the run by hand", lambda: done(airflow, "journeyhouse_nightly", 2))
    assert "run --pipeline audience --date 2026-01-05 --rerun" in calls(airflow.workspace)

    # which takes both days
    [export] = wait_for("the export", lambda: done(airflow, "journeyhouse_export", 1))
    assert (export["run_type"], export["state"]) == ("asset_triggered", "success")
    assert calls(airflow.workspace)[-2:] == [
        "run --pipeline export --date 2026-01-05",
        f"run --pipeline export --date {date}",
    ]

