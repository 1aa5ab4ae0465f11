"""What must hold after every step, whatever the rules of the shop say: read in few round trips."""

from django.apps import apps
from django.db import connection

from core.laws import all_laws
from tests.walk.conservation import GIVEN, LAWS, SPENT

_APPS = ("core", "ledger", "products", "members", "marketing", "orders", "payments", "logistics")

# Of each law the rows that break it, of each table its content: all in one statement.
_LAW = "SELECT {name} AS law, to_jsonb(broken)::text AS row FROM ({sql}) AS broken"
_TABLE = "SELECT '{0}', md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {0} AS row"


def prepare() -> None:
    """Plan once for the session what is asked after every step."""
    known = [*all_laws(), *(("walk", law) for law in LAWS)]
    laws = [_LAW.format(name=_quoted(f"{app}: {law.name}"), sql=law.sql) for app, law in known]
    tables = [_TABLE.format(table) for table in _tables()]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL; SET jit = off")
        cursor.execute(
            f"PREPARE laws AS WITH spent AS ({SPENT}), given AS ({GIVEN}) "
            + " UNION ALL ".join(laws)
        )
        cursor.execute("PREPARE fingerprint AS " + " UNION ALL ".join(tables))


def broken_laws() -> list[str]:
    """After the deferred triggers have had their say."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; EXECUTE laws")
        return [f"{law}: {row}" for law, row in cursor.fetchall()]


def fingerprint() -> dict[str, str]:
    """What every table of the shop holds, down to the last row."""
    with connection.cursor() as cursor:
        cursor.execute("EXECUTE fingerprint")
        return dict(cursor.fetchall())


def _tables() -> list[str]:
    return [
        model._meta.db_table
        for app in _APPS
        for model in apps.get_app_config(app).get_models()
        if model._meta.managed
    ]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
