"""The database after a test of real transactions: as the migrations left it.

Django would truncate every table, which the append-only ones refuse, and then have each app fill
in again what it brings along (roles, channels, couriers): longer than most tests take.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

_KEPT = "kept"  # a schema with a copy of each table that is not empty


def way_back() -> Callable[..., None]:
    """Remember what is there now; what is returned brings it back, in place of ``flush``.

    No trigger and no foreign key is asked on the way, hence the tables may come in any order;
    only a superuser of PostgreSQL may have it so, which the role of throw-away servers is.
    """
    tables = connection.introspection.django_table_names(only_existing=True)
    steps = ["SET LOCAL session_replication_role = replica"]
    steps += [f"DELETE FROM {table}" for table in tables]  # noqa: S608  (our own names)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {_KEPT}")
        for table in tables:
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")  # noqa: S608
            if cursor.fetchone() == (True,):
                cursor.execute(f"CREATE TABLE {_KEPT}.{table} AS TABLE {table}")
                steps.append(f"INSERT INTO {table} TABLE {_KEPT}.{table}")

    def go_back(*_command: Any, **_options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("; ".join(steps))

    return go_back
