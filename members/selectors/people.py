"""Members and staff: who they are, where they sign in, what they are told."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import NotFound
from members.models import AccessToken, Address, Member, Notice, StaffUser, WechatIdentity


def access_token(token_hash: str) -> AccessToken | None:
    """The token with its member, whatever its state. One query."""
    return AccessToken.objects.select_related("member").filter(token_hash=token_hash).first()


def devices_of(member_id: int, *, at: datetime) -> QuerySet[AccessToken]:
    """The devices that are signed in, the one used last first."""
    return AccessToken.objects.filter(
        member_id=member_id, revoked_at=None, expires_at__gt=at
    ).order_by("-seen_at", "-pk")


def device_of(*, member_id: int, public_id: UUID) -> AccessToken:
    """A device of the member, signed in or not any more. NotFound for other members'."""
    token = AccessToken.objects.filter(public_id=public_id, member_id=member_id).first()
    if token is None:
        raise NotFound(what=_("device"))
    return token


def addresses_of(member_id: int) -> QuerySet[Address]:
    """The member's address book, the default first, then the newest."""
    return Address.objects.filter(member_id=member_id, is_active=True).order_by(
        "-is_default", "-pk"
    )


def address_of(*, member_id: int, public_id: UUID) -> Address:
    """An address in the member's book. NotFound for removed ones and other members'."""
    address = addresses_of(member_id).filter(public_id=public_id).first()
    if address is None:
        raise NotFound(what=_("address"))
    return address


def member_with_phone(phone: str) -> Member | None:
    """The active member whom this phone belongs to, with nothing else of them read."""
    return Member.objects.filter(phone=phone, is_active=True).first()


def members_in_tiers(tier_ids: Collection[int]) -> list[int]:
    """The active ones, by id."""
    members = Member.objects.filter(tier_id__in=tier_ids, is_active=True).order_by("pk")
    return list(members.values_list("pk", flat=True))


def count_in_tiers(tier_ids: Collection[int]) -> int:
    """How many active members they have."""
    return Member.objects.filter(tier_id__in=tier_ids, is_active=True).count()


def members_with_phones(phones: Collection[str]) -> dict[str, int]:
    """The ids of the active members among these phones; one statement."""
    found = Member.objects.filter(phone__in=phones, is_active=True)
    return {phone: pk for phone, pk in found.values_list("phone", "pk") if phone}


def wechat_identities_of(member_id: int) -> QuerySet[WechatIdentity]:
    """Who a member is to the shop's WeChat apps."""
    return WechatIdentity.objects.filter(member_id=member_id).order_by("pk")


def openid_of(*, member_id: int, app_id: str) -> str | None:
    """Who a member is to one WeChat app; None where they have never met."""
    identities = wechat_identities_of(member_id).filter(app_id=app_id)
    return identities.values_list("openid", flat=True).first()


def notices_of(member_id: int) -> QuerySet[Notice]:
    """The member's inbox, newest first."""
    return Notice.objects.filter(member_id=member_id).order_by("-pk")


def unread_count(member_id: int) -> int:
    return Notice.objects.filter(member_id=member_id, read_at=None).count()


def staff_names(ids: Iterable[str]) -> dict[str, str]:
    """What colleagues are called, by the ids of their accounts: by name, else by login."""
    return {
        str(user.pk): user.get_full_name() or user.get_username()
        for user in StaffUser.objects.filter(pk__in=list(ids))
    }
