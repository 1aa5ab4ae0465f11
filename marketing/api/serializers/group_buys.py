from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core import clock
from core.api.fields import MoneyField
from core.api.schema import answered
from marketing.api import examples
from marketing.lifecycle import TeamStatus
from marketing.models import GroupOffer, GroupPrice, GroupSeat, GroupTeam
from marketing.rules import GROUP_FORM_BY
from marketing.selectors.group_buys import is_joinable, may_leave
from products.api.serializers import AttributeSerializer
from products.models import Product


class GroupProductSerializer(serializers.ModelSerializer[Product]):
    name = serializers.CharField(source="spoken_name", help_text="In the request's language.")

    class Meta:
        model = Product
        fields = ("slug", "name", "image")


class GroupPriceSerializer(serializers.Serializer[GroupPrice]):
    sku = serializers.CharField(source="sku.code")
    attributes = AttributeSerializer(source="sku.spoken_attributes", many=True)
    price = MoneyField(source="price_amount")
    list_price = MoneyField(source="sku.list_price_amount")


@extend_schema_serializer(examples=[answered(examples.GROUP_OFFER)])
class GroupOfferSerializer(serializers.Serializer[GroupOffer]):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="spoken_name", help_text="In the request's language.")
    product = GroupProductSerializer()
    prices = GroupPriceSerializer(many=True)
    team_size = serializers.IntegerField()
    forms_within = serializers.SerializerMethodField(
        help_text="Seconds, from the leader's payment on."
    )
    limit_per_member = serializers.IntegerField(allow_null=True, help_text="Pieces; null: none.")
    pieces_left = serializers.IntegerField(
        allow_null=True, help_text="Of the offer's quota; null: while stocks last."
    )
    takes_coupons = serializers.BooleanField()
    opens_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(help_text="No new team after this.")

    def get_forms_within(self, offer: GroupOffer) -> int:
        return int((offer.form_within or GROUP_FORM_BY.duration).total_seconds())


class GroupMemberSerializer(serializers.Serializer[GroupSeat]):
    name = serializers.SerializerMethodField(help_text="Enough to recognise a friend by.")
    is_leader = serializers.BooleanField()
    joined_at = serializers.DateTimeField(source="firm_at")

    def get_name(self, seat: GroupSeat) -> str:
        nickname = seat.member.nickname
        return f"{nickname[:1]}**" if nickname else seat.member.masked_phone or "**"


@extend_schema_serializer(examples=[answered(examples.GROUP_TEAM)])
class GroupTeamSerializer(serializers.Serializer[GroupTeam]):
    code = serializers.CharField(source="number", help_text="To be shared: who has it may join.")
    offer = serializers.UUIDField(source="offer.public_id")
    name = serializers.CharField(source="offer.spoken_name")
    status = serializers.ChoiceField(TeamStatus.choices)
    status_text = serializers.CharField(source="get_status_display")
    size = serializers.IntegerField()
    missing = serializers.IntegerField(help_text="How many have yet to pay.")
    virtual_members = serializers.IntegerField(
        source="virtual_seats", help_text="How many the shop has made up to complete it."
    )
    can_be_joined = serializers.SerializerMethodField(
        help_text="A seat is free; seats that are being paid for are not."
    )
    due_at = serializers.DateTimeField(allow_null=True, help_text="To be complete by.")
    ended_at = serializers.DateTimeField(allow_null=True)
    members = GroupMemberSerializer(many=True)

    def get_can_be_joined(self, team: GroupTeam) -> bool:
        return is_joinable(team, at=clock.now())


@extend_schema_serializer(examples=[answered(examples.OWN_GROUP_TEAM)])
class OwnGroupTeamSerializer(GroupTeamSerializer):
    """Needs ``context["order"]``, the number of an order, or ``context["member_id"]``."""

    order = serializers.SerializerMethodField(help_text="The member's order in it.")
    is_held = serializers.SerializerMethodField(
        help_text="The order has its seat; false: it was given back, and the member may join anew."
    )
    may_leave = serializers.SerializerMethodField(
        help_text="Paid, and the team is forming: the order may leave it, and is refunded."
    )

    def get_order(self, team: GroupTeam) -> str:
        return self._seat(team).order_number

    def get_is_held(self, team: GroupTeam) -> bool:
        return self._seat(team).is_held

    def get_may_leave(self, team: GroupTeam) -> bool:
        return may_leave(self._seat(team), team, at=clock.now())

    def _seat(self, team: GroupTeam) -> GroupSeat:
        """The last one, of a member who has come back."""
        order, member_id = self.context.get("order"), self.context.get("member_id")
        own = (s for s in team.seats.all() if order in (s.order_number, None))
        return [seat for seat in own if member_id in (seat.member_id, None)][-1]
