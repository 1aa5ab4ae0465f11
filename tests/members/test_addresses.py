"""The address book: real divisions, one default, at most fifty."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from core.clock import real_now
from members.errors import AddressBookFull
from members.models import Address, Member
from members.services import add_address
from tests.members.factories import JsonClient, MemberFactory, signed_in
from tests.races import race

pytestmark = pytest.mark.django_db

BOOK = "/api/v1/me/addresses"
HOME = {
    "name": "王小明",
    "phone": "13812345678",
    "region_code": "440305",
    "detail": "科技园路 1 号 2 栋 301",
}


def book_of(member: Member) -> list[tuple[str, bool]]:
    addresses = Address.objects.filter(member=member, is_active=True).order_by("pk")
    return [(address.detail, address.is_default) for address in addresses]


def add(member: Member, detail: str = "1 号", **fields: Any) -> Address:
    return add_address(member_id=member.pk, at=real_now(), **(HOME | {"detail": detail} | fields))


def test_the_first_address_is_the_default_and_comes_with_its_written_path():
    member = MemberFactory()
    response = signed_in(member).post(BOOK, HOME)

    assert response.status_code == 201
    assert response.data == {
        "id": str(Address.objects.get().public_id),
        "name": "王小明",
        "phone": "13812345678",
        "region_code": "440305",
        "region": ["广东省", "深圳市", "南山区"],
        "detail": "科技园路 1 号 2 栋 301",
        "is_default": True,
    }


def test_a_city_without_districts_is_named_itself():
    response = signed_in(MemberFactory()).post(BOOK, HOME | {"region_code": "441900"})
    assert response.data["region"] == ["广东省", "东莞市"]


@pytest.mark.parametrize("code", ["440300", "440000", "999999", "110100"])
def test_a_province_a_city_and_nothing_are_no_district(code):
    member = MemberFactory()
    client = signed_in(member)
    client.post(BOOK, HOME)

    refused = client.post(BOOK, HOME | {"region_code": code})
    assert (refused.status_code, refused.data["code"]) == (400, "address.not_a_district")
    assert refused.data["region_code"] == code
    changed = client.patch(f"{BOOK}/{Address.objects.get().public_id}", {"region_code": code})
    assert (changed.status_code, changed.data["code"]) == (400, "address.not_a_district")
    assert Address.objects.get().region_code == "440305"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 51),
        ("phone", "075512345678"),
        ("phone", None),
        ("region_code", "4403"),
        ("region_code", "44030５"),
        ("detail", ""),
        ("detail", "x" * 201),
        ("is_default", "perhaps"),
        ("name", "a\x00b"),
    ],
)
def test_a_field_that_is_not_valid_is_named_and_nothing_is_added(field, value):
    response = signed_in(MemberFactory()).post(BOOK, HOME | {field: value})
    assert (response.status_code, response.data["code"]) == (400, "request.invalid")
    assert {error["field"] for error in response.data["errors"]} == {field}
    assert not Address.objects.exists()


def test_half_a_character_is_refused():
    body = json.dumps(HOME | {"detail": "\ud800"}).encode()
    response = signed_in(MemberFactory()).generic("POST", BOOK, body, "application/json")
    assert (response.status_code, response.data["code"]) == (400, "request.invalid")


def test_a_missing_field_is_named():
    response = signed_in(MemberFactory()).post(BOOK, {})
    assert {error["field"] for error in response.data["errors"]} == {
        "name",
        "phone",
        "region_code",
        "detail",
    }


def test_another_default_takes_the_place_of_the_first():
    member = MemberFactory()
    client = signed_in(member)
    first = add(member, "first")
    client.post(BOOK, HOME | {"detail": "second", "is_default": True})
    assert book_of(member) == [("first", False), ("second", True)]

    client.patch(f"{BOOK}/{first.public_id}", {"is_default": True})
    assert book_of(member) == [("first", True), ("second", False)]
    assert [address["detail"] for address in client.get(BOOK).data] == ["first", "second"]


def test_the_default_cannot_be_unset_only_given_away():
    member = MemberFactory()
    address = add(member)
    response = signed_in(member).patch(
        f"{BOOK}/{address.public_id}", {"is_default": False, "detail": "new"}, format="json"
    )
    assert (response.status_code, response.data["code"]) == (409, "address.default_needed")
    assert book_of(member) == [("1 号", True)]


def test_changing_an_address_changes_what_is_given_and_nothing_else():
    member = MemberFactory()
    address = add(member)
    response = signed_in(member).patch(
        f"{BOOK}/{address.public_id}", {"phone": "+86 139 0000 0000"}, format="json"
    )
    assert response.status_code == 200
    assert response.data["phone"] == "13900000000"
    assert response.data["detail"] == "1 号"
    assert response.data["is_default"] is True


def test_after_the_default_the_newest_one_left_is_the_default():
    member = MemberFactory()
    first = add(member, "first")
    add(member, "second")
    add(member, "third")
    client = signed_in(member)

    assert client.delete(f"{BOOK}/{first.public_id}").status_code == 204

    assert book_of(member) == [("second", False), ("third", True)]
    assert client.get(f"{BOOK}/{first.public_id}").status_code == 404
    assert client.delete(f"{BOOK}/{first.public_id}").status_code == 404


def test_another_members_address_is_not_there():
    owner, other = MemberFactory(), MemberFactory()
    address = add(owner)
    client = signed_in(other)
    for public_id in (address.public_id, uuid4()):
        for answer in (
            client.get(f"{BOOK}/{public_id}"),
            client.patch(f"{BOOK}/{public_id}", {"detail": "mine now"}),
            client.delete(f"{BOOK}/{public_id}"),
        ):
            assert (answer.status_code, answer.data["code"]) == (404, "not_found")
    assert book_of(owner) == [("1 号", True)]


def test_a_book_holds_fifty_addresses():
    member = MemberFactory()
    for number in range(50):
        add(member, f"{number} 号")
    response = signed_in(member).post(BOOK, HOME)
    assert (response.status_code, response.data["code"]) == (409, "address.book_full")
    assert response.data["limit"] == 50
    assert len(book_of(member)) == 50


def test_the_list_costs_two_queries_however_long_it_is(django_assert_num_queries):
    member = MemberFactory()
    client = signed_in(member)
    client.get(BOOK)
    for number in range(10):
        add(member, f"{number} 号")
    with django_assert_num_queries(2):
        assert len(client.get(BOOK).data) == 10


def test_the_database_refuses_a_second_default_and_a_number_that_is_none():
    member = MemberFactory()
    address = add(member)
    other = add(member, "other")
    for wrong in (
        lambda: Address.objects.filter(pk=other.pk).update(is_default=True),
        lambda: Address.objects.filter(pk=other.pk).update(phone="0755"),
        lambda: Address.objects.filter(pk=address.pk).update(is_active=False),
        lambda: Member.objects.filter(pk=member.pk).update(phone="12345678901"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


@pytest.mark.django_db(transaction=True)
def test_devices_adding_at_once_never_go_over_fifty_nor_make_two_defaults():
    member = MemberFactory()
    for number in range(48):
        add(member, f"{number} 号")
    outcomes = race([lambda: add(member, "new", is_default=True)] * 8)
    assert sum(isinstance(outcome, Address) for outcome in outcomes) == 2
    assert sum(isinstance(outcome, AddressBookFull) for outcome in outcomes) == 6
    book = book_of(member)
    assert len(book) == 50
    assert sum(is_default for _detail, is_default in book) == 1


def test_the_picker_goes_from_provinces_to_districts_without_a_token():
    client = JsonClient()
    provinces = client.get("/api/v1/regions").data
    assert len(provinces) == 31
    guangdong = next(each for each in provinces if each["name"] == "广东省")
    cities = client.get("/api/v1/regions", {"parent": guangdong["code"]}).data
    assert {
        "code": "441900",
        "name": "东莞市",
        "path": ["广东省", "东莞市"],
        "is_district": True,
    } in (cities)
    districts = client.get("/api/v1/regions", {"parent": "440300"}).data
    assert "南山区" in {each["name"] for each in districts}
    assert client.get("/api/v1/regions", {"parent": "nowhere"}).data == []
    assert [each["code"] for each in client.get("/api/v1/regions", {"q": "深圳市南山"}).data] == [
        "440305"
    ]
