import xml.etree.ElementTree as ET
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from core.laws import verdicts
from core.regions import is_district, region
from demo.accounts import ACCOUNTS, SHOPPERS, STAFF
from demo.shop.goods import GOODS
from demo.shop.places import STORES, WAREHOUSES
from marketing.models import CouponTemplate, FullReductionOffer
from members.models import Address, Member, StaffUser
from members.roles import Role
from members.selectors import wallet
from products.models import Category, Product, Sku, StockItem, StockMovement, Warehouse
from products.rules import freight_fee
from products.selectors import available_by_sku, freight_rates

pytestmark = pytest.mark.django_db


def load(*options):
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()


def contents():
    """All that the shop offers, in words and figures that know no internal ids."""
    skus = Sku.objects.order_by("code")
    stock = StockItem.objects.order_by("sku__code", "warehouse__code")
    people = Member.objects.order_by("phone")
    return [
        *skus.values_list("code", "product__slug", "attributes", "list_price_amount"),
        *stock.values_list("sku__code", "warehouse__code", "on_hand", "reserved"),
        *((each.phone, each.nickname, wallet(each.pk).balance) for each in people),
        *Address.objects.order_by("pk").values_list("member__phone", "region_code", "detail"),
        *FullReductionOffer.objects.order_by("pk").values_list("name", "steps"),
        *CouponTemplate.objects.order_by("pk").values_list("name", "kind", "amount"),
        *StaffUser.objects.order_by("username").values_list("username", "groups__name"),
    ]


def test_fills_the_shop():
    load()

    assert [
        model.objects.count() for model in (Category, Product, Sku, Warehouse, Member, StaffUser)
    ] == [6, 60, 150, 6, 5, 6]
    assert Counter(Product.objects.values_list("category__slug", flat=True)) == dict.fromkeys(
        Category.objects.values_list("slug", flat=True), 10
    )
    available = available_by_sku(Sku.objects.values_list("pk", flat=True))
    assert [available[sku.pk] for sku in Sku.objects.filter(code="ELE-WCH-2")] == [0]
    assert sum(1 for pieces in available.values() if pieces > 20) >= 140
    assert [verdict.law.name for verdict in verdicts() if verdict.broken] == []


def test_is_the_same_shop_on_every_machine():
    with transaction.atomic():
        load()
        first = contents()
        transaction.set_rollback(True)
    assert not Product.objects.exists()

    load()

    assert contents() == first
    tea = Sku.objects.get(code="TEA-LJ-1")
    assert tea.list_price_amount == 12800
    assert dict(tea.stock_items.values_list("warehouse__code", "on_hand")) == {
        "WH-EAST": 118,
        "WH-SOUTH": 60,
        "WH-NORTH": 68,
        "ST-SHANGHAI": 16,
        "ST-GUANGZHOU": 6,
        "ST-BEIJING": 16,
    }


def test_a_second_run_changes_nothing():
    load()
    before, movements = contents(), StockMovement.objects.count()

    assert "nothing was loaded" in load("--if-empty")
    with pytest.raises(CommandError, match="has goods already"):
        load()
    load("--add-missing")

    assert contents() == before
    assert StockMovement.objects.count() == movements


def test_adds_what_is_missing_and_leaves_what_was_changed():
    load()
    Sku.objects.filter(code="TEA-LJ-1").update(list_price_amount=9900)
    Product.objects.filter(slug="comfort-bear").update(slug="bear")

    load("--add-missing")

    assert Sku.objects.get(code="TEA-LJ-1").list_price_amount == 9900
    assert Product.objects.filter(slug="comfort-bear").exists()


def test_refuses_where_demo_is_off(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO is off"):
        load()

    assert not Product.objects.exists()
    assert not StaffUser.objects.exists()


def test_staff_have_a_role_each_and_everybody_can_sign_in():
    load()

    assert {account.group for account in STAFF} < set(Role.values)
    for account in STAFF:
        user = StaffUser.objects.get(username=account.sign_in)
        assert [group.name for group in user.groups.all()] == [account.group]
        assert user.get_all_permissions()
        assert not user.is_superuser
    client = Client()
    assert client.login(username="ops", password="dingdan-demo")
    assert client.login(username="admin", password="admin-demo")
    signed_in = APIClient().post(
        "/api/v1/sign-in/password",
        {"phone": SHOPPERS[0].sign_in, "password": SHOPPERS[0].password},
        format="json",
    )
    assert signed_in.status_code in (200, 201), signed_in.content
    assert len(ACCOUNTS) == 11


def test_every_place_and_address_is_a_real_district_and_freight_reaches_it():
    load()

    assert all(is_district(each.region_code) for each in (*WAREHOUSES, *STORES))
    provinces = {region(each.region_code).province_code for each in Address.objects.all()}
    assert len(provinces) >= 5
    templates = set(Product.objects.values_list("freight_template", flat=True))
    for address in Address.objects.all():
        assert freight_rates(templates, address.region_code).keys() == templates
    assert freight_rates(templates, "810101") == {}


def test_freight_is_free_from_99_yuan_and_dearer_far_away():
    load()
    template = Product.objects.get(slug="west-lake-longjing").freight_template_id

    near = freight_rates([template], "310106")[template]
    far = freight_rates([template], "650102")[template]

    assert [freight_fee(near, 1500, goods) for goods in (9899, 9900)] == [1000, 0]
    assert [freight_fee(far, 1500, goods) for goods in (9899, 9900)] == [3200, 3200]


def test_every_product_has_a_picture_of_its_own():
    load()
    client = Client()
    pictures = set()

    for product in Product.objects.all():
        response = client.get(product.image)
        assert response["Content-Type"] == "image/svg+xml"
        assert "max-age=86400" in response["Cache-Control"]
        svg = ET.fromstring(response.content)  # noqa: S314  (our own bytes)
        assert svg.tag == "{http://www.w3.org/2000/svg}svg"
        assert product.name in response.content.decode()
        pictures.add(response.content)

    assert len(pictures) == 60
    assert client.get("/demo/pictures/nothing.svg").status_code == 404


def test_goods_are_told_apart_by_slug_and_read_in_two_languages():
    assert len(GOODS) == 60
    for _shelf, good in GOODS.values():
        assert good.name[1].isascii()
        assert good.about[0]
        assert good.about[1].isascii()
