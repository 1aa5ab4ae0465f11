from pathlib import Path

import yaml

from config.house.checks import STATIC
from config.house.programs import PROJECT
from tests.house.running import House


def test_a_commit_runs_the_checks_of_make_lint():
    hooks = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]

    assert [hook["entry"] for hook in hooks] == [
        f".venv/bin/python -m config.house lint {check.name}" for check in STATIC
    ]


def test_production_has_the_processes_of_make_up_and_its_servers():
    services = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]

    assert {"web", "worker", "beat", "postgres", "pgbouncer", "redis"} <= set(services)


def test_a_check_that_does_not_exist_is_refused(house: House):
    assert house.refusal("lint", "grammar") == (
        "There is no check grammar; there are format, ruff, types, imports."
    )


def test_continuous_integration_runs_make_test():
    assert Path(PROJECT / ".ci/run").read_text() == "#!/bin/sh\nexec make test\n"
