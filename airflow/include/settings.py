"""All settings: environment variables JOURNEYHOUSE_*, which README.md lists.

Not Airflow's Variables: each of those is a query to its database whenever a DAG file is parsed.
"""

import os
import shlex
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

CHECKOUT = Path(__file__).resolve().parents[2]


def _text(name: str, default: str | None = None) -> str:
    value = os.environ.get(f"JOURNEYHOUSE_{name}", default)
    if value is None:
        raise ValueError(
            f"JOURNEYHOUSE_{name} is not set. To mend: set it in the environment of all Airflow"
            " processes; airflow/README.md lists the settings"
        )
    return value


def _number(name: str, default: int) -> int:
    text = _text(name, str(default))
    if not text.isdecimal():
        raise ValueError(
            f"JOURNEYHOUSE_{name} is '{text}'. To mend: give a whole number, 0 or more"
        )
    return int(text)


def _zone(name: str, default: str) -> ZoneInfo:
    text = _text(name, default)
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError) as e:
        raise ValueError(
            f"JOURNEYHOUSE_{name} is '{text}', which is no time zone."
            " To mend: give zone: of workspace.yml, for example Europe/Berlin"
        ) from e


WORKSPACE = _text("WORKSPACE")
PREFIX = shlex.split(_text("PREFIX", ""))
COMMAND = shlex.split(_text("COMMAND", str(CHECKOUT / "journeyhouse")))
MANIFEST = Path(_text("MANIFEST", str(CHECKOUT / "airflow/include/manifest.json")))
ZONE = _zone("ZONE", "Europe/Berlin")
SCHEDULE = _text("SCHEDULE", "0 2 * * *")
MAINTENANCE_SCHEDULE = _text("MAINTENANCE_SCHEDULE", "0 14 * * 0")
RETRIES = _number("RETRIES", 3)
RETRY_DELAY = timedelta(seconds=_number("RETRY_SECONDS", 60))
RESCHEDULES = _number("RESCHEDULES", 72)
RESCHEDULE_DELAY = timedelta(seconds=_number("RESCHEDULE_SECONDS", 300))
TIME_LIMIT = timedelta(minutes=_number("TIME_LIMIT_MINUTES", 360))
DEADLINE = timedelta(minutes=_number("DEADLINE_MINUTES", 300))
FAILURE_CALLBACK = _text("FAILURE_CALLBACK", "")
LOG_URL = _text("LOG_URL", "file://{path}")
