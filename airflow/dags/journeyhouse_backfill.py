"""By hand: a range of business days, in order, in windows of a length."""

from airflow.sdk import Param

from include.factory import journeyhouse_dag
from include.operator import JourneyhouseOperator

with journeyhouse_dag(
    "journeyhouse_backfill",
    doc_md=__doc__,
    schedule=None,
    params={
        "from": Param(type="string", format="date", description="The first business day"),
        "to": Param(type="string", format="date", description="The last business day"),
        "chunk": Param(
            "P1D", type="string", pattern="^P[1-9][0-9]*[DWMY]$", description="P1D, P7D, P1M ..."
        ),
    },
):
    JourneyhouseOperator(
        task_id="backfill",
        arguments=[
            "backfill",
            "--from={{ params['from'] }}",
            "--to={{ params['to'] }}",
            "--chunk={{ params['chunk'] }}",
        ],
    )
