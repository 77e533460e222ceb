"""When the audiences are renewed: their files, for each business day once, in order."""

# Airflow passes over files without its name and the word dag
from include.factory import ASSETS, assets_of, dated_params, journeyhouse_dag, pipeline_task

OWN = assets_of("export")

with journeyhouse_dag(
    "journeyhouse_export",
    doc_md=__doc__,
    schedule=[a for a in ASSETS.values() if a.name.startswith("audience.") and a not in OWN],
    params=dated_params(),
):
    pipeline_task("export")
