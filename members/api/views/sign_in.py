from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.throttling import client_address
from core.clock import real_now
from members import services
from members.api.authentication import member_of
from members.api.serializers.account import (
    CodeRequestSerializer,
    CodeSignInSerializer,
    PasswordSignInSerializer,
    SentCodeSerializer,
    SignedInSerializer,
)

SIGN_IN = ["Sign-in"]


class SignInCodeView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="sign_in_request_code",
        tags=SIGN_IN,
        auth=[],
        description="Send a one-time code to a phone, known or not. It is good for five minutes "
        "and five tries, and takes the place of an earlier one.",
        request=CodeRequestSerializer,
        responses={202: SentCodeSerializer},
    )
    def post(self, request: Request) -> Response:
        wanted = CodeRequestSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        sent = services.request_sign_in_code(
            **wanted.validated_data, client_address=client_address(request), at=real_now()
        )
        return Response(SentCodeSerializer(sent).data, status=202)


class SignInView(APIView):
    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny()] if self.request.method == "POST" else [IsAuthenticated()]

    @extend_schema(
        operation_id="sign_in_with_code",
        tags=SIGN_IN,
        auth=[],
        description="Sign a device in with the code that its phone was sent. The first time opens "
        "the member. `auth.code_refused` (403) does not say what was wrong with the code.",
        request=CodeSignInSerializer,
        responses=SignedInSerializer,
    )
    def post(self, request: Request) -> Response:
        given = CodeSignInSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        signed_in = services.sign_in_with_code(
            **with_device(given.validated_data, request),
            client_address=client_address(request),
            at=real_now(),
        )
        return Response(SignedInSerializer(signed_in).data)

    @extend_schema(
        operation_id="sign_out",
        tags=SIGN_IN,
        description="Revoke the token that this request carries, or with `everywhere` all tokens "
        "of the member.",
        parameters=[OpenApiParameter("everywhere", bool)],
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        if request.query_params.get("everywhere") in ("true", "1"):
            services.sign_out_everywhere(member_id=member_of(request).pk, at=real_now())
        else:
            services.sign_out(token_id=request.auth.pk, at=real_now())
        return Response(status=204)


class PasswordSignInView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="sign_in_with_password",
        tags=SIGN_IN,
        auth=[],
        description="Sign a device in with a password, for members who have set one.",
        request=PasswordSignInSerializer,
        responses=SignedInSerializer,
    )
    def post(self, request: Request) -> Response:
        given = PasswordSignInSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        signed_in = services.sign_in_with_password(
            **with_device(given.validated_data, request),
            client_address=client_address(request),
            at=real_now(),
        )
        return Response(SignedInSerializer(signed_in).data)


def with_device(given: dict[str, str], request: Request) -> dict[str, str]:
    return given | {"device": given["device"] or request.headers.get("User-Agent", "")[:200]}
