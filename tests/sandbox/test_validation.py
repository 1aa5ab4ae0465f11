"""Field rules of the requests: each broken one is refused by name, and nothing is kept."""

import json
from typing import Any

import pytest

from sandbox.server import start
from tests.fixtures.sandbox import SandboxControl, control
from tests.sandbox.test_signing import exists, send

GOODS = {"merchant_goods_id": "SKU-1", "quantity": 1, "unit_price": 1}


def request(sandbox: SandboxControl, **changed: Any) -> dict[str, Any]:
    whole = {
        "appid": sandbox.merchant["appid"],
        "mchid": sandbox.merchant["mchid"],
        "description": "茶",
        "out_trade_no": "VALID-01",
        "notify_url": "http://127.0.0.1:1/notify",
        "amount": {"total": 1, "currency": "CNY"},
        **changed,
    }
    return {name: value for name, value in whole.items() if value is not ...}


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("/description", {"description": ...}),
        ("/description", {"description": None}),
        ("/description", {"description": ""}),
        ("/description", {"description": "茶" * 128}),
        ("/description", {"description": 7}),
        ("/out_trade_no", {"out_trade_no": "SHORT"}),
        ("/out_trade_no", {"out_trade_no": "N" * 33}),
        ("/out_trade_no", {"out_trade_no": "with space"}),
        ("/out_trade_no", {"out_trade_no": "订单号一二三四"}),
        ("/attach", {"attach": "a" * 129}),
        ("/goods_tag", {"goods_tag": "g" * 33}),
        ("/amount", {"amount": 100}),
        ("/amount/total", {"amount": {}}),
        ("/amount/total", {"amount": {"total": 0}}),
        ("/amount/total", {"amount": {"total": -1}}),
        ("/amount/total", {"amount": {"total": 1.5}}),
        ("/amount/total", {"amount": {"total": "1"}}),
        ("/amount/total", {"amount": {"total": True}}),
        ("/amount/currency", {"amount": {"total": 1, "currency": "USD"}}),
        ("/amount/refund", {"amount": {"total": 1, "refund": 1}}),
        ("/time_expire", {"time_expire": "2026-01-01 12:00:00"}),
        ("/time_expire", {"time_expire": "2026-01-01T12:00:00"}),
        ("/notify_url", {"notify_url": "ftp://127.0.0.1/notify"}),
        ("/notify_url", {"notify_url": "http://127.0.0.1/notify?a=1"}),
        ("/notify_url", {"notify_url": "http://127.0.0.1:99999/notify"}),
        ("/notify_url", {"notify_url": "http://127.0.0.1/" + "n" * 255}),
        ("/notify_url", {"notify_url": "https://shop.example.com/notify"}),
        ("/limit_pay/0", {"limit_pay": ["no_money"]}),
        ("/limit_pay", {"limit_pay": []}),
        ("/support_fapiao", {"support_fapiao": "yes"}),
        ("/settle_info/profit_sharing", {"settle_info": {"profit_sharing": 1}}),
        (
            "/detail/goods_detail/0/quantity",
            {"detail": {"goods_detail": [GOODS | {"quantity": 0}]}},
        ),
        ("/scene_info/payer_client_ip", {"scene_info": {"device_id": "pos-1"}}),
        ("/scene_info/payer_client_ip", {"scene_info": {"payer_client_ip": "300.1.1.1"}}),
        ("/payer", {"payer": {"openid": "o1"}}),
        ("/colour", {"colour": "red"}),
    ],
)
def test_a_field_that_breaks_a_rule_is_named(
    sandbox: SandboxControl, field: str, changed: dict[str, Any]
) -> None:
    status, headers, answer = send(sandbox, json.dumps(request(sandbox, **changed)))

    assert (status, answer["code"]) == (400, "PARAM_ERROR")
    assert answer["detail"]["field"] == field
    assert answer["detail"]["location"] == "body"
    assert headers["Request-ID"].rpartition("-")[2].isdecimal()
    assert not exists(sandbox, "VALID-01")


