"""The operator with a command that does what a test tells it."""

import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import (
    AirflowException,
    AirflowFailException,
    AirflowRescheduleException,
    AirflowTaskTimeout,
)
from airflow.sdk.execution_time.timeout import timeout
from conftest import AIRFLOW, calls
from include import settings
from include.operator import JourneyhouseOperator, RunLogLink

FAILS = """
echo "  3/14 gold.fct_session                     failed" >&2
echo "JH-3301 gold.fct_session failed: the disk is full" >&2
echo "  To mend: read the log" >&2
echo "log: /data/acme/.journeyhouse/logs/run.log" >&2
exit 1
"""


def run(*, try_number=1, rescheduled=0, rerun=False):
    """Executes the task of one pipeline, and gives it."""
    task = JourneyhouseOperator(
        task_id="journey", arguments=["run", "--pipeline", "journey"], dated=True
    )
    context = {
        "params": {"business_date": "2026-04-01", "rerun": rerun},
        "ti": SimpleNamespace(try_number=try_number, max_tries=3),
        "task_reschedule_count": rescheduled,
        "outlet_events": {},
    }
    # without Airflow's guard, which wants a task process around it
    JourneyhouseOperator.execute.__wrapped__(task, context)
    return task


def is_alive(pid: int) -> bool:
    try:
        # a process that is over and not waited for yet has no command line
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read() != b""
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_runs_the_command_for_the_business_day(workspace):
    run()
    assert calls(workspace) == ["run --pipeline journey --date 2026-04-01"]


def test_rerun_is_passed_by_the_first_try_alone(workspace):
    run(rerun=True)
    run(rerun=True, try_number=2)
    run(rerun=False)
    assert [" --rerun" in call for call in calls(workspace)] == [True, False, False]


def test_what_is_done_says_how_to_do_it_again(workspace, capsys):
    (workspace / "script").write_text("echo '2026-04-01 was already done; --rerun does it again'")
    run()
    assert "already done: set rerun" in capsys.readouterr().out


@pytest.mark.parametrize("code", [2, 3, 4, 126, 127])
def test_fails_at_once_where_a_retry_is_useless(workspace, code):
    (workspace / "script").write_text(f"exit {code}")
    with pytest.raises(AirflowFailException, match=f"exit code {code}"):
        run()


@pytest.mark.parametrize("code", [1, 130, 143, 255])
def test_is_tried_again(workspace, code):
    (workspace / "script").write_text(f"exit {code}")
    with pytest.raises(AirflowException, match=f"exit code {code}") as failure:
        run()
    assert not isinstance(failure.value, AirflowFailException)


@pytest.mark.parametrize("code", [5, 6])
def test_comes_back_later_and_not_for_ever(workspace, code):
    (workspace / "script").write_text(f"exit {code}")
    with pytest.raises(AirflowRescheduleException):
        run(rescheduled=settings.RESCHEDULES - 1)
    with pytest.raises(AirflowFailException, match=f"exit code {code}"):
        run(rescheduled=settings.RESCHEDULES)


def test_a_command_that_is_not_there_fails_at_once(workspace, monkeypatch):
    monkeypatch.setattr(settings, "COMMAND", ["/no/such/command"])
    with pytest.raises(AirflowFailException, match="/no/such/command"):
        run()


def test_the_prefix_stands_before_the_command(workspace, monkeypatch, capsys):
    monkeypatch.setattr(settings, "PREFIX", ["env", "PLACE=there"])
    (workspace / "script").write_text('echo "I am $PLACE, my terminal is $TERM"')
    run()
    assert "I am there, my terminal is dumb" in capsys.readouterr().out


def test_the_last_lines_say_what_to_do(workspace):
    (workspace / "script").write_text("seq 100\n" + FAILS)
    with pytest.raises(AirflowException) as failure:
        run(try_number=2)
    lines = str(failure.value).splitlines()
    assert lines[0] == "exit code 1"
    assert lines[1] == "85"
    command = f"{AIRFLOW}/tests/fake_journeyhouse run -w {workspace}"
    assert lines[-7].startswith("code: JH-3301 TABLE_FAILED, exit code 1: ")
    assert lines[-6] == "table: gold.fct_session"
    assert lines[-5] == "attempt: 2 of 4, came back 0 times"
    assert lines[-4].startswith("retry: safe")
    assert lines[-3].startswith("next: ") and len(lines[-3]) > 20
    assert lines[-2] == f"command: {command} --pipeline journey --date 2026-04-01"
    assert lines[-1] == "log: /data/acme/.journeyhouse/logs/run.log"


def test_a_killed_command_is_explained_too(workspace):
    (workspace / "script").write_text("kill -9 $$")
    with pytest.raises(AirflowException, match="code: NO-CODE KILLED, exit code -9"):
        run()


