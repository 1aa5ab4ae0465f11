"""One shop of real processes for the whole folder, on a database and a queue of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from config.house.environment import local_settings
from config.house.ports import free_port
from config.house.process import Child
from config.house.valkey import Valkey
from payments import services
from sandbox.server import Sandbox
from tests.crash.figures import broken_laws
from tests.crash.shop import WEB, WORKER, Shop, until
from tests.fixtures.sandbox import control, sandbox, sandbox_process  # noqa: F401  (fixtures)
from tests.orders.factories import a_shop


@pytest.fixture(scope="package")
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A copy of the test database, which is not emptied after each test."""
    with django_db_blocker.unblock():
        connection.creation.clone_test_db("crash", verbosity=0, autoclobber=True)
    name = connection.creation.get_test_db_clone_settings("crash")["NAME"]
    yield name
    with django_db_blocker.unblock():
        until(lambda: not _sessions_in(name), "everybody leaves the database")
        connection.creation.destroy_test_db(suffix="crash", verbosity=0)


@pytest.fixture(scope="package")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("valkey")
    log = home / "valkey.log"
    valkey = Valkey(data=home, port=free_port(), password="secret", log=log, durable=False)
    valkey.initialise()
    server = Child(valkey.program())
    until(valkey.is_ready, "the queue answers")
    yield valkey.url
    server.reap()


@pytest.fixture(scope="package")
def stocked_shop(
    database: str,
    redis_url: str,
    sandbox_process: Sandbox,  # noqa: F811
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shop]:
    """Goods to sell, which are paid for at the sandbox; nobody is at work yet."""
    with django_db_blocker.unblock(), _connected_to(database):
        services.list_channels()
        services.set_credentials(code="wechat", credentials=control(sandbox_process).merchant)
        services.switch_channel(code="wechat", enabled=True)
        a_shop({"TEA-01": 1000})
    port = free_port()
    ours = local_settings(os.environ, web_port=port, sandbox_port=0) | {
        "WECHATPAY_BASE_URL": sandbox_process.base_url,
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl(),
        "REDIS_URL": redis_url,
    }
    shop = Shop(os.environ | ours, port=port, home=tmp_path_factory.mktemp("shop"))
    yield shop
    shop.stop()


@pytest.fixture
def shop(stocked_shop: Shop, database: str, transactional_db: None, settings) -> Iterator[Shop]:
    """The shop at work, with us at its database. All laws hold when a test ends."""
    settings.PUBLIC_BASE_URL = stocked_shop.environment["PUBLIC_BASE_URL"]
    settings.WECHATPAY_BASE_URL = stocked_shop.environment["WECHATPAY_BASE_URL"]
    with stocked_shop.queue as queue:  # the broker forgets whom the last test has killed
        queue.delete("unacked", "unacked_index")
    with _connected_to(database):
        stocked_shop.start(WORKER, WEB)
        yield stocked_shop
        assert broken_laws() == []


@contextmanager
def _connected_to(database: str) -> Iterator[None]:
    original = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original


def _sessions_in(database: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [database])
        return int(cursor.fetchone()[0])
