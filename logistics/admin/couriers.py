from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from logistics.models import Courier


@admin.register(Courier)
class CourierAdmin(ModelAdmin):
    list_display = ("name", "name_en", "code", "is_common", "is_active")
    list_editable = ("is_common", "is_active")
    list_filter = ("is_common", "is_active")
    search_fields = ("name", "name_en", "code")
    search_help_text = _("Name or code")

    def get_readonly_fields(self, request: HttpRequest, obj: Courier | None = None) -> Any:
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
