"""The courier table, and which courier a number is suggested to be of."""

import re

import pytest
from django.core.exceptions import ValidationError

from logistics.known_couriers import known_couriers
from logistics.models import Courier
from logistics.services import add_known_couriers, suggest_couriers
from tests.logistics.test_shipping_desk import may

pytestmark = pytest.mark.django_db


def suggested(number):
    return [courier.code for courier in suggest_couriers(typed=number)]


def test_a_shop_knows_its_couriers_from_the_first():
    codes = list(Courier.objects.values_list("code", flat=True))

    assert len(codes) == 236
    assert codes[:3] == ["shunfeng", "zhongtong", "yuantong"]
    assert Courier.objects.filter(is_common=True).count() == 8
    shunfeng = Courier.objects.get(code="shunfeng")
    assert (shunfeng.name, shunfeng.name_en, shunfeng.phone) == ("顺丰速运", "SF Express", "95338")


def test_what_staff_changed_stays_as_it_is():
    Courier.objects.filter(code="ems").update(is_common=False, phone="1")

    add_known_couriers()

    ems = Courier.objects.get(code="ems")
    assert (ems.is_common, ems.phone) == (False, "1")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("SF1234567890123", "shunfeng"),
        ("sf 1234 5678 90123", "shunfeng"),
        ("75123456789012", "zhongtong"),
        ("YT1234567890123", "yuantong"),
        ("YT123456789012345", "yuantong"),
        ("461234567890123", "yunda"),
        ("773123456789012", "shentong"),
        ("JT1234567890123", "jtexpress"),
        ("JDVA12345678901", "jd"),
        ("EA123456789CN", "ems"),
        ("9812345678901", "youzhengguonei"),
        ("DPK123456789012", "debangkuaidi"),
        ("KY1234567890123", "kuayue"),
    ],
)
def test_a_number_says_by_its_look_whose_it_is(number, code):
    assert suggested(number) == [code]


def test_patterns_are_of_different_couriers():
    patterns = [re.compile(each.number_pattern) for each in known_couriers() if each.number_pattern]

    assert len(patterns) == 11


def test_what_no_pattern_knows_the_provider_may(courier):
    assert suggested("DN12345678901") == ["danniao"]
    assert suggested("XX12345678901") == []


@pytest.mark.parametrize("fault", ["system_error", "drop_connection", "rate_limited"])
def test_a_provider_that_does_not_answer_suggests_nothing(courier, fault):
    courier.sandbox.fault(fault, times=1, operation="recognise")

    assert suggested("DN12345678901") == []


def test_without_a_provider_or_a_number_nothing_is_suggested():
    assert suggested("DN12345678901") == suggested("?") == suggested("") == []


def test_a_courier_out_of_use_is_not_suggested():
    Courier.objects.filter(code="shunfeng").update(is_active=False)

    assert suggested("SF1234567890123") == []


def test_staff_who_ship_are_told(client):
    client.force_login(may("logistics.ship_shipment"))

    answer = client.get("/admin/courier-suggestion", {"number": "SF1234567890123"})

    assert answer.json() == {"couriers": ["shunfeng"]}


def test_nobody_else_is(client):
    assert client.get("/admin/courier-suggestion", {"number": "SF1"}).status_code == 403
    client.force_login(may("logistics.view_shipment"))
    assert client.get("/admin/courier-suggestion", {"number": "SF1"}).status_code == 403


def test_a_pattern_that_is_none_is_refused():
    shunfeng = Courier.objects.get(code="shunfeng")
    shunfeng.number_pattern = "SF("

    with pytest.raises(ValidationError):
        shunfeng.full_clean()
