"""The Celery application: workers run tasks, beat starts the sweeps of ``config.schedule``."""

import os
from typing import Any

from celery import Celery
from celery.signals import before_task_publish, task_postrun, task_prerun

from core import tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("dingdan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

_CAUSE = "dingdan_cause"


@before_task_publish.connect
def _send_cause(headers: dict[str, Any], **_signal: Any) -> None:
    """A task goes back to the request, notification or task that asked for it."""
    headers[_CAUSE] = tracing.cause()


@task_prerun.connect
def _take_cause(task_id: str, task: Any, **_signal: Any) -> None:
    """One that nobody asked for, such as a sweep, is its own cause."""
    tracing.begin(task.request.get(_CAUSE) or f"task:{task_id}")


@task_postrun.connect
def _drop_cause(**_signal: Any) -> None:
    tracing.end()
