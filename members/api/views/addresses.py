from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import regions
from core.clock import now
from members import selectors, services
from members.api.authentication import member_of
from members.api.serializers.account import AddressSerializer, RegionSerializer

ADDRESSES = ["Addresses"]


class AddressesView(APIView):
    @extend_schema(
        operation_id="addresses_list",
        tags=ADDRESSES,
        description="The address book, the default first: at most fifty, not paged.",
        responses=AddressSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        addresses = selectors.addresses_of(member_of(request).pk)
        return Response(AddressSerializer(addresses, many=True).data)

    @extend_schema(
        operation_id="addresses_add",
        tags=ADDRESSES,
        description="Add an address. The first one is the default.",
        request=AddressSerializer,
        responses={201: AddressSerializer},
    )
    def post(self, request: Request) -> Response:
        given = AddressSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        address = services.add_address(
            member_id=member_of(request).pk, at=now(), **given.validated_data
        )
        return Response(AddressSerializer(address).data, status=201)


class AddressView(APIView):
    @extend_schema(
        operation_id="addresses_get",
        tags=ADDRESSES,
        description="One address of the book.",
        responses=AddressSerializer,
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        address = selectors.address_of(member_id=member_of(request).pk, public_id=public_id)
        return Response(AddressSerializer(address).data)

    @extend_schema(
        operation_id="addresses_change",
        tags=ADDRESSES,
        description="Change what is given. `is_default: true` makes it the default in the place "
        "of another; the default itself cannot be unset, only given to another.",
        request=AddressSerializer,
        responses=AddressSerializer,
    )
    def patch(self, request: Request, public_id: UUID) -> Response:
        changes = AddressSerializer(data=request.data, partial=True)
        changes.is_valid(raise_exception=True)
        address = services.change_address(
            member_id=member_of(request).pk, public_id=public_id, **changes.validated_data
        )
        return Response(AddressSerializer(address).data)

    @extend_schema(
        operation_id="addresses_remove",
        tags=ADDRESSES,
        description="Take an address out of the book. After the default, the newest one left is "
        "the default. Orders keep their own copy.",
        responses={204: None},
    )
    def delete(self, request: Request, public_id: UUID) -> Response:
        services.remove_address(member_id=member_of(request).pk, public_id=public_id)
        return Response(status=204)


class RegionsView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="regions_list",
        tags=ADDRESSES,
        auth=[],
        description="The divisions below `parent` (the provinces without one), or up to twenty "
        "districts whose written path contains `q`.",
        parameters=[
            OpenApiParameter("parent", str, description="a 6-digit code"),
            OpenApiParameter("q", str, description="such as 南山 or 深圳市南山"),
        ],
        responses=RegionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        if text := request.query_params.get("q"):
            found = regions.search(text)
        else:
            found = regions.children(request.query_params.get("parent", ""))
        return Response(RegionSerializer(found, many=True).data)
