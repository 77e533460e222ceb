"""The one operator: runs the command, where a setting says, and maps its exit codes."""

import os
import shlex
import signal
import subprocess
import threading
from collections import deque
from datetime import UTC, datetime
from typing import Any

from airflow.sdk import BaseOperator, BaseOperatorLink
from airflow.sdk.exceptions import (
    AirflowException,
    AirflowFailException,
    AirflowRescheduleException,
)

from include import settings
from include.business_date import business_dates
from include.runbook import Failure

# arguments, a quality rule, the configuration; a shell that cannot start the command
NOT_BY_ITSELF = {2, 3, 4, 126, 127}
# another run is at work, a source is not there yet
LATER = {5, 6}
LINES_IN_ERROR = 20
# Airflow kills a task 5 s after it told it to end
KILL_AFTER_SECONDS = 4


class RunLogLink(BaseOperatorLink):
    """The command's own log file."""

    name = "Journeyhouse log"

    def get_link(self, operator: BaseOperator, *, ti_key: Any) -> str:
        return settings.LOG_URL.format(path=operator.run_log)


class JourneyhouseOperator(BaseOperator):
    """Runs `journeyhouse ARGUMENTS`, with `dated` once for each business day of the run.

    The command does nothing where all is done, goes on where it failed and refuses to run twice
    at a time: a retry is the same command again.
    """

    template_fields = ("arguments",)
    operator_extra_links = (RunLogLink(),)

    def __init__(self, *, arguments: list[str], dated: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.arguments = arguments
        self.dated = dated
        self.process: subprocess.Popen[str] | None = None
        # the command names the file only where it fails
        self.run_log = f"{settings.WORKSPACE}/.journeyhouse/logs"

    def execute(self, context: Any) -> None:
        if not self.dated:
            self._command(self.arguments, context)
            return
        dates = business_dates(context, settings.ZONE)
        # a failed re-run is gone on with by the same command without --rerun
        again = context["params"]["rerun"] and context["ti"].try_number == 1
        for date in dates:
            rerun = ["--rerun"] if again else []
            self._command([*self.arguments, "--date", date, *rerun], context)
        for asset in self.outlets:
            context["outlet_events"][asset].extra = {"business_date": dates[-1]}

    def _command(self, arguments: list[str], context: Any) -> None:
        verb, *others = arguments
        command = [*settings.PREFIX, *settings.COMMAND, verb, "-w", settings.WORKSPACE, *others]
        self.log.info("%s", shlex.join(command))
        exit_code, lines = self._run(command)
        failure = Failure.of(lines)
        self.run_log = failure.log or self.run_log
        if exit_code == 0:
            if any("was already done" in line for line in lines):
                self.log.warning(
                    "already done: set rerun. To do it again, trigger the DAG with the business"
                    " date and rerun; a retry or a cleared task never does it again"
                )
            return
        count = context["task_reschedule_count"]
        if exit_code in LATER and count < settings.RESCHEDULES:
            later = datetime.now(UTC) + settings.RESCHEDULE_DELAY
            which = f"{count + 1} of {settings.RESCHEDULES}"
            self.log.info("exit code %s, comes back at %s (%s)", exit_code, later, which)
            raise AirflowRescheduleException(later)
        ti = context["ti"]
        attempt = f"{ti.try_number} of {ti.max_tries + 1}, came back {count} times"
        report = failure.report(exit_code, attempt, shlex.join(command))
        is_final = exit_code in NOT_BY_ITSELF | LATER
        error = AirflowFailException if is_final else AirflowException
        raise error("\n".join([f"exit code {exit_code}", *lines, report]))

    def _run(self, command: list[str]) -> tuple[int, list[str]]:
        """Its exit code and the last lines of what it printed."""
        lines: deque[str] = deque(maxlen=LINES_IN_ERROR)
        self.process = subprocess.Popen(
            # told to end even if this process is killed and cannot do it
            ["setpriv", "--pdeathsig", "TERM", "--", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # no progress bar, through ssh's terminal neither
            env={**os.environ, "TERM": "dumb"},
            start_new_session=True,
        )
        try:
            for line in self.process.stdout:
                lines.append(line.rstrip())
                self.log.info("%s", lines[-1])
            return self.process.wait(), list(lines)
        finally:
            if self.process.poll() is None:  # the time limit
                self.on_kill()
                self.process.wait()
            self._signal(signal.SIGKILL)  # what it left behind
            self.process = None

    def on_kill(self) -> None:
        """Ends the command with all it started. Called by a signal, so it must not wait."""
        self._signal(signal.SIGTERM)
        timer = threading.Timer(KILL_AFTER_SECONDS, self._signal, [signal.SIGKILL])
        timer.daemon = True
        timer.start()

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                pass  # it is over
