"""Commands that run on servers of their own."""

import os
import signal

from tests.house.running import House, children_of, wait_for_death


def test_servers_of_its_own_are_gone_without_a_trace_afterwards(house: House):
    runs = [house.start("run", "--", "sh", "-c", "echo $DATABASE_URL; exit 7") for _ in range(2)]

    assert [run.end() for run in runs] == [7, 7]
    urls = {run.output.strip() for run in runs}
    assert len(urls) == 2
    assert all(url.startswith("postgres://dingdan:") for url in urls)
    assert house.processes() == []
    assert list((house.var / "run").iterdir()) == []


def test_a_database_killed_under_the_command_ends_both(house: House):
    running = house.start("run", "--", "sh", "-c", "echo up; exec sleep 1000")
    running.wait_for("up")

    servers = house.processes()
    (lock,) = house.var.glob("run/*/postgres/postmaster.pid")
    os.kill(int(lock.read_text().splitlines()[0]), signal.SIGKILL)
    assert running.end() == 1
    assert "postgres ended by itself (killed by SIGKILL)." in running.output
    wait_for_death(servers)


def test_the_next_run_clears_away_what_a_killed_one_left(house: House):
    running = house.start("run", "--", "sh", "-c", "echo up; exec sleep 1000")
    running.wait_for("up")
    orphans = house.processes()
    running.process.kill()
    running.end()

    assert house.start("run", "--", "true").end() == 0
    wait_for_death(orphans)
    assert list((house.var / "run").iterdir()) == []


def test_asked_to_stop_it_ends_the_command(house: House, elsewhere: dict[str, str]):
    running = house.start("run", "--", "sh", "-c", "echo up; exec sleep 1000", **elsewhere)
    running.wait_for("up")

    assert running.stop(signal.SIGTERM) == 130
    assert house.processes() == []


def test_leaves_ctrl_c_to_the_command(house: House, elsewhere: dict[str, str]):
    patient = "trap 'exit 5' INT; echo up; while :; do sleep 0.01; done"
    running = house.start("run", "--", "sh", "-c", patient, **elsewhere)
    running.wait_for("up")

    for pid in (running.process.pid, *children_of(running.process.pid)):
        os.kill(pid, signal.SIGINT)  # as a terminal does
    assert running.end() == 5
