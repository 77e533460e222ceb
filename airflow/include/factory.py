"""Makes the DAGs and tasks of what manifest.json says. Needs no Spark, no network and no YAML."""

import json
from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import DAG, Asset, Param

from include import alerts, settings
from include.operator import JourneyhouseOperator

# made in README.md's steps: one command at a time, whatever DAG it is of
POOL = "journeyhouse"


def _manifest() -> dict[str, Any]:
    try:
        return json.loads(settings.MANIFEST.read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise ValueError(
            f"{settings.MANIFEST} cannot be read: {e}. To mend:"
            f" journeyhouse plan -w {settings.WORKSPACE} --manifest {settings.MANIFEST}"
        ) from e


MANIFEST = _manifest()
PIPELINES: dict[str, dict[str, Any]] = {each["name"]: each for each in MANIFEST["pipelines"]}
# each asset is made once: the same name with another address would make one of them inactive
ASSETS = {
    table["name"]: Asset(table["name"], uri=f"x-journeyhouse://{table['name'].replace('.', '/')}")
    for pipeline in PIPELINES.values()
    for table in pipeline["tables"]
    if table["name"].startswith(("gold.", "audience."))
}


def assets_of(pipeline: str) -> list[Asset]:
    """The assets that a pipeline writes."""
    return [ASSETS[t["name"]] for t in PIPELINES[pipeline]["tables"] if t["name"] in ASSETS]


def dated_params() -> dict[str, Param]:
    """Parameters of a DAG that is for business days. A bad date is refused at the trigger."""
    return {
        "business_date": Param(
            None,
            type=["null", "string"],
            format="date",
            description="The business day, YYYY-MM-DD; empty: what the run is for by itself",
        ),
        "rerun": Param(False, type="boolean", description="Do it again although it is done"),
    }


def journeyhouse_dag(dag_id: str, **kwargs: Any) -> DAG:
    """A DAG as all are here."""
    return DAG(
        dag_id,
        # long past: Airflow schedules nothing for a DAG without one, and catches nothing up
        start_date=datetime(2026, 1, 1, tzinfo=settings.ZONE),
        catchup=False,
        max_active_runs=1,
        tags=["journeyhouse"],
        default_args={
            "owner": "journeyhouse",
            "pool": POOL,
            "retries": settings.RETRIES,
            "retry_delay": settings.RETRY_DELAY,
            "retry_exponential_backoff": 2,
            "max_retry_delay": timedelta(minutes=30),
            "execution_timeout": settings.TIME_LIMIT,
            "on_failure_callback": alerts.tell,
        },
        **kwargs,
    )


def pipeline_task(name: str) -> JourneyhouseOperator:
    """The task that runs one pipeline."""
    tables = PIPELINES[name]["tables"]
    rows = [f"| `{t['name']}` | {t['doc']} | {', '.join(t['inputs'])} |" for t in tables]
    return JourneyhouseOperator(
        task_id=name,
        arguments=["run", "--pipeline", name, "--contract-hash", MANIFEST["contract_hash"]],
        dated=True,
        outlets=assets_of(name),
        doc_md="\n".join(["| table | a row is | made of |", "|---|---|---|", *rows]),
    )
