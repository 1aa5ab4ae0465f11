"""The embedded servers as a person meets them: started, stopped, killed."""

import os
import signal

import psycopg2
import pytest
import redis

from config.house.lease import announced_environment
from config.house.shop import lease_path
from tests.house.running import House, wait_for_death


def query(house: House, sql: str) -> list[tuple]:
    connection = psycopg2.connect(announced_environment(lease_path(house.var))["DATABASE_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()
    finally:
        connection.close()


def queue(house: House) -> redis.Redis:
    return redis.Redis.from_url(announced_environment(lease_path(house.var))["REDIS_URL"])


def write_something(house: House) -> None:
    query(house, "CREATE TABLE kept AS SELECT 42 AS n; SELECT n FROM kept")
    queue(house).rpush("default", "a job")


def assert_kept(house: House) -> None:
    assert query(house, "SELECT n FROM kept") == [(42,)]
    assert queue(house).lrange("default", 0, -1) == [b"a job"]


def test_goes_on_with_the_same_data_however_it_ended(house: House):
    running = house.serve()
    write_something(house)
    assert running.stop() == 0
    assert house.processes() == []

    # its owner is killed, whose servers die with it
    running = house.serve()
    assert_kept(house)
    orphans = house.processes()
    assert len(orphans) > 3
    running.process.kill()
    running.end()
    running = house.serve()  # at once: it waits for what still uses its data
    wait_for_death(orphans)
    assert_kept(house)

    # its database is killed, which is named and ends the house
    servers = house.processes()
    os.kill(postmaster(house), signal.SIGKILL)
    assert running.end() == 1
    assert "postgres ended by itself (killed by SIGKILL)." in running.output
    wait_for_death(servers)
    running = house.serve()
    assert_kept(house)
    running.stop()


def postmaster(house: House) -> int:
    return int((house.var / "postgres/postmaster.pid").read_text().splitlines()[0])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_stops_on_ctrl_c_and_when_the_terminal_closes(
    house: House, elsewhere: dict[str, str], number: signal.Signals
):
    running = house.serve(**elsewhere)
    assert running.stop(number) == 0


def test_starts_nothing_where_urls_are_given_and_others_may_join(
    house: House, elsewhere: dict[str, str]
):
    running = house.serve(**elsewhere)

    joined = house.start("join", "--", "sh", "-c", "echo $DATABASE_URL $REDIS_URL; exit 7")
    assert joined.end() == 7
    assert joined.output == f"{elsewhere['DATABASE_URL']} {elsewhere['REDIS_URL']}\n"
    assert not (house.var / "postgres").exists()
    assert not (house.var / "valkey").exists()
    running.stop()


def test_a_second_house_on_the_same_data_is_refused_while_the_first_lives(
    house: House, elsewhere: dict[str, str]
):
    first = house.serve(**elsewhere)
    said = house.refusal("up")
    assert said.startswith("The shop is already up")
    assert f"(pid {first.process.pid})" in said

    first.process.kill()
    first.end()
    assert house.refusal("join", "--", "true") == (
        "The shop is not up: run `make up` in another terminal first."
    )
