"""Signing in by WeChat, and the links between members and the shop's WeChat apps.

WeChat is asked before the transaction. Inside, a lock on the person makes sure that somebody who
is new in two apps at once becomes one member.
"""

import secrets
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from core.db import atomic, lock_name
from core.limits import spend
from members import rules
from members.channels import wechat_platform
from members.channels.wechat_platform import WechatApp, WechatUser
from members.errors import (
    AnotherWechatLinked,
    OnlyWayIn,
    PhoneKnown,
    RedirectElsewhere,
    WechatLinkedElsewhere,
)
from members.models import Member, WechatIdentity
from members.services.open_member import open_member, open_member_without_phone
from members.services.phone import give_phone
from members.services.sign_in import SignedIn, admit
from members.services.sign_in_codes import try_code, use_code


def sign_in_with_wechat(
    *,
    app: str,
    code: str,
    phone: str = "",
    phone_code: str = "",
    device: str = "",
    client_address: str,
    at: datetime,
) -> SignedIn:
    """Sign the device in of whom WeChat knows by this code.

    Somebody new becomes a member without a phone; with a ``phone`` that they prove by its
    one-time code, the member of that phone, who is linked from now on.

    Raises LimitExceeded, CodeRefused (of the phone), WechatCodeRefused, WechatUserBlocked,
    WechatUnavailable, WechatNotSetUp, MemberDisabled; where a phone is proven that is another
    member's than WeChat's, PhoneTaken, PhoneKnown or AnotherWechatLinked.
    """
    spend(*rules.wechat_sign_in_tries(client_address=client_address), at=at)
    if phone:
        tries = rules.sign_in_tries(by="code", phone=phone, client_address=client_address)
        spend(*tries, at=at)
        try_code(phone=phone, code=phone_code, at=at)
    user = wechat_platform.identify(WechatApp(app), code)
    with atomic():
        member = _known(user)
        if phone:
            use_code(phone=phone, code=phone_code, at=at)
            member = _with_phone(member, phone, at=at)
        elif member is None:
            member = open_member_without_phone(at=at)
        _link(member.pk, user, at=at)
        return admit(member, device, at)


def link_wechat(
    *, member_id: int, app: str, code: str, client_address: str, at: datetime
) -> WechatIdentity:
    """Link who WeChat knows by this code to a member who is signed in. Twice changes nothing.

    Raises WechatLinkedElsewhere, AnotherWechatLinked, and what signing in by WeChat does.
    """
    spend(*rules.wechat_sign_in_tries(client_address=client_address), at=at)
    user = wechat_platform.identify(WechatApp(app), code)
    with atomic():
        known = _known(user)
        if known is not None and known.pk != member_id:
            raise WechatLinkedElsewhere
        return _link(member_id, user, at=at)


@atomic
def unlink_wechat(*, member_id: int, app: str) -> None:
    """Forget who a member is to one app. Raises OnlyWayIn for a member without a phone."""
    member = Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member_id)
    if member.phone is None:
        raise OnlyWayIn
    app_id = wechat_platform.app_id_of(WechatApp(app))
    WechatIdentity.objects.filter(member_id=member_id, app_id=app_id).delete()


def wechat_authorize_url(*, redirect_uri: str) -> tuple[str, str]:
    """Where a page inside WeChat sends the shopper, and the state that must come back.

    Raises RedirectElsewhere for an address that is not of this shop, WechatNotSetUp.
    """
    shop, asked = urlsplit(settings.STOREFRONT_URL), urlsplit(redirect_uri)
    if (asked.scheme, asked.netloc) != (shop.scheme, shop.netloc):
        raise RedirectElsewhere(shop=settings.STOREFRONT_URL)
    state = secrets.token_hex(16)
    return wechat_platform.authorize_url(redirect_uri=redirect_uri, state=state), state


def _known(user: WechatUser) -> Member | None:
    """The member whom this is, in this app or in another. Holds the person until the end."""
    lock_name(f"wechat {user.unionid or f'{user.app_id} {user.openid}'}")
    linked = WechatIdentity.objects.select_related("member")
    here = linked.filter(app_id=user.app_id, openid=user.openid).first()
    if here is None and user.unionid:
        here = linked.filter(unionid=user.unionid).first()
    return here.member if here else None


def _with_phone(member: Member | None, phone: str, *, at: datetime) -> Member:
    """The member of a phone that was just proven, who is this one if there is one."""
    if member is None:
        return open_member(phone=phone, at=at)
    if member.phone is None:
        return give_phone(member_id=member.pk, phone=phone)
    if member.phone != phone:
        raise PhoneKnown
    return member


def _link(member_id: int, user: WechatUser, *, at: datetime) -> WechatIdentity:
    """The member's row is the lock: of two at once, the second sees the first."""
    Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member_id)
    linked = WechatIdentity.objects.filter(member_id=member_id, app_id=user.app_id).first()
    if linked is None:
        return WechatIdentity.objects.create(
            member_id=member_id,
            app_id=user.app_id,
            openid=user.openid,
            unionid=user.unionid,
            linked_at=at,
        )
    if linked.openid != user.openid:
        raise AnotherWechatLinked
    if user.unionid and not linked.unionid:
        _learn_unionid(linked, user.unionid)
    return linked


def _learn_unionid(linked: WechatIdentity, unionid: str) -> None:
    """The apps were bound together since. Who became two members before that stays two."""
    others = WechatIdentity.objects.filter(unionid=unionid).exclude(member_id=linked.member_id)
    if not others.exists():
        linked.unionid = unionid
        linked.save(update_fields=["unionid"])