def test_a_failure_is_told_without_the_runbook_too(workspace, monkeypatch):
    from include import runbook

    monkeypatch.setattr(runbook, "RUNBOOK", workspace / "none.md")
    (workspace / "script").write_text(FAILS)
    with pytest.raises(AirflowException, match="code: JH-3301 , exit code 1: not in .*none.md"):
        run()


def test_links_to_the_log_that_the_command_names(workspace, monkeypatch):
    monkeypatch.setattr(settings, "LOG_URL", "https://logs.example.com{path}")
    (workspace / "script").write_text("echo 'log: /data/acme/.journeyhouse/logs/run.log'")
    link = RunLogLink().get_link(run(), ti_key=None)
    assert link == "https://logs.example.com/data/acme/.journeyhouse/logs/run.log"


def test_lines_are_logged_as_they_come(workspace, monkeypatch):
    seen = []
    (workspace / "script").write_text("echo first; sleep 1; echo second")

    class Log:
        def info(self, text, *values):
            seen.append((time.monotonic(), text % values))

    monkeypatch.setattr(JourneyhouseOperator, "log", Log())
    run()
    times = {line: at for at, line in seen}
    assert times["second"] - times["first"] > 0.7


def stubborn(workspace):
    """A command and a child of it that both do not end when told to."""
    (workspace / "script").write_text(
        f"trap '' TERM; (trap '' TERM; echo $BASHPID >{workspace}/child; sleep 60) & sleep 60"
    )


def test_a_time_limit_ends_the_whole_group(workspace):
    stubborn(workspace)
    start = time.monotonic()
    with pytest.raises(AirflowTaskTimeout), timeout(1):
        run()
    assert 4.5 < time.monotonic() - start < 8
    child = int((workspace / "child").read_text())
    wait_until(lambda: not is_alive(child))


def test_a_command_that_ends_when_told_to_is_not_waited_for(workspace):
    (workspace / "script").write_text("sleep 60")
    start = time.monotonic()
    with pytest.raises(AirflowTaskTimeout), timeout(1):
        run()
    assert time.monotonic() - start < 3


def test_what_the_command_leaves_behind_is_ended(workspace):
    (workspace / "script").write_text(
        f"sleep 60 >/dev/null 2>&1 & echo $! >{workspace}/child; exit 0"
    )
    run()
    child = int((workspace / "child").read_text())
    wait_until(lambda: not is_alive(child))


PROCESS = """
import signal
from types import SimpleNamespace
from include.operator import JourneyhouseOperator
task = JourneyhouseOperator(task_id="journey", arguments=["run"])
signal.signal(signal.SIGTERM, lambda *_: task.on_kill())
context = {"ti": SimpleNamespace(try_number=1, max_tries=0), "task_reschedule_count": 0}
JourneyhouseOperator.execute.__wrapped__(task, context)
"""


@pytest.fixture
def task_process(workspace):
    """A process that executes a task, as Airflow's task runner does."""
    stubborn(workspace)
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS],
        env={**os.environ, "JOURNEYHOUSE_WORKSPACE": str(workspace)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield process
    process.kill()
    process.wait()


def test_told_to_end_it_ends_the_whole_group_within_five_seconds(workspace, task_process):
    wait_until((workspace / "child").exists, 60)
    child = int((workspace / "child").read_text())
    task_process.send_signal(signal.SIGTERM)
    # then Airflow kills the task's process, and nobody could end the command any more
    wait_until(lambda: not is_alive(child), 5)
    assert task_process.wait() == 1


def test_killed_it_takes_the_command_along(workspace, task_process):
    # of a task process that is killed nobody runs code any more: the system tells the command
    (workspace / "script").write_text(f"echo $$ >{workspace}/child; exec sleep 60")
    wait_until((workspace / "child").exists, 60)
    child = int((workspace / "child").read_text())
    task_process.kill()
    wait_until(lambda: not is_alive(child))


REMOTE = """
exec 9>{workspace}/lock
flock -n 9 || {{ echo "JH-4101 another run is at work" >&2; exit 5; }}
echo $BASHPID >{workspace}/remote
sleep 30
"""


def test_what_a_killed_prefix_leaves(workspace, monkeypatch):
    """Through ssh the command lives on in a session of another machine: the retry comes back."""
    (workspace / "script").write_text(REMOTE.format(workspace=workspace))
    # --wait keeps the prefix, --fork gives the command a session of its own, as sshd does
    monkeypatch.setattr(settings, "PREFIX", ["setsid", "--fork", "--wait"])
    with pytest.raises(AirflowTaskTimeout), timeout(2):
        run()
    remote = int((workspace / "remote").read_text())
    assert is_alive(remote)
    with pytest.raises(AirflowRescheduleException):
        run(try_number=2)
    os.killpg(remote, signal.SIGKILL)
    (workspace / "script").write_text("")
    run(try_number=2, rescheduled=1)

