from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.fields import MoneyField
from core.api.schema import answered, asked
from ledger.models import Posting
from ledger.selectors import Balance
from members.api import examples
from members.models import Card, LotMovement
from members.selectors import Expiring, Wallet


class ExpiringPointsSerializer(serializers.Serializer[Expiring]):
    points = serializers.IntegerField(source="amount")
    expires_at = serializers.DateTimeField()


class ExpiringMoneySerializer(serializers.Serializer[Expiring]):
    value = MoneyField(source="amount")
    expires_at = serializers.DateTimeField()


class PointsSerializer(serializers.Serializer[Balance]):
    balance = serializers.IntegerField(help_text="negative: owed, new points pay it first")
    held = serializers.IntegerField(help_text="kept back for payments under way")
    available = serializers.IntegerField()


class StoredValueSerializer(serializers.Serializer[Balance]):
    balance = MoneyField()
    held = MoneyField(help_text="kept back for payments under way")
    available = MoneyField()


@extend_schema_serializer(examples=[answered(examples.WALLET)])
class WalletSerializer(serializers.Serializer[Wallet]):
    balance = MoneyField(source="money.balance")
    held = MoneyField(source="money.held", help_text="kept back for payments under way")
    available = MoneyField(source="money.available")
    points = PointsSerializer()
    points_expiring = ExpiringPointsSerializer(allow_null=True, help_text="what expires next")
    stored_value = StoredValueSerializer()
    stored_value_expiring = ExpiringMoneySerializer(allow_null=True, help_text="what expires next")
    is_frozen = serializers.BooleanField(help_text="the shop lets nothing be paid from it")


class _LineSerializer(serializers.ModelSerializer[Posting]):
    kind = serializers.CharField(source="entry.kind")
    reference = serializers.CharField(source="entry.reference")
    at = serializers.DateTimeField(source="entry.at")

    class Meta:
        model = Posting
        fields = ("kind", "reference", "at", "change")


@extend_schema_serializer(examples=[answered(examples.STATEMENT_LINE)])
class StatementLineSerializer(_LineSerializer):
    change = MoneyField(source="amount", help_text="negative: went out")


@extend_schema_serializer(examples=[answered(examples.POINTS_LINE)])
class PointsLineSerializer(_LineSerializer):
    change = serializers.IntegerField(source="amount", help_text="points; negative: went out")


@extend_schema_serializer(examples=[asked(examples.BIND_CARD)])
class BindCardSerializer(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=30, help_text="16 digits")
    pin = serializers.CharField(max_length=30, help_text="16 letters and digits")

    def validate_number(self, value: str) -> str:
        return _as_printed(value)

    def validate_pin(self, value: str) -> str:
        return _as_printed(value).upper()


def _as_printed(value: str) -> str:
    """Without what people put between groups of four."""
    return value.replace(" ", "").replace("-", "")


@extend_schema_serializer(examples=[answered(examples.CARD)])
class CardSerializer(serializers.ModelSerializer[Card]):
    name = serializers.CharField(source="batch.name")
    face_value = MoneyField(source="batch.face_amount")
    remaining = MoneyField(source="lot.remaining", help_text="what is left to spend")
    is_gift = serializers.SerializerMethodField()
    bound_at = serializers.DateTimeField()
    expires_at = serializers.SerializerMethodField()

    class Meta:
        model = Card
        fields = ("number", "name", "face_value", "remaining", "is_gift", "bound_at", "expires_at")

    def get_is_gift(self, card: Card) -> bool:
        return card.lot.source == "gift"

    def get_expires_at(self, card: Card) -> datetime | None:
        return card.lot.expires_at


@extend_schema_serializer(examples=[answered(examples.CARD_LINE)])
class CardLineSerializer(serializers.ModelSerializer[LotMovement]):
    kind = serializers.CharField(source="cause")
    reference = serializers.SerializerMethodField()
    change = MoneyField(source="amount", help_text="negative: went out")

    class Meta:
        model = LotMovement
        fields = ("kind", "reference", "at", "change")

    def get_reference(self, movement: LotMovement) -> str:
        """What it went into or came from, such as the number of an order."""
        told = movement.entry or movement.hold
        return told.reference if told else ""
