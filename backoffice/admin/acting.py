"""What the buttons of the back office share: how their outcome is told."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from core.errors import DomainError


def tell_outcome(request: HttpRequest, act: Callable[[], object], *, done: str) -> None:
    """Do it and say so; say why where it is refused, and more mildly where it only takes time."""
    try:
        act()
    except DomainError as refused:
        level = messages.WARNING if refused.retry_after else messages.ERROR
        messages.add_message(request, level, f"{refused.title}: {refused.detail}")
    else:
        messages.success(request, done)
