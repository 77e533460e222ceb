"""What JOURNEYHOUSE_FAILURE_CALLBACK names in the tests: writes alerts into the workspace."""

from pathlib import Path
from typing import Any

from include import settings


def tell(context: dict[str, Any]) -> None:
    with Path(settings.WORKSPACE, "alerts").open("a") as file:
        print(context["ti"].task_id, str(context["exception"]).splitlines()[0], file=file)
