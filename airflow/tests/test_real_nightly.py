"""The real command on a small world: a night by Airflow makes the tables that `run` makes.

Needs the built command; the launcher builds it where it is not.
"""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag
from conftest import AIRFLOW, COMMAND, journeyhouse, make_world
from include import settings
from test_runs import NIGHTLY, states

DATE = "2026-01-05"
# of each pipeline what rests on most of its tables
COMPARED = [
    "bronze.clickstream_web",
    "silver.events",
    "silver.order_lines",
    "gold.dim_customer",
    "gold.fct_journey_stage",
    "gold.fct_touch_credit",
    "audience.segment_membership",
]


def content(workspace: Path) -> dict[str, str]:
    """Of each compared table its rows' number and fingerprint, by all that no clock wrote."""
    row = """regexp_replace(to_json(struct(*)), '"_(ingested_at|run_id)":"[^"]*"', '')"""
    query = " union all ".join(
        f"select '{table}', count(*), sum(cast(xxhash64({row}) as decimal(20))) from {table}"
        for table in COMPARED
    )
    lines = journeyhouse("sql", "-w", str(workspace), "--format", "csv", "-e", query).splitlines()
    return dict(line.split(",", 1) for line in lines[1:])


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    """A workspace with some days of files and no tables."""
    folder = tmp_path_factory.mktemp("world")
    make_world(folder)
    return folder


def test_the_manifest_is_that_of_the_command(world, tmp_path):
    journeyhouse("plan", "-w", str(world), "--manifest", str(tmp_path / "manifest.json"))
    committed = (AIRFLOW / "include/manifest.json").read_text()
    assert (tmp_path / "manifest.json").read_text() == committed


def test_a_manifest_of_other_contracts_is_refused(world):
    refused = subprocess.run(
        [COMMAND, "run", "-w", str(world), "--date", DATE, "--contract-hash", "0123456789abcdef"],
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 4
    assert "JH-2204" in refused.stderr and "plan -w" in refused.stderr


def test_a_night_makes_the_tables_that_run_makes(database, world, tmp_path, monkeypatch):
    by_run = shutil.copytree(world, tmp_path / "by-run")
    monkeypatch.setattr(settings, "WORKSPACE", str(world))
    monkeypatch.setattr(settings, "COMMAND", [COMMAND])
    nightly = DagBag(str(AIRFLOW / "dags")).dags["journeyhouse_nightly"]

    run = nightly.test(logical_date=datetime(2026, 1, 5, 1, tzinfo=UTC))

    assert states(run) == dict.fromkeys(NIGHTLY, "success")
    journeyhouse("run", "-w", str(by_run), "--date", DATE)
    made = content(world)
    assert list(made) == COMPARED
    assert all(not rows.startswith("0,") for rows in made.values())
    assert made == content(by_run)
