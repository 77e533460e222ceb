"""The DAGs as Airflow reads them."""

import time
import warnings

import pytest
from airflow.sdk.exceptions import ParamValidationError
from conftest import AIRFLOW

# Airflow's own, of a library that it uses to read .airflowignore
IGNORED = "GitWildMatchPattern"


@pytest.fixture(scope="module")
def bag():
    import airflow.sdk  # noqa: F401 is not counted: Airflow imports it once a process
    from airflow.dag_processing.dagbag import DagBag

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=IGNORED)
        start = time.monotonic()
        bag = DagBag(str(AIRFLOW / "dags"))
        bag.seconds = time.monotonic() - start
    return bag


def test_all_are_read_without_a_warning_and_fast(bag):
    assert bag.import_errors == {}
    assert bag.captured_warnings == {}
    names = ["backfill", "export", "maintenance", "nightly"]
    assert sorted(bag.dags) == [f"journeyhouse_{name}" for name in names]
    assert bag.seconds < 1


def test_nightly_is_what_the_manifest_says(bag):
    from include.factory import MANIFEST

    dag = bag.dags["journeyhouse_nightly"]
    pipelines = {p["name"]: p for p in MANIFEST["pipelines"] if p["name"] != "export"}
    assert list(dag.task_ids) == list(pipelines)
    for name, pipeline in pipelines.items():
        task = dag.task_dict[name]
        assert task.upstream_task_ids == set(pipeline["needs"])
        assert [asset.name for asset in task.outlets] == [
            t["name"] for t in pipeline["tables"] if t["name"].startswith(("gold.", "audience."))
        ]
        assert all(f"`{table['name']}`" in task.doc_md for table in pipeline["tables"])
        assert task.arguments[-2:] == ["--contract-hash", MANIFEST["contract_hash"]]
        assert task.pool == "journeyhouse"


def test_assets_are_named_as_the_tables(bag):
    from include.factory import ASSETS

    assert ASSETS["gold.fct_session"].uri == "x-journeyhouse://gold/fct_session"
    timetable = bag.dags["journeyhouse_export"].timetable
    assert timetable.asset_condition.objects == (ASSETS["audience.segment_membership"],)


@pytest.mark.parametrize("date", ["2026-02-30", "yesterday", "20260101", "2026-1-1", "", 7])
@pytest.mark.parametrize("dag", ["journeyhouse_nightly", "journeyhouse_export"])
def test_a_bad_business_date_is_refused_at_the_trigger(bag, dag, date):
    with pytest.raises(ParamValidationError):
        bag.dags[dag].params.get_param("business_date").resolve(date)


def test_no_file_makes_the_folder_a_package_that_hides_airflow():
    assert not (AIRFLOW / "__init__.py").exists()


def test_a_wrong_setting_says_how_to_mend_it(monkeypatch):
    import importlib

    from include import settings

    for name, value in {"RETRIES": "many", "ZONE": "Europe/Nowhere"}.items():
        with monkeypatch.context() as patch:
            patch.setenv(f"JOURNEYHOUSE_{name}", value)
            with pytest.raises(ValueError, match=f"JOURNEYHOUSE_{name} is '{value}'.* To mend: "):
                importlib.reload(settings)
    with monkeypatch.context() as patch:
        patch.delenv("JOURNEYHOUSE_WORKSPACE")
        with pytest.raises(ValueError, match="JOURNEYHOUSE_WORKSPACE is not set. To mend: "):
            importlib.reload(settings)
    importlib.reload(settings)
