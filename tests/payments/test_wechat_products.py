"""WeChat Pay's other products: who must be known, what is signed, and a link that ends early."""

from datetime import timedelta

import pytest

from core.idempotency import Claim
from payments import channels
from payments.channels import wechat_products
from payments.errors import (
    ClientAddressNeeded,
    OpenidNeeded,
    PaymentClosed,
    ProviderUnreachable,
)
from payments.models import Attempt
from tests.orders.factories import a_member, status_of
from tests.payments.factories import an_order, fresh, now, start, with_wechat

pytestmark = pytest.mark.django_db

RENEWED_AFTER = timedelta(minutes=4)


@pytest.mark.parametrize(
    ("name", "last_line"), [("jsapi", "prepay_id=wx1"), ("mini", "prepay_id=wx1"), ("app", "wx1")]
)
def test_an_app_signs_the_bare_prepay_id_and_a_page_names_it(name, last_line):
    signed: list[list[str]] = []

    def sign(lines: list[str]) -> str:
        signed.append(lines)
        return "signature"

    client = wechat_products.Client("wxapp", "1900000001", "https://shop.example.com/", sign)
    given = client.parameters(name, {"prepay_id": "wx1"})

    assert signed == [["wxapp", given["timeStamp"], given["nonceStr"], last_line]]
    assert ("appId" in given) is (name != "mini")


@pytest.mark.parametrize("product", ["jsapi", "mini"])
def test_whom_wechat_does_not_know_cannot_pay_inside_it(wechat, product):
    order = an_order()

    with pytest.raises(OpenidNeeded):
        start(order, product=product)

    assert not Attempt.objects.exists()
    assert status_of(order) == "pending_payment"


def test_an_openid_of_another_app_is_no_openid(wechat):
    member = a_member()
    member.wechat_identities.create(app_id="wxanother", openid="o1", linked_at=now())

    with pytest.raises(OpenidNeeded):
        start(an_order(member), product="jsapi")


def test_each_app_is_asked_with_its_own_openid(wechat):
    member = with_wechat(wechat)
    for product, name in (("jsapi", "appid"), ("mini", "mini_appid")):
        order = an_order(member)

        attempt = start(order, product=product)

        asked = wechat.order(attempt.out_trade_no)["request"]
        assert (asked["appid"], asked["payer"]["openid"]) == (
            wechat.merchant[name],
            f"o-{name}-{member.pk}",
        )


def test_who_links_another_wechat_meanwhile_pays_as_that(wechat):
    member = with_wechat(wechat)
    order = an_order(member)
    first = start(order, product="jsapi")
    assert start(order, product="jsapi").pk == first.pk
    identity = member.wechat_identities.get(app_id=wechat.merchant["appid"])
    identity.delete()

    with pytest.raises(OpenidNeeded):
        start(order, product="jsapi")
    assert fresh(first).status == "open"
    member.wechat_identities.create(app_id=identity.app_id, openid="another", linked_at=now())
    second = start(order, product="jsapi")

    assert (fresh(first).status, second.status) == ("closed", "open")
    assert wechat.order(second.out_trade_no)["request"]["payer"] == {"openid": "another"}


def test_a_browser_without_an_address_is_refused_and_closes_nothing(wechat):
    order = an_order()
    first = start(order)

    with pytest.raises(ClientAddressNeeded):
        start(order, product="h5", client_ip="")

    assert fresh(first).status == "open"
    assert Attempt.objects.count() == 1


def test_another_product_closes_the_one_before(wechat):
    order = an_order()
    first = start(order)

    second = start(order, product="h5")

    assert (fresh(first).status, second.status) == ("closed", "open")
    assert wechat.order(first.out_trade_no)["trade_state"] == "CLOSED"


def test_what_is_kept_of_the_payer_is_what_the_product_wants(wechat):
    member = with_wechat(wechat)
    kept = {}
    for product in ("native", "jsapi", "h5", "app"):
        attempt = start(an_order(member), product=product, client_ip="203.0.113.9")
        kept[product] = (attempt.payer_openid, attempt.payer_ip)

    assert kept == {
        "native": ("", ""),
        "jsapi": (f"o-appid-{member.pk}", ""),
        "h5": ("", "203.0.113.9"),
        "app": ("", ""),
    }


# --- a link that lives five minutes -------------------------------------------------------


def test_a_link_is_had_anew_before_it_ends_by_the_same_request(wechat):
    order, at = an_order(), now()
    first = start(order, product="h5", at=at)

    again = start(order, product="h5", client_ip="203.0.113.9", at=at + RENEWED_AFTER)

    assert again.pk == first.pk
    assert again.renew_at > first.renew_at
    calls = wechat.order(first.out_trade_no)["calls"]
    assert [(call["operation"], call["code"]) for call in calls] == [("prepay", ""), ("prepay", "")]
    start(order, product="h5", at=at + RENEWED_AFTER + timedelta(seconds=1))
    assert len(wechat.order(first.out_trade_no)["calls"]) == 2


def test_without_an_answer_an_old_link_is_not_handed_out(wechat):
    order, at = an_order(), now()
    first = start(order, product="h5", at=at)
    wechat.fault("drop_connection", operation="prepay", times=1)
    claim = Claim.of(caller="member:1", operation="payments.start", key="k", body=b"{}")

    with pytest.raises(ProviderUnreachable):
        start(order, product="h5", at=at + RENEWED_AFTER, claim=claim)
    assert fresh(first).status == "open"

    resumed = start(order, product="h5", at=at + RENEWED_AFTER, claim=claim)
    assert (resumed.pk, resumed.is_prepared(at=at + RENEWED_AFTER)) == (first.pk, True)


def test_a_renewal_that_finds_it_paid_takes_the_paid_path(wechat):
    order, at = an_order(), now()
    first = start(order, product="h5", at=at)
    wechat.pay(first.out_trade_no)

    assert start(order, product="h5", at=at + RENEWED_AFTER).status == "captured"
    assert status_of(order) == "awaiting_shipment"


def test_a_renewal_that_finds_it_closed_closes_it_here_too(wechat):
    order, at = an_order(), now()
    first = start(order, product="h5", at=at)
    channels.external("wechat", wechat.merchant).close(first.out_trade_no)

    with pytest.raises(PaymentClosed):
        start(order, product="h5", at=at + RENEWED_AFTER)

    assert (fresh(first).status, status_of(order)) == ("closed", "pending_payment")
    assert start(order, product="h5", at=at + RENEWED_AFTER).status == "open"
