"""How a button of a page calls its service, and says what came of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.errors import DomainError


class ActsByDialog:
    """For a model's admin whose detail actions open a dialog and call one service each."""

    opts: Any
    log_change: Any

    def _act(
        self, request: HttpRequest, row: Any, run: Callable[[], object], said: Any
    ) -> HttpResponse:
        """Run it, log it and say so, or say why it was refused; then back to the row's page.

        ``said`` may be a function of what came of it.
        """
        try:
            outcome = run()
        except DomainError as refusal:
            messages.error(request, refusal.detail)
        else:
            done = said(outcome) if callable(said) else said
            self.log_change(request, row, str(done))
            messages.success(request, done)
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        return HttpResponse(headers={"HX-Redirect": page})
