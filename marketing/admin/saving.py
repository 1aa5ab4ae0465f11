from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.admin import ShowsYuan, StaffAdmin
from core.errors import DomainError


class PromotionAdmin(ShowsYuan, StaffAdmin):
    """Promotions are set up and changed by services and never deleted; a refusal is told."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
            return redirect(request.path)
        return answer