def test_an_unknown_field_has_the_number_that_wechat_documents(sandbox: SandboxControl) -> None:
    _, headers, answer = send(sandbox, json.dumps(request(sandbox, colour="red")))

    assert headers["Request-ID"].endswith("-270924358")
    assert answer["message"] == "参数错误：/colour 参数中含有非法的额外参数"


@pytest.mark.parametrize("body", ["", "{", "[]", '"text"', "null", "[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(sandbox: SandboxControl, body: str) -> None:
    status, _, answer = send(sandbox, body)

    assert (status, answer["code"]) == (400, "PARAM_ERROR")


def test_everything_that_a_prepay_may_hold_is_taken(sandbox: SandboxControl) -> None:
    full = request(
        sandbox,
        out_trade_no="|FULL*_-1",
        time_expire="2099-01-01T12:30:00+08:00",
        attach="shop=7",
        goods_tag="SALE",
        support_fapiao=False,
        limit_pay=["no_credit"],
        detail={"cost_price": 1, "invoice_id": "INV1", "goods_detail": [GOODS]},
        scene_info={
            "payer_client_ip": "203.0.113.9",
            "device_id": "pos-1",
            "store_info": {"id": "0001", "name": "示例店"},
        },
        settle_info={"profit_sharing": True},
    )

    assert send(sandbox, json.dumps(full))[0] == 200


@pytest.mark.parametrize(
    ("product", "field", "changed"),
    [
        ("jsapi", "/payer", {}),
        ("jsapi", "/payer/openid", {"payer": {}}),
        ("h5", "/scene_info", {}),
        ("h5", "/scene_info/h5_info", {"scene_info": {"payer_client_ip": "203.0.113.9"}}),
        (
            "h5",
            "/scene_info/h5_info/type",
            {"scene_info": {"payer_client_ip": "203.0.113.9", "h5_info": {"type": "Symbian"}}},
        ),
        ("app", "/payer", {"payer": {"openid": "o1"}}),
    ],
)
def test_each_product_needs_its_own(
    sandbox: SandboxControl, product: str, field: str, changed: dict[str, Any]
) -> None:
    path = f"/v3/pay/transactions/{product}"

    status, _, answer = send(sandbox, json.dumps(request(sandbox, **changed)), path=path)

    assert (status, answer["detail"]["field"]) == (400, field)


def test_appid_and_mchid_must_be_the_merchants_own(sandbox: SandboxControl) -> None:
    foreign_app = send(sandbox, json.dumps(request(sandbox, appid="wx0000000000000000")))
    foreign_merchant = send(sandbox, json.dumps(request(sandbox, mchid="1900000000")))

    assert (foreign_app[0], foreign_app[2]["code"]) == (400, "APPID_MCHID_NOT_MATCH")
    assert (foreign_merchant[0], foreign_merchant[2]["code"]) == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("query", ["", "?mchid=", "?mchid={mchid}&page=1"])
def test_a_query_names_the_merchant_and_nothing_else(sandbox: SandboxControl, query: str) -> None:
    path = "/v3/pay/transactions/out-trade-no/QUERY-01" + query.format(**sandbox.merchant)

    status, _, answer = send(sandbox, "", method="GET", path=path)

    assert (status, answer["code"]) == (400, "PARAM_ERROR")


def test_without_local_this_machine_is_not_notified_and_nothing_is_controlled(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("public")
    with start(folder, local=False, allow_remote=True) as running:
        public = control(running)

        loopback = send(public, json.dumps(request(public)))
        private = public.exchange("GET", "/_sandbox/orders")
        taken = send(public, json.dumps(request(public, notify_url="https://shop.example.com/n")))

    assert (loopback[0], loopback[2]["detail"]["field"]) == (400, "/notify_url")
    assert private[0] == 404
    assert taken[0] == 200
