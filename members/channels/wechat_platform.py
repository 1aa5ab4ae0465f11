"""The WeChat platform: the one client of it, around wechatpy.

What it tells of somebody is an openid, and the unionid where the shop's apps are bound together.
It also gives a session key or tokens of the user: nothing here needs them, so they end here.

wechatpy would fetch a token before it asks who somebody is, wait for one without end, and put the
apps' secrets into the texts of its errors.
"""

import logging
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from core.calls import TIMEOUT, call_to
from core.db import forbid_transaction
from members.errors import (
    WechatCodeRefused,
    WechatNotSetUp,
    WechatUnavailable,
    WechatUserBlocked,
)

logger = logging.getLogger(__name__)


class WechatApp(StrEnum):
    MINI = "mini"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True)
class WechatUser:
    """Somebody as one app knows them. ``unionid`` is "" where WeChat does not tell it."""

    app_id: str
    openid: str
    unionid: str


# Where the code of each app is redeemed, and as what.
_REDEEMED_AT = {
    WechatApp.MINI: ("/sns/jscode2session", "js_code"),
    WechatApp.OFFICIAL: ("/sns/oauth2/access_token", "code"),
}
_CODE_REFUSED = {40029, 40163, 41008}
_USER_BLOCKED = {40226}
_APP_REFUSED = {40002, 40013, 40125, 40164, 40243, 41002, 41004}


def app_id_of(app: WechatApp) -> str:
    """ "" where the shop has no such app."""
    app_id: str = settings.WECHAT_APPS[app][0]
    return app_id


def identify(app: WechatApp, code: str) -> WechatUser:
    """Whose a code is, which the shopper's client has got from WeChat. Uses the code up.

    Raises WechatCodeRefused, WechatUserBlocked, WechatUnavailable, WechatNotSetUp.
    """
    forbid_transaction("a call to the WeChat platform")
    app_id, secret = _credentials(app)
    path, name = _REDEEMED_AT[app]
    asked = {"appid": app_id, "secret": secret, name: code, "grant_type": "authorization_code"}
    answer = _ask(app, f"{settings.WECHAT_BASE_URL}{path}", asked)
    openid, unionid = answer.get("openid"), answer.get("unionid", "")
    if not openid or not isinstance(openid, str) or not isinstance(unionid, str):
        raise WechatUnavailable
    return WechatUser(app_id, openid, unionid)


def authorize_url(*, redirect_uri: str, state: str) -> str:
    """Where a page inside WeChat sends the shopper, to be led back with a code and ``state``.

    WeChat asks nobody for consent, since only the openid is wanted. Raises WechatNotSetUp.
    """
    app_id, _secret = _credentials(WechatApp.OFFICIAL)
    query = urlencode(  # WeChat wants them in this order
        {
            "appid": app_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
    )
    return f"{settings.WECHAT_OPEN_BASE_URL}/connect/oauth2/authorize?{query}#wechat_redirect"


def _credentials(app: WechatApp) -> tuple[str, str]:
    app_id, secret = settings.WECHAT_APPS[app]
    if not (app_id and secret):
        raise WechatNotSetUp(app=app)
    return app_id, secret


def _ask(app: WechatApp, url: str, asked: dict[str, str]) -> dict[str, Any]:
    client = _client(asked["appid"], asked["secret"])
    try:
        with call_to("wechat platform"):
            # None: no token of the app is needed, and none is sent.
            answer = client.get(url, params=asked | {"access_token": None})
    except WeChatClientException as refused:
        raise _refusal(app, refused.errcode) from None
    except Exception as error:  # whatever requests raises holds the address, secret and all
        logger.warning("the WeChat platform does not answer: %s", type(error).__name__)
        raise WechatUnavailable from None
    if not isinstance(answer, dict):
        raise WechatUnavailable
    return answer


def _refusal(app: WechatApp, errcode: int | None) -> Exception:
    if errcode in _CODE_REFUSED:
        return WechatCodeRefused()
    if errcode in _USER_BLOCKED:
        return WechatUserBlocked()
    if errcode in _APP_REFUSED:
        logger.error("the WeChat platform refuses the app %s: errcode %s", app, errcode)
        return WechatNotSetUp(app=app)
    logger.warning("the WeChat platform does not serve: errcode %s", errcode)
    return WechatUnavailable()


@lru_cache(maxsize=4)
def _client(app_id: str, secret: str) -> WeChatClient:
    return WeChatClient(app_id, secret, timeout=TIMEOUT, auto_retry=False)
