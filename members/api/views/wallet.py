from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.idempotency import IDEMPOTENCY_KEY, idempotent
from core.api.throttling import client_address
from core.clock import now
from ledger.models import Posting
from members import selectors, services
from members.api.authentication import member_of
from members.api.serializers.wallet import (
    BindCardSerializer,
    CardLineSerializer,
    CardSerializer,
    PointsLineSerializer,
    StatementLineSerializer,
    WalletSerializer,
)
from members.models import Asset, Card, LotMovement

WALLET, CARDS = ["Wallet"], ["Stored-value cards"]


class WalletView(APIView):
    @extend_schema(
        operation_id="wallet_get",
        tags=WALLET,
        description="Balance, points and stored value: what the member has, what is held for "
        "payments under way, what is left, and what expires next.",
        responses=WalletSerializer,
    )
    def get(self, request: Request) -> Response:
        owned = selectors.wallet_of(member_of(request).pk, at=now())
        return Response(WalletSerializer(owned).data)


class StatementView(ListAPIView[Posting]):
    serializer_class = StatementLineSerializer

    def get_queryset(self) -> QuerySet[Posting]:
        return selectors.statement(member_of(self.request).pk)

    @extend_schema(
        operation_id="wallet_statement",
        tags=WALLET,
        description="What went onto the balance and out of it, newest first.",
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return super().get(request, *args, **kwargs)


class AssetStatementView(ListAPIView[Posting]):
    asset: ClassVar[Asset]

    def get_queryset(self) -> QuerySet[Posting]:
        return selectors.statement_of(self.asset, member_of(self.request).pk)


class PointsStatementView(AssetStatementView):
    asset = Asset.POINTS
    serializer_class = PointsLineSerializer

    @extend_schema(
        operation_id="points_statement",
        tags=WALLET,
        description="Points that came in and went out, newest first: earned, granted, paid with, "
        "refunded, taken back, expired.",
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return super().get(request, *args, **kwargs)


class StoredValueStatementView(AssetStatementView):
    asset = Asset.STORED_VALUE
    serializer_class = StatementLineSerializer

    @extend_schema(
        operation_id="stored_value_statement",
        tags=WALLET,
        description="What went onto the stored value and out of it, newest first, over all cards.",
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return super().get(request, *args, **kwargs)


class CardsView(ListAPIView[Card]):
    serializer_class = CardSerializer

    def get_queryset(self) -> QuerySet[Card]:
        return selectors.cards_of(member_of(self.request).pk)

    @extend_schema(
        operation_id="cards_list",
        tags=CARDS,
        description="The stored-value cards that the member has bound, and what is left on each.",
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="cards_bind",
        tags=CARDS,
        description="Put what a card is worth on the member's stored value. `card.refused` (403) "
        "where number and PIN belong to no card: which of them is wrong is not said. "
        "`card.taken` and `card.invalid` (409) for one that was bound before or may not be bound "
        "any more. Tries are limited.",
        parameters=[IDEMPOTENCY_KEY],
        request=BindCardSerializer,
        responses={201: CardSerializer},
    )
    @idempotent("cards_bind")
    def post(self, request: Request) -> Response:
        given = BindCardSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        card = services.bind_card(
            member_id=member_of(request).pk,
            **given.validated_data,
            client_address=client_address(request),
            at=now(),
        )
        return Response(CardSerializer(card).data, status=201)


class CardStatementView(ListAPIView[LotMovement]):
    serializer_class = CardLineSerializer

    def get_queryset(self) -> QuerySet[LotMovement]:
        member_id, number = member_of(self.request).pk, self.kwargs["card_number"]
        return selectors.card_statement(selectors.card_of(member_id=member_id, number=number).pk)

    @extend_schema(
        operation_id="cards_statement",
        tags=CARDS,
        description="What the money of one card went into and what came back to it, newest first.",
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return super().get(request, *args, **kwargs)
