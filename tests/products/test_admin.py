import pytest
from django.core.exceptions import ValidationError

from core.incidents import kind_of
from core.models import Incident
from products.forms import AttributesField, YuanField
from products.models import FreightTemplate, Product, Sku, StockItem
from products.services import adjust_stock, release_stock
from products.sourcing import Demand
from tests.backoffice.staff import at_work, colleague
from tests.products.factories import (
    KEEPER,
    NOON,
    CategoryFactory,
    FreightRateFactory,
    ProductFactory,
    SkuFactory,
    WarehouseFactory,
    reserved,
    stocked,
)
from tests.products.figures import counters, movements

pytestmark = pytest.mark.django_db

STOCK = "/admin/products/stockitem/"


def keeper():
    return at_work(colleague("products.view_stockitem", "products.change_stockitem"))


def chief():
    user = colleague()
    user.is_superuser = True
    user.save()
    return at_work(user)


def test_yuan_on_the_page_are_fen_behind_it():
    field = YuanField()
    assert [field.clean(typed) for typed in ("128", "128.5", " 128.50 ", "0.09")] == [
        12800,
        12850,
        12850,
        9,
    ]
    assert [field.prepare_value(fen) for fen in (12850, 5, None)] == ["128.50", "0.05", None]
    for typed in ("1,28", "12.345", "-1", "1e3", "๓"):
        with pytest.raises(ValidationError):
            field.clean(typed)


def test_attributes_are_typed_in_one_line():
    field = AttributesField(required=False)
    line = "颜色/Colour=白/White; 尺码=M"
    attributes = field.clean(line)
    assert attributes == [
        {"name": "颜色", "name_en": "Colour", "value": "白", "value_en": "White"},
        {"name": "尺码", "name_en": "", "value": "M", "value_en": ""},
    ]
    assert field.prepare_value(attributes) == line
    assert field.clean("") == []
    with pytest.raises(ValidationError):
        field.clean("白色")


def test_lists_and_pages_open_in_a_fixed_number_of_queries(django_assert_max_num_queries):
    warehouse = WarehouseFactory(serves_regions=["310000"])
    rate = FreightRateFactory(region_codes=["310000", "540100"])
    for _number in range(8):
        item = stocked(SkuFactory(product__category=CategoryFactory()), 3, warehouse=warehouse)
        reserved(f"order-{_number}", Demand(1, item.sku_id, 1))
    client = chief()
    pages = [
        "product/",
        f"product/{item.sku.product_id}/change/",
        "category/",
        "stockitem/",
        "stockitem/?level=low",
        f"stockitem/{item.pk}/change/",
        "stockmovement/",
        "warehouse/",
        f"warehouse/{warehouse.pk}/change/",
        f"freighttemplate/{rate.template_id}/change/",
    ]
    for page in pages:
        client.get(f"/admin/products/{page}")  # rules come from the cache from now on
        with django_assert_max_num_queries(15):
            assert client.get(f"/admin/products/{page}").status_code == 200, page


def test_the_list_colours_what_runs_low():
    items = [stocked(quantity=quantity) for quantity in (6, 5, 1)]
    reserved("A", Demand(1, items[2].sku_id, 1))

    client = keeper()

    def shown(level):
        page = client.get(f"{STOCK}{level}").content.decode()
        return [item.sku.code in page for item in items]

    assert shown("") == [True, True, True]
    assert shown("?level=low") == [False, True, True]
    assert shown("?level=out") == [False, False, True]


def test_goods_are_received_by_code():
    tea, warehouse = SkuFactory(), WarehouseFactory()
    receipt = {"sku": tea.code, "warehouse": warehouse.pk, "quantity": 7, "reason": "PO-7"}

    response = keeper().post(f"{STOCK}receive/", receipt)

    item = StockItem.objects.get()
    assert response["Location"] == f"{STOCK}{item.pk}/change/"
    assert counters(item) == (7, 0)
    assert item.movements.get().reason == "PO-7"
    assert item.movements.get().actor.startswith("staff:")


