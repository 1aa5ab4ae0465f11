from base64 import b64encode

import pytest
from rest_framework.test import APIClient

from products.models import WarehouseKind
from tests.products.factories import (
    SHANGHAI,
    CategoryFactory,
    ProductFactory,
    SkuFactory,
    WarehouseFactory,
    stocked,
)

pytestmark = pytest.mark.django_db


def get(path, language="en"):
    response = APIClient().get(f"/api/v1/{path}", headers={"Accept-Language": language})
    assert response.status_code == 200, response.content
    return response.json()


def names(page):
    return [product["name"] for product in page["results"]]


def a_tea():
    """A tea of two sizes: 8 of the small one can be ordered, none of the large one."""
    tea = ProductFactory(
        name="西湖龙井",
        name_en="West Lake Longjing",
        slug="west-lake-longjing",
        description="明前采摘",
        description_en="Picked before Qingming",
        image="/demo/pictures/longjing.svg",
        category=CategoryFactory(slug="tea", name="茶", name_en="Tea"),
    )
    size = {"name": "净含量", "name_en": "Net weight"}
    small = SkuFactory(
        product=tea,
        code="LJ-50",
        attributes=[{**size, "value": "50克", "value_en": "50 g"}],
        list_price_amount=12800,
        weight_grams=120,
    )
    SkuFactory(product=tea, code="LJ-250", attributes=[], list_price_amount=52800, image="/big.svg")
    SkuFactory(product=tea, code="LJ-OLD", list_price_amount=100, is_active=False)
    stocked(small, 5)
    stocked(small, 3)
    stocked(small, 100, kind="store")
    return tea


def test_a_product_shows_its_skus_with_price_and_live_availability():
    a_tea()

    assert get("products/west-lake-longjing") == {
        "slug": "west-lake-longjing",
        "name": "West Lake Longjing",
        "kind": "physical",
        "description": "Picked before Qingming",
        "category": {"slug": "tea", "name": "Tea", "parent": None},
        "image": "/demo/pictures/longjing.svg",
        "skus": [
            {
                "code": "LJ-50",
                "attributes": [{"name": "Net weight", "value": "50 g"}],
                "price": {"amount": 12800, "currency": "CNY"},
                "weight_grams": 120,
                "image": "/demo/pictures/longjing.svg",
                "available": 8,
            },
            {
                "code": "LJ-250",
                "attributes": [],
                "price": {"amount": 52800, "currency": "CNY"},
                "weight_grams": 250,
                "image": "/big.svg",
                "available": 0,
            },
        ],
    }


@pytest.mark.parametrize("language", ["zh-Hans", "zh-CN,zh;q=0.9", "de"])
def test_speaks_chinese_to_whom_did_not_ask_for_english(language):
    a_tea()

    tea = get("products/west-lake-longjing", language)

    assert (tea["name"], tea["description"]) == ("西湖龙井", "明前采摘")
    assert tea["skus"][0]["attributes"] == [{"name": "净含量", "value": "50克"}]
    assert names(get("products", language)) == ["西湖龙井"]
    assert get("categories", language)[0]["name"] == "茶"


def test_the_list_says_the_lowest_price_and_whether_anything_is_left():
    a_tea()
    stocked(SkuFactory(list_price_amount=990), 1, is_active=False)

    assert [
        (each["price_from"]["amount"], each["in_stock"]) for each in get("products")["results"]
    ] == [(990, False), (12800, True)]


def test_finds_by_name_in_either_language_by_code_and_by_category():
    tea = a_tea()
    cups = CategoryFactory(slug="cups", parent=tea.category)
    SkuFactory(product__name="白瓷杯", product__name_en="White Cup", product__category=cups)

    assert names(get("products?q=龙井")) == ["West Lake Longjing"]
    assert names(get("products?q=white cup")) == ["White Cup"]
    assert names(get("products?q=lj-2")) == ["West Lake Longjing"]
    assert names(get("products?q=LJ-OLD")) == []
    assert names(get("products?category=tea")) == ["White Cup", "West Lake Longjing"]
    assert names(get("products?category=cups&q=cup")) == ["White Cup"]
    assert names(get("products?category=nothing")) == []


def test_what_is_not_on_sale_is_not_there():
    SkuFactory(product__is_active=False, product__slug="gone")
    SkuFactory(is_active=False)
    ProductFactory()

    assert get("products")["results"] == []
    refused = APIClient().get("/api/v1/products/gone")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


def test_pages_by_cursor_and_counts_nothing():
    for number in range(5):
        SkuFactory(product__name_en=f"Tea {number}")

    first = get("products?limit=2")
    assert names(first) == ["Tea 4", "Tea 3"]
    assert set(first) == {"next", "previous", "results"}
    second = get(first["next"].partition("/api/v1/")[2])
    assert names(second) == ["Tea 2", "Tea 1"]


@pytest.mark.parametrize("path", ["categories", "products?limit=100", "products/busy"])
def test_takes_as_many_queries_for_many_as_for_one(path, django_assert_max_num_queries):
    warehouse = WarehouseFactory()
    busy = ProductFactory(slug="busy")
    for _number in range(12):
        stocked(SkuFactory(product=busy), 1, warehouse=warehouse)
        stocked(SkuFactory(product__category=CategoryFactory(parent=busy.category)), 2)

    get(path)  # the limits on callers are rules: they come from the cache from now on
    with django_assert_max_num_queries(3 if path.endswith("busy") else 1):
        get(path)


def test_a_bad_token_does_not_close_the_shop_window():
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Bearer nonsense")
    assert client.get("/api/v1/products").status_code == 200


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("q=%00", "request.malformed"),
        ("category=%00", "request.malformed"),
        (f"q={'x' * 61}", "request.invalid"),
        ("category=no%20slug", "request.invalid"),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_400(query, code):
    answer = APIClient().get(f"/api/v1/products?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize("position", ["p=abc", "p=%00", "p=-1"])
def test_a_cursor_that_was_not_ours_names_no_page(position):
    cursor = b64encode(position.encode()).decode()
    answer = APIClient().get("/api/v1/products", {"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_cursor_beyond_all_ids_is_answered():
    SkuFactory()
    cursor = b64encode(b"p=" + b"9" * 30).decode()
    assert len(get(f"products?cursor={cursor}")["results"]) == 1


def test_lists_the_stores_that_are_open():
    WarehouseFactory()
    WarehouseFactory(kind=WarehouseKind.STORE, is_active=False)
    WarehouseFactory(
        code="SH-NJ", kind=WarehouseKind.STORE, name="南京路店", name_en="Nanjing Road"
    )

    (store,) = get("stores")

    assert store == {
        "code": "SH-NJ",
        "name": "Nanjing Road",
        "region_code": SHANGHAI,
        "region": ["上海市", "黄浦区"],
        "address": "仓储路1号",
    }
