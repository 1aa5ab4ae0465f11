"""The address book: up to fifty addresses, exactly one of them the default.

Whoever changes a book holds its member's row, so that two changes at once follow each other.
"""

from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from core.db import atomic
from core.regions import is_district
from members import selectors
from members.errors import AddressBookFull, DefaultAddressNeeded, NotADistrict
from members.models import Address, Member

MAX_ADDRESSES = 50


class AddressFields(TypedDict, total=False):
    """``phone`` is a mainland mobile number, ``region_code`` a district's (core.regions)."""

    name: str
    phone: str
    region_code: str
    detail: str


@atomic
def add_address(
    *,
    member_id: int,
    at: datetime,
    is_default: bool = False,
    **fields: Unpack[AddressFields],
) -> Address:
    """Add an address; the first one is the default whatever is said.

    Raises NotADistrict, AddressBookFull.
    """
    _check(fields)
    book = _locked_book(member_id)
    if len(book) >= MAX_ADDRESSES:
        raise AddressBookFull(limit=MAX_ADDRESSES)
    address = Address.objects.create(member_id=member_id, created_at=at, **fields)
    if is_default or not book:
        _make_default(address)
    return address


@atomic
def change_address(
    *,
    member_id: int,
    public_id: UUID,
    is_default: bool | None = None,
    **fields: Unpack[AddressFields],
) -> Address:
    """Change the fields given; ``is_default=True`` makes it the default in the place of another.

    Raises NotFound, NotADistrict, and DefaultAddressNeeded for taking the default away.
    """
    _check(fields)
    _locked_book(member_id)
    address = selectors.address_of(member_id=member_id, public_id=public_id)
    if is_default is False and address.is_default:
        raise DefaultAddressNeeded
    for name, value in fields.items():
        setattr(address, name, value)
    address.save(update_fields=list(fields))
    if is_default:
        _make_default(address)
    return address


@atomic
def remove_address(*, member_id: int, public_id: UUID) -> None:
    """Take an address out of the book. After the default, the newest one left is the default.

    Raises NotFound.
    """
    _locked_book(member_id)
    address = selectors.address_of(member_id=member_id, public_id=public_id)
    was_default = address.is_default
    address.is_default = address.is_active = False
    address.save(update_fields=["is_default", "is_active"])
    if was_default and (newest := selectors.addresses_of(member_id).order_by("-pk").first()):
        _make_default(newest)


def _locked_book(member_id: int) -> list[Address]:
    Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member_id)
    return list(selectors.addresses_of(member_id))


def _check(fields: AddressFields) -> None:
    if "region_code" in fields and not is_district(fields["region_code"]):
        raise NotADistrict(region_code=fields["region_code"])


def _make_default(address: Address) -> None:
    Address.objects.filter(member_id=address.member_id, is_default=True).update(is_default=False)
    address.is_default = True
    address.save(update_fields=["is_default"])
