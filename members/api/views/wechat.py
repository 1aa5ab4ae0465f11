from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.throttling import client_address
from core.clock import real_now
from core.errors import NotFound
from members import selectors, services
from members.api.authentication import member_of
from members.api.serializers.account import (
    SignedInSerializer,
    WechatAuthorizeQuerySerializer,
    WechatAuthorizeSerializer,
    WechatCodeSerializer,
    WechatIdentitySerializer,
    WechatSignInSerializer,
)
from members.api.views.me import ACCOUNT
from members.api.views.sign_in import SIGN_IN, with_device
from members.channels.wechat_platform import WechatApp


class WechatSignInView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="sign_in_with_wechat",
        tags=SIGN_IN,
        auth=[],
        description="Sign a device in with a code from WeChat. Somebody new becomes a member "
        "without a phone, or with `phone` and its `phone_code` the member of that phone. "
        "`auth.wechat_code_refused` (403): get a new code; `auth.wechat_unavailable` (503): try "
        "again with a new one.",
        request=WechatSignInSerializer,
        responses=SignedInSerializer,
    )
    def post(self, request: Request) -> Response:
        given = WechatSignInSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        signed_in = services.sign_in_with_wechat(
            **with_device(given.validated_data, request),
            client_address=client_address(request),
            at=real_now(),
        )
        return Response(SignedInSerializer(signed_in).data)


class WechatAuthorizeView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="sign_in_wechat_authorize",
        tags=SIGN_IN,
        auth=[],
        description="Where a page that is open inside WeChat sends the shopper. WeChat leads back "
        "to `redirect_uri` with `code` and `state`; the code signs in, or is linked, with app "
        "`official`.",
        parameters=[WechatAuthorizeQuerySerializer],
        responses=WechatAuthorizeSerializer,
    )
    def get(self, request: Request) -> Response:
        asked = WechatAuthorizeQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        url, state = services.wechat_authorize_url(**asked.validated_data)
        return Response(WechatAuthorizeSerializer({"url": url, "state": state}).data)


class WechatLinksView(APIView):
    @extend_schema(
        operation_id="wechat_links_list",
        tags=ACCOUNT,
        description="The WeChat apps of the shop that know the member.",
        responses=WechatIdentitySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        linked = selectors.wechat_identities_of(member_of(request).pk)
        return Response(WechatIdentitySerializer(linked, many=True).data)

    @extend_schema(
        operation_id="wechat_links_add",
        tags=ACCOUNT,
        description="Link the WeChat that this code comes from, to pay and to sign in with it. "
        "`wechat.linked_elsewhere` (409) when it is another member's.",
        request=WechatCodeSerializer,
        responses=WechatIdentitySerializer,
    )
    def post(self, request: Request) -> Response:
        given = WechatCodeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        linked = services.link_wechat(
            member_id=member_of(request).pk,
            **given.validated_data,
            client_address=client_address(request),
            at=real_now(),
        )
        return Response(WechatIdentitySerializer(linked).data)


class WechatLinkView(APIView):
    @extend_schema(
        operation_id="wechat_links_remove",
        tags=ACCOUNT,
        description="Unlink the member's WeChat from one app; refused without a phone to sign in "
        "with.",
        parameters=[OpenApiParameter("app", str, "path", enum=[app.value for app in WechatApp])],
        responses={204: None},
    )
    def delete(self, request: Request, app: str) -> Response:
        if app not in set(WechatApp):
            raise NotFound(what=_("WeChat app"))
        services.unlink_wechat(member_id=member_of(request).pk, app=app)
        return Response(status=204)
