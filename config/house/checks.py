"""``lint`` and ``test``: what must hold before anything lands, the quickest to tell first."""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.house.browser import provide_browser
from config.house.console import Console
from config.house.crew import Crew
from config.house.environment import local_settings, with_callers_own
from config.house.errors import SetupError
from config.house.interruption import Interruption
from config.house.keys import new_keys
from config.house.rig import Rig, rig

_TOOLS = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """``settings``: where it differs from the demo shop's. ``talks``: its output is shown live."""

    name: str
    argv: Sequence[str | Path]
    settings: Mapping[str, str] = field(default_factory=dict)
    talks: bool = False


STATIC = [
    Check("format", [_TOOLS / "ruff", "format", "--check", "."]),
    Check("ruff", [_TOOLS / "ruff", "check", "."]),
    Check("types", [_TOOLS / "mypy", "."]),
    Check("imports", [_TOOLS / "lint-imports"]),
]
WITH_SERVERS = [
    Check("migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]),
    Check(
        "deploy",
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        # What an installation must name itself; the check asks whether it is named.
        settings={"DEMO": "0", "HTTPS": "1", "SIGN_IN_CODE_SENDER": "installation.sms.Sender"},
    ),
    # What shares its set-up stands together, and stays together until somebody has nothing to do.
    Check(
        "tests",
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"],
        talks=True,
    ),
]


def lint(console: Console, interruption: Interruption, *, only: Sequence[str] = ()) -> int:
    """Runs the static checks, or those named; returns the exit code.

    Raises SetupError for a name that none of them has.
    """
    known = [check.name for check in STATIC]
    for name in only:
        if name not in known:
            raise SetupError(f"There is no check {name}; there are {', '.join(known)}.")
    checks = [check for check in STATIC if not only or check.name in only]
    return _verdict(console, _failures_among(checks, _bare_rig(console, interruption), console))


def test(var: Path, console: Console, interruption: Interruption) -> int:
    """Runs every check, also after one has failed; returns the exit code."""
    failures = _failures_among(STATIC, _bare_rig(console, interruption), console)
    with console.step("browser") as step:
        step.note = provide_browser()
    with rig(var, console, interruption) as servers:
        failures += _failures_among(WITH_SERVERS, servers, console)
    return _verdict(console, failures)


def _bare_rig(console: Console, interruption: Interruption) -> Rig:
    """No servers: static checks read the settings but open no connection."""
    settings = local_settings(new_keys(), web_port=8000, sandbox_port=8001)
    nowhere = {"DATABASE_URL": "postgres://nobody@127.0.0.1/none", "REDIS_URL": "redis://127.0.0.1"}
    return Rig(Crew(console, interruption), with_callers_own(settings | nowhere))


def _failures_among(checks: Sequence[Check], surroundings: Rig, console: Console) -> list[str]:
    return [check.name for check in checks if not _passes(check, surroundings, console)]


def _passes(check: Check, surroundings: Rig, console: Console) -> bool:
    if check.talks:
        console.say(f"  {check.name}")
        return surroundings.run(check.argv, settings=check.settings) == 0
    with tempfile.TemporaryFile() as output:
        with console.step(check.name) as step:
            code = surroundings.run(check.argv, settings=check.settings, output=output)
            step.note = "FAILED" if code else ""
        if code:
            output.seek(0)
            console.say(output.read().decode(errors="replace").rstrip())
    return code == 0


def _verdict(console: Console, failures: Sequence[str]) -> int:
    if failures:
        console.complain(f"Failed: {', '.join(failures)}.")
        return 1
    console.say("All checks passed.")
    return 0
