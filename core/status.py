"""A status that its state machine alone moves: what every model with one shares.

Guarded in Python (a protected FSM field, a query set that refuses to write it) and in the
database, by two triggers made from the model's own table of moves.
"""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

import pgtrigger
from django.db import models

M = TypeVar("M", bound=models.Model)

_DEMAND_LOG_ROW = """
    IF NOT EXISTS (
        SELECT 1 FROM {log_table} AS logged
        WHERE logged.{owner} = NEW.id
          AND logged.version = NEW.version
          AND logged.target = NEW.status
    ) THEN
        RAISE EXCEPTION '% % is % without a row in its log', TG_TABLE_NAME, NEW.number, NEW.status
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


def status_triggers(
    *, moves: list[tuple[str, str]], log_table: str, owner: str
) -> list[pgtrigger.Trigger]:
    """Refuse an illegal move; and a legal one, or a birth, without its row in the log.

    ``moves`` are (source, target). The row of ``log_table`` that has the model's version must
    name the status it has; ``owner`` is the log's column that points at the model.
    """
    return [
        pgtrigger.FSM(name="status_fsm", field="status", transitions=moves),
        pgtrigger.Trigger(
            name="status_logged",
            level=pgtrigger.Row,
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
            timing=pgtrigger.Deferred,
            func=_DEMAND_LOG_ROW.format(log_table=log_table, owner=owner),
        ),
    ]


class GuardedStatusQuerySet(models.QuerySet[M]):
    guarded_field = "status"

    def locked(self, *, skip: bool = False) -> Self:
        """Rows under their own lock; ``skip`` leaves out those that somebody else holds."""
        return self.select_for_update(of=("self",), no_key=True, skip_locked=skip)

    def update(self, **values: Any) -> int:
        self._refuse_status(values)
        return super().update(**values)

    def bulk_update(
        self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        fields = list(fields)
        self._refuse_status(fields)
        return super().bulk_update(objs, fields, batch_size)

    def _refuse_status(self, fields: Iterable[str]) -> None:
        field = self.guarded_field
        if field in fields:
            app, name = self.model._meta.app_label, self.model._meta.model_name
            raise TypeError(f"the {field} of {name} is moved by {app}.state_machine alone")


class GuardedStatus(models.Model):
    """Base of models with a protected ``status`` and a ``version`` that grows with each change
    that a reader would see: who polls compares it."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        # A protected field refuses setattr, which a refresh uses; django_fsm's mixin lifts the
        # protection for the whole process. Dropping the value lets it in for this row alone, but
        # a refresh of all fields then takes it for a deferred one and leaves it out.
        self.__dict__.pop("status", None)
        super().refresh_from_db(*args, **kwargs)
        if "status" not in self.__dict__:
            super().refresh_from_db(fields=["status"])

    def touch(self) -> None:
        """Note a change that a reader would see, though the status stays."""
        self.version += 1
        self.save(update_fields=["version"])
