from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.throttling import client_address
from core.clock import now, real_now
from members import selectors, services
from members.api.authentication import member_of
from members.api.serializers.account import (
    DeviceSerializer,
    MemberSerializer,
    NoticeSerializer,
    PasswordSerializer,
    ProvenPhoneSerializer,
    ReadNoticesSerializer,
    UnreadSerializer,
)
from members.models import Notice

ACCOUNT, INBOX = ["Account"], ["Inbox"]


class MeView(APIView):
    @extend_schema(
        operation_id="me_get",
        tags=ACCOUNT,
        description="The member whose token this is.",
        responses=MemberSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(MemberSerializer(member_of(request)).data)

    @extend_schema(
        operation_id="me_change",
        tags=ACCOUNT,
        description="Change the nickname.",
        request=MemberSerializer,
        responses=MemberSerializer,
    )
    def patch(self, request: Request) -> Response:
        changes = MemberSerializer(member_of(request), data=request.data, partial=True)
        changes.is_valid(raise_exception=True)
        member = services.change_nickname(
            member_id=member_of(request).pk,
            nickname=changes.validated_data.get("nickname", member_of(request).nickname),
        )
        return Response(MemberSerializer(member).data)


class PasswordView(APIView):
    @extend_schema(
        operation_id="me_set_password",
        tags=ACCOUNT,
        description="Set the password, and sign out every device but this one. Who forgot it "
        "signs in with a code and sets a new one.",
        request=PasswordSerializer,
        responses={204: None},
    )
    def put(self, request: Request) -> Response:
        given = PasswordSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.set_password(
            member_id=member_of(request).pk,
            password=given.validated_data["password"],
            keep_token_id=request.auth.pk,
            at=real_now(),
        )
        return Response(status=204)


class PhoneView(APIView):
    @extend_schema(
        operation_id="me_prove_phone",
        tags=ACCOUNT,
        description="Give a member who came by WeChat a phone, proven by the code it was sent. "
        "`member.phone_taken` (409) when it is another member's: sign in with it instead.",
        request=ProvenPhoneSerializer,
        responses=MemberSerializer,
    )
    def put(self, request: Request) -> Response:
        given = ProvenPhoneSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        member = services.prove_phone(
            member_id=member_of(request).pk,
            **given.validated_data,
            client_address=client_address(request),
            at=real_now(),
        )
        return Response(MemberSerializer(member).data)


class DevicesView(APIView):
    @extend_schema(
        operation_id="devices_list",
        tags=ACCOUNT,
        description="The devices that are signed in, the one used last first.",
        responses=DeviceSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        devices = selectors.devices_of(member_of(request).pk, at=real_now())
        return Response(DeviceSerializer(devices, many=True, context={"request": request}).data)


class DeviceView(APIView):
    @extend_schema(
        operation_id="devices_sign_out",
        tags=ACCOUNT,
        description="Sign a device out, such as a lost phone.",
        responses={204: None},
    )
    def delete(self, request: Request, public_id: UUID) -> Response:
        device = selectors.device_of(member_id=member_of(request).pk, public_id=public_id)
        services.sign_out(token_id=device.pk, at=real_now())
        return Response(status=204)


class NoticesView(ListAPIView[Notice]):
    serializer_class = NoticeSerializer

    def get_queryset(self) -> QuerySet[Notice]:
        return selectors.notices_of(member_of(self.request).pk)

    @extend_schema(
        operation_id="notices_list",
        tags=INBOX,
        description="What the shop told the member, newest first: an event, what it is about and "
        "its facts.",
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return super().get(request, *args, **kwargs)


class UnreadNoticesView(APIView):
    @extend_schema(
        operation_id="notices_unread",
        tags=INBOX,
        description="How many notices are unread.",
        responses=UnreadSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response({"unread": selectors.unread_count(member_of(request).pk)})


class ReadNoticesView(APIView):
    @extend_schema(
        operation_id="notices_read",
        tags=INBOX,
        description="Mark notices as read and get how many still are not. Those of others are "
        "passed over.",
        request=ReadNoticesSerializer,
        responses=UnreadSerializer,
    )
    def post(self, request: Request) -> Response:
        which = ReadNoticesSerializer(data=request.data)
        which.is_valid(raise_exception=True)
        services.read_notices(
            member_id=member_of(request).pk, public_ids=which.validated_data.get("ids"), at=now()
        )
        return Response({"unread": selectors.unread_count(member_of(request).pk)})
