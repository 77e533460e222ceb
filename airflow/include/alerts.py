"""Tells people: the callable that JOURNEYHOUSE_FAILURE_CALLBACK names."""

import logging
from typing import Any

from airflow.sdk.module_loading import import_string

from include import settings

# imported here, so that a wrong name is an import error of the DAGs and no silence at night
tell = import_string(settings.FAILURE_CALLBACK) if settings.FAILURE_CALLBACK else None


def deadline_missed(context: dict[str, Any]) -> None:
    """A night is not done when it should be."""
    logging.getLogger(__name__).error("journeyhouse_nightly is late: %s", context)
    if tell is not None:
        tell(context)
