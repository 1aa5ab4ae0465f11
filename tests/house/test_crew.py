"""Processes that run together: seen, stopped in order, and none left."""

import os
import signal
import sys
import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from config.house.crew import ChildDied, Crew
from config.house.errors import SetupError
from config.house.process import Program
from tests.house.running import wait_for_death

NewCrew = Callable[[], Crew]


def script(name: str, code: str, **options: Any) -> Program:
    return Program(name=name, argv=[sys.executable, "-uc", textwrap.dedent(code)], **options)


SLEEPER = "import signal; print('up'); signal.pause()"


def test_shows_each_line_under_the_name_of_its_process(new_crew: NewCrew, capsys):
    with new_crew() as crew:
        crew.start(script("web", "print('first'); print('第二')"))
        with pytest.raises(ChildDied):
            crew.watch()

    assert capsys.readouterr().out.splitlines() == ["web      | first", "web      | 第二"]


def test_names_the_one_that_dies_with_its_code_and_last_words(new_crew: NewCrew):
    with new_crew() as crew:
        crew.start(script("web", SLEEPER))
        crew.start(script("worker", "import sys; print('no queue'); sys.exit(3)", quiet=True))
        with pytest.raises(ChildDied) as death:
            crew.watch()

    assert str(death.value) == "worker ended by itself (exit code 3)."
    assert death.value.last_words == ["no queue"]


def says(log: Path, text: str) -> bool:
    return log.read_text() == text


def test_stops_the_latest_first(new_crew: NewCrew, tmp_path: Path):
    diary = tmp_path / "diary"
    code = """
        import pathlib, signal, sys
        def note(*_):
            with open({diary!r}, "a") as file: file.write({name!r} + " ")
            sys.exit()
        signal.signal(signal.SIGTERM, note)
        print("up")
        signal.pause()
    """
    with new_crew() as crew:
        for name in ("database", "web", "beat"):
            log = tmp_path / name
            crew.start(script(name, code.format(diary=str(diary), name=name), log=log))
            crew.until(partial(says, log, "up\n"), seconds=60, what=name)

    assert diary.read_text() == "beat web database "


def test_kills_what_does_not_stop_in_time_and_what_it_has_started(new_crew: NewCrew, tmp_path):
    log = tmp_path / "log"
    code = """
        import os, signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = os.fork()
        if child: print(os.getpid(), child)
        signal.pause()
    """
    with new_crew() as crew:
        crew.start(script("stubborn", code, log=log, grace=0.1))
        crew.until(lambda: log.read_text().endswith("\n"), seconds=60, what="stubborn")
        pids = [int(word) for word in log.read_text().split()]

    assert len(pids) == 2
    wait_for_death(pids)


def test_leaves_no_orphan_of_a_process_that_was_killed(new_crew: NewCrew, tmp_path: Path):
    log = tmp_path / "log"
    code = """
        import os, signal
        child = os.fork()
        if child: print(os.getpid(), child)
        signal.pause()
    """
    with new_crew() as crew:
        crew.start(script("web", code, log=log))
        crew.until(lambda: log.read_text().endswith("\n"), seconds=60, what="web")
        leader, orphan = (int(word) for word in log.read_text().split())
        os.kill(leader, signal.SIGKILL)
        with pytest.raises(ChildDied, match="killed by SIGKILL"):
            crew.watch()

    wait_for_death([orphan])


def test_runs_a_step_to_its_end_and_says_why_it_failed(new_crew: NewCrew, capsys):
    with new_crew() as crew:
        crew.run(script("migrate", "print('Applying')", quiet=True))
        with pytest.raises(ChildDied) as death:
            crew.run(script("migrate", "raise SystemExit('table exists')", quiet=True))

    assert str(death.value) == "migrate ended by itself (exit code 1)."
    assert death.value.last_words == ["table exists"]
    assert capsys.readouterr().out == ""


def test_keeps_the_log_of_the_run_before(new_crew: NewCrew, tmp_path: Path):
    log = tmp_path / "log/web.log"
    with new_crew() as crew:
        for word in ("first", "second"):
            crew.run(script("web", f"print('{word}')", log=log))

    assert log.read_text() == "second\n"
    assert log.with_suffix(".previous.log").read_text() == "first\n"


def test_says_what_does_not_get_ready_or_cannot_start(new_crew: NewCrew):
    with new_crew() as crew:
        with pytest.raises(SetupError, match=r"^Web did not get ready within 0 s\.$"):
            crew.until(lambda: False, seconds=0, what="Web")
        with pytest.raises(SetupError, match=r"^web cannot be started: .*No such file"):
            crew.start(Program("web", ["/nowhere/granian"]))
