"""A real Airflow of these tests' own: nothing of the machine's is read, nothing is left behind."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

AIRFLOW = Path(__file__).resolve().parents[1]
CHECKOUT = AIRFLOW.parent
COMMAND = str(CHECKOUT / "journeyhouse")
OWN = Path(tempfile.mkdtemp(prefix="journeyhouse-airflow-"))
HOME = os.environ["HOME"]

# all this must be set before airflow is imported first
for name in [n for n in os.environ if n.startswith(("AIRFLOW", "_AIRFLOW", "JOURNEYHOUSE_"))]:
    del os.environ[name]
os.environ.update(
    HOME=str(OWN),
    PYTHONDONTWRITEBYTECODE="1",
    PYTHONPATH=f"{AIRFLOW}:{AIRFLOW}/tests",
    AIRFLOW_HOME=str(OWN),
    AIRFLOW__CORE__DAGS_FOLDER=str(AIRFLOW / "dags"),
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{OWN}/airflow.db",
    AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS="False",
    AIRFLOW__LOGGING__BASE_LOG_FOLDER=str(OWN / "logs"),
    AIRFLOW__API_AUTH__JWT_SECRET="0123456789abcdef" * 4,
    JOURNEYHOUSE_WORKSPACE=str(OWN / "workspace"),
    JOURNEYHOUSE_COMMAND=str(AIRFLOW / "tests/fake_journeyhouse"),
    JOURNEYHOUSE_FAILURE_CALLBACK="fake_alerts.tell",
    JOURNEYHOUSE_RETRY_SECONDS="1",
    JOURNEYHOUSE_RESCHEDULE_SECONDS="1",
    # dag.test() cannot work with one
    JOURNEYHOUSE_DEADLINE_MINUTES="0",
    # a small world is done before the full compiler pays
    JAVA_OPTS="-XX:TieredStopAtLevel=1",
)
sys.path.insert(0, str(AIRFLOW))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "full: takes long")
    config.option.basetemp = str(OWN / "tests")


def pytest_unconfigure() -> None:
    shutil.rmtree(OWN)


@pytest.fixture(scope="session")
def database() -> None:
    """Airflow's own, as its newest version makes it."""
    from airflow.utils.db import initdb

    initdb()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the fake command notes its calls and finds what to do."""
    from include import settings

    monkeypatch.setattr(settings, "WORKSPACE", str(tmp_path))
    return tmp_path


def calls(workspace: Path) -> list[str]:
    """How the fake command was called, without the contracts' hash."""
    lines = (workspace / "calls").read_text().splitlines()
    return [" ".join(w for w in line.split() if "hash" not in w and len(w) != 16) for line in lines]


def journeyhouse(*arguments: str) -> str:
    """Runs the real command, and gives what it prints for machines."""
    done = subprocess.run(
        [COMMAND, *arguments],
        # the machine's own, where the build has its libraries
        env={**os.environ, "HOME": HOME},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def make_world(folder: Path) -> None:
    """Makes a workspace with some days of files and no tables."""
    journeyhouse("init", "-w", str(folder))
    size = ["--customers", "300", "--days", "5", "--seed", "1", "--start", "2026-01-01"]
    journeyhouse("generate", *size, "--out", str(folder / "data"))
