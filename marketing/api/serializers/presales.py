from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core import clock
from core.api.fields import MoneyField
from core.api.schema import answered
from marketing.api import examples
from marketing.api.serializers.offers import OfferSerializer
from marketing.models import Presale, PresaleStage


@extend_schema_serializer(examples=[answered(examples.PRESALE)])
class PresaleSerializer(OfferSerializer):
    name = serializers.CharField(source="spoken_name", help_text="In the request's language.")
    stage = serializers.SerializerMethodField()
    stage_text = serializers.SerializerMethodField()
    price = MoneyField(source="price_amount", help_text="Of a piece, before the deposit's worth.")
    deposit = MoneyField(source="deposit_amount", help_text="Of a piece: what is paid at first.")
    deposit_worth = MoneyField(
        source="deposit_worth_amount", help_text="What that takes off the price."
    )
    balance = MoneyField(
        source="balance_amount", help_text="Of a piece: what is paid later, and the shipping fee."
    )
    deposit_refundable = serializers.BooleanField(
        help_text="Whether the deposit too comes back when nothing was shipped yet."
    )
    balance_opens_at = serializers.DateTimeField()
    balance_due_at = serializers.DateTimeField()

    @extend_schema_field(serializers.ChoiceField(PresaleStage.choices))
    def get_stage(self, presale: Presale) -> str:
        return presale.stage(clock.now())

    def get_stage_text(self, presale: Presale) -> str:
        return str(presale.stage(clock.now()).label)
