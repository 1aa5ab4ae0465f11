from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.schema import answered
from members.api import examples
from members.models import GrowthEntry, Tier, TierChange
from members.selectors import Standing


class TierSerializer(serializers.ModelSerializer[Tier]):
    name = serializers.CharField(source="spoken_name")
    benefits = serializers.ListField(child=serializers.CharField(), source="spoken_benefits")
    price_factor = serializers.IntegerField(help_text="of the list price: 10000 is all of it")
    points_multiplier = serializers.IntegerField(help_text="10000 is once")

    class Meta:
        model = Tier
        fields = ("name", "threshold", "price_factor", "points_multiplier", "benefits")


@extend_schema_serializer(examples=[answered(examples.STANDING)])
class StandingSerializer(serializers.Serializer[Standing]):
    tier = TierSerializer(allow_null=True, help_text="null: none yet")
    growth = serializers.IntegerField(help_text="all that was ever gained")
    growth_this_year = serializers.IntegerField(help_text="what counts towards tiers")
    next_tier = TierSerializer(allow_null=True, help_text="null: the highest is reached")
    missing_growth = serializers.IntegerField(help_text="to the next tier")
    review_at = serializers.DateTimeField(
        allow_null=True, help_text="until then the tier is kept, whatever growth is by then"
    )


@extend_schema_serializer(examples=[answered(examples.TIER_CHANGE)])
class TierChangeSerializer(serializers.ModelSerializer[TierChange]):
    from_tier = serializers.CharField(allow_null=True, source="source.spoken_name")
    to_tier = serializers.CharField(allow_null=True, source="target.spoken_name")
    at = serializers.DateTimeField()

    class Meta:
        model = TierChange
        fields = ("from_tier", "to_tier", "cause", "growth", "at")


@extend_schema_serializer(examples=[answered(examples.GROWTH_LINE)])
class GrowthLineSerializer(serializers.ModelSerializer[GrowthEntry]):
    change = serializers.IntegerField(source="amount", help_text="negative: lost by a refund")

    class Meta:
        model = GrowthEntry
        fields = ("cause", "reference", "at", "change")
