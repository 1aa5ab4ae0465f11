from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.phones import mobile


@extend_schema_field({"type": "string", "pattern": "^1[3-9][0-9]{9}$"})
class PhoneField(serializers.CharField):
    """A mobile number of mainland China, stored as its 11 digits.

    Taken as people write it: ``+86 138 1234 5678``, ``138-1234-5678``.
    """

    default_error_messages = {"phone": _("Enter a mobile number of mainland China (11 digits).")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        phone = mobile(super().to_internal_value(data))
        if phone is None:
            self.fail("phone")
        return phone
