from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

MONEY_SCHEMA = {
    "type": "object",
    "required": ["amount", "currency"],
    "properties": {
        "amount": {"type": "integer", "description": "minor units (fen)"},
        "currency": {"type": "string", "enum": ["CNY"]},
    },
}


@extend_schema_field(MONEY_SCHEMA)
class MoneyField(serializers.Field[int, int, dict[str, Any], Any]):
    """``{"amount": 12345, "currency": "CNY"}``: integer minor units, read only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: int) -> dict[str, Any]:
        return {"amount": value, "currency": settings.CURRENCY}


class MoneySerializer(serializers.Serializer[Any]):
    """The same as a client sends it: something of the shop's currency."""

    amount = serializers.IntegerField(min_value=1, max_value=10**12, help_text="Minor units (fen).")
    currency = serializers.ChoiceField(choices=[settings.CURRENCY])
