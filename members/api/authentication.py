from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from core.api.throttling import client_address
from core.clock import real_now
from core.limits import spend
from members import selectors
from members.models import AccessToken, Member
from members.rules import api_requests
from members.services.tokens import SEEN_EVERY, hash_token, note_seen


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer …``: an opaque token of a member, checked by one query.

    ``request.user`` is the Member, ``request.auth`` the AccessToken. Tokens run on real time.
    """

    def authenticate(self, request: Request) -> tuple[Member, AccessToken] | None:
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        at = real_now()
        token = selectors.access_token(hash_token(text.strip()))
        if token is None or not token.is_valid(at=at) or not token.member.is_active:
            # DRF throttles only those who got this far: guesses count here.
            spend(*api_requests(member_id=None, client_address=client_address(request)), at=at)
            raise AuthenticationFailed(
                _("The token is unknown, expired or revoked. Sign in again.")
            )
        if at - token.seen_at > SEEN_EVERY:
            note_seen(token_id=token.pk, at=at)
        return token.member, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class _TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


def member_of(request: Request) -> Member:
    """The member who signed this request. For views that ask for a token, which is all but few."""
    if not isinstance(request.user, Member):
        raise NotAuthenticated
    return request.user