def test_a_receipt_for_no_sku_is_refused_on_the_page():
    receipt = {"sku": "NO", "warehouse": WarehouseFactory().pk, "quantity": 0, "reason": "PO-7"}
    page = keeper().post(f"{STOCK}receive/", receipt).content.decode()
    assert "There is no SKU NO." in page
    assert not StockItem.objects.exists()


def test_a_count_corrects_the_figure_that_was_seen():
    tea = stocked(quantity=10)
    client = keeper()
    assert 'name="seen" value="10"' in client.get(f"{STOCK}{tea.pk}/count/").content.decode()

    client.post(f"{STOCK}{tea.pk}/count/", {"seen": 10, "counted": 8, "reason": "broken"})

    assert counters(tea) == (8, 0)
    assert movements(tea)[-1] == ("adjust", -2, 0)


def test_of_two_counts_of_what_was_seen_the_second_is_told_the_new_figure():
    tea = stocked(quantity=10)
    adjust_stock(
        stock_item_id=tea.pk, delta=5, expected_on_hand=10, reason="found", actor=KEEPER, at=NOON
    )

    page = keeper().post(f"{STOCK}{tea.pk}/count/", {"seen": 10, "counted": 8, "reason": "broken"})

    assert "You saw 10 on hand, there are 15 now." in page.content.decode()
    assert counters(tea) == (15, 0)


def test_a_count_of_fewer_than_are_promised_is_an_incident_until_one_is_taken():
    tea = stocked(quantity=10)
    reserved("A", Demand(1, tea.sku_id, 6))
    client, counting = keeper(), f"{STOCK}{tea.pk}/count/"

    page = client.post(counting, {"seen": 10, "counted": 5, "reason": "year's end"})

    assert "6 of the 10 on hand are reserved for orders" in page.content.decode()
    assert counters(tea) == (10, 6)
    incident = Incident.objects.get()
    assert (incident.kind, incident.subject) == ("pieces_missing", f"stock:{tea.pk}")
    assert incident.facts == {
        "sku": tea.sku.code,
        "warehouse": tea.warehouse.code,
        "counted": 5,
        "reserved": 6,
    }
    look = kind_of(incident.kind).link
    assert look is not None
    assert look(incident.subject) == f"{STOCK}{tea.pk}/change/"

    release_stock(references=["A"], reason="moved", actor=KEEPER, at=NOON)
    client.post(counting, {"seen": 10, "counted": 5, "reason": "year's end"})

    assert counters(tea) == (5, 0)
    incident.refresh_from_db()
    assert incident.resolution == "counted"


def test_after_that_the_form_goes_by_the_figure_that_was_told():
    tea = stocked(quantity=15)
    client = keeper()

    page = client.post(f"{STOCK}{tea.pk}/count/", {"seen": 10, "counted": 8, "reason": "broken"})

    assert 'name="seen" value="15"' in page.content.decode()
    client.post(f"{STOCK}{tea.pk}/count/", {"seen": 15, "counted": 8, "reason": "broken"})
    assert counters(tea) == (8, 0)


def test_a_receipt_sent_twice_from_the_shelf_is_booked_once():
    tea = stocked(quantity=10)
    client = keeper()
    assert 'name="seen" value="10"' in client.get(f"{STOCK}{tea.pk}/receive/").content.decode()
    receipt = {"seen": 10, "quantity": 5, "reason": "PO-7"}

    client.post(f"{STOCK}{tea.pk}/receive/", receipt)
    second = client.post(f"{STOCK}{tea.pk}/receive/", receipt)

    assert "You saw 10 on hand, there are 15 now." in second.content.decode()
    assert counters(tea) == (15, 0)
    assert movements(tea)[-1] == ("receipt", 5, 0)


