"""The demo shop's staff, one of each role, and its shoppers with addresses and balance."""

from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from core.actor import Actor
from core.db import atomic
from demo.accounts import ADMINISTRATOR, SHOPPERS, STAFF, Account
from members import selectors
from members.models import Member, StaffUser
from members.services import (
    add_address,
    grant_balance,
    grant_points,
    open_member,
    sync_roles,
)

_LOADER = Actor.rule("load_demo")

# Of each shopper: balance in fen, and (district, street) of the addresses, default first.
_HOMES: dict[str, tuple[int, tuple[tuple[str, str], ...]]] = {
    "13800000001": (
        200_000,
        (
            ("310106", "南京西路 1788 弄 3 号 1502 室"),
            ("330106", "文三路 478 号华星时代广场 A 座 8 楼"),
        ),
    ),
    "13800000002": (50_000, (("440305", "科技园南区高新南七道 12 号"),)),
    "13800000003": (500_000, (("110105", "望京街 10 号院 2 号楼 901"),)),
    "13800000004": (8_880, (("510104", "东大街下东大街段 36 号 7 楼"),)),
    "13800000005": (100_000, (("650102", "解放北路 22 号 4 单元 301"),)),
}

_POINTS = 2_000  # of each

# A hash takes most of a second by design; those who share a password share it.
_hashed = cache(make_password)


@atomic
def load_people(at: datetime) -> None:
    """Staff and shoppers, as far as they are missing."""
    sync_roles()
    _open_staff(ADMINISTRATOR)
    for account in STAFF:
        _open_staff(account)
    for account in SHOPPERS:
        _open_shopper(account, at)


def _open_staff(account: Account) -> None:
    if StaffUser.objects.filter(username=account.sign_in).exists():
        return
    user = StaffUser.objects.create(
        username=account.sign_in,
        password=_hashed(account.password),
        first_name=account.name,
        is_staff=True,
        is_superuser=account is ADMINISTRATOR,
    )
    if account.group:
        user.groups.add(Group.objects.get(name=account.group))


def _open_shopper(account: Account, at: datetime) -> None:
    member = open_member(phone=account.sign_in, nickname=account.name, at=at)
    if not member.has_password:
        Member.objects.filter(pk=member.pk).update(password=_hashed(account.password))
    balance, homes = _HOMES[account.sign_in]
    grant_balance(
        member_id=member.pk,
        amount=balance,
        key=f"demo:{account.sign_in}",
        reason="demo",
        actor=_LOADER,
        at=at,
    )
    grant_points(
        member_id=member.pk,
        points=_POINTS,
        key=f"demo:{account.sign_in}",
        reason="demo",
        actor=_LOADER,
        at=at,
    )
    if not selectors.addresses_of(member.pk).exists():
        for region_code, detail in homes:
            add_address(
                member_id=member.pk,
                name=account.name,
                phone=account.sign_in,
                region_code=region_code,
                detail=detail,
                at=at,
            )