def test_each_movement_shows_what_there_was_after_it_however_the_list_is_cut():
    tea = stocked(quantity=10)
    reserved("A-1", Demand(1, tea.sku_id, 3))
    adjust_stock(
        stock_item_id=tea.pk, delta=-2, expected_on_hand=10, reason="broken", actor=KEEPER, at=NOON
    )
    reserved("A-2", Demand(1, tea.sku_id, 4))
    stocked(quantity=99)  # another shelf

    def balances(query):
        rows = keeper_of_movements.get(f"/admin/products/stockmovement/{query}").context["cl"]
        return [(row.on_hand_after, row.reserved_after) for row in rows.result_list]

    keeper_of_movements = at_work(colleague("products.view_stockmovement"))

    assert balances(f"?q={tea.sku.code}") == [(8, 7), (8, 3), (10, 3), (10, 0)]
    assert balances("?q=A-1") == [(10, 3)]
    assert balances(f"?q={tea.sku.code}&kind__exact=reserve") == [(8, 7), (10, 3)]


def test_safety_stock_is_kept_back():
    tea = stocked(quantity=10)
    keeper().post(f"{STOCK}{tea.pk}/safety/", {"safety": 4})
    tea.refresh_from_db()
    assert (tea.safety, tea.available) == (4, 6)


@pytest.mark.parametrize("page", ["receive/", "{}/receive/", "{}/count/", "{}/safety/"])
def test_who_may_only_look_changes_no_stock(page):
    tea = stocked(quantity=10)
    client = at_work(colleague("products.view_stockitem"))
    address = STOCK + page.format(tea.pk)
    filled = {"seen": 10, "counted": 8, "reason": "x", "safety": 1, "quantity": 1}

    assert client.get(address).status_code == 403
    assert client.post(address, filled).status_code == 403
    assert counters(tea) == (10, 0)
    assert f"{STOCK}{tea.pk}/count/" not in client.get(f"{STOCK}{tea.pk}/change/").content.decode()


def test_no_form_writes_the_counters():
    tea = stocked(quantity=10)
    chief().post(f"{STOCK}{tea.pk}/change/", {"on_hand": 99, "reserved": 5})
    assert counters(tea) == (10, 0)


def test_a_price_and_its_attributes_are_changed_on_the_product_page():
    tea = SkuFactory(code="TEA-1")
    product = tea.product
    form = {
        "name": "龙井",
        "name_en": "Longjing",
        "slug": "longjing",
        "kind": "physical",
        "category": product.category_id,
        "is_active": "on",
        "freight_template": product.freight_template_id,
        "skus-TOTAL_FORMS": 2,
        "skus-INITIAL_FORMS": 1,
        "skus-0-id": tea.pk,
        "skus-0-product": product.pk,
        "skus-0-code": "TEA-1",
        "skus-0-attributes": "规格/Pack=50克/50 g",
        "skus-0-list_price_amount": "128.50",
        "skus-0-weight_grams": 100,
        "skus-0-is_active": "on",
        "skus-1-product": product.pk,
        "skus-1-code": "TEA-2",
        "skus-1-list_price_amount": "9",
        "skus-1-weight_grams": 100,
    }

    chief().post(f"/admin/products/product/{product.pk}/change/", form)

    tea.refresh_from_db()
    assert tea.list_price_amount == 12850
    assert tea.attributes[0]["value_en"] == "50 g"
    assert Sku.objects.get(code="TEA-2").list_price_amount == 900


def test_what_is_shipped_needs_a_freight_template():
    product = ProductFactory()
    page = chief().post(
        f"/admin/products/product/{product.pk}/change/",
        {"name": "x", "slug": "x", "kind": "physical", "category": product.category_id},
    )
    assert "What is shipped needs a freight template." in page.content.decode()
    assert Product.objects.get(pk=product.pk).name == product.name


def test_a_rate_names_divisions_that_exist():
    template = FreightRateFactory().template
    form = {
        "name": template.name,
        "rates-TOTAL_FORMS": 1,
        "rates-INITIAL_FORMS": 0,
        "rates-0-template": template.pk,
        "rates-0-region_codes": "310000,999999",
        "rates-0-first_weight_grams": 1000,
        "rates-0-first_fee_amount": "8",
        "rates-0-extra_weight_grams": 1000,
        "rates-0-extra_fee_amount": "2",
    }
    page = chief().post(f"/admin/products/freighttemplate/{template.pk}/change/", form)
    assert "There is no division 999999." in page.content.decode()
    assert FreightTemplate.objects.get().rates.count() == 1
