"""Ways of paying: their credentials at rest, who may set them up, and the wire to WeChat Pay."""

import json
import logging
import socket
import threading
from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.urls import reverse

from core.calls import CALLS_AT_ONCE
from core.clock import real_now
from members.models import StaffUser
from members.roles import Role
from members.services import sync_roles
from payments import channels, services
from payments.channels.base import (
    AlreadyPaid,
    Closed,
    PrepayRequest,
    Refused,
    Trade,
    TradeState,
    Unknown,
)
from payments.errors import ChannelNotReady, ProviderUnreachable
from payments.models import Attempt, PaymentChannel
from tests.backoffice.staff import at_work, in_role
from tests.fixtures.sandbox import PATIENCE
from tests.payments.factories import PRICE, an_order, now, start, with_balance

pytestmark = pytest.mark.django_db


# --- credentials --------------------------------------------------------------------------


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM payments_paymentchannel WHERE code = 'wechat'")
        return cursor.fetchone()[0]


def test_credentials_are_encrypted_at_rest_and_never_printed(wechat):
    secret = wechat.merchant["apiv3_key"]
    channel = PaymentChannel.objects.get(code="wechat")

    assert channel.credentials["apiv3_key"] == secret
    assert secret not in stored()
    assert secret not in repr(channel.credentials) + str(channel.credentials)
    assert secret not in repr(channels.external("wechat", channel.credentials))


def test_an_old_key_still_opens_what_a_new_one_will_close(wechat, settings):
    before = stored()
    settings.CREDENTIALS_KEYS = [Fernet.generate_key().decode(), *settings.CREDENTIALS_KEYS]

    channel = PaymentChannel.objects.get(code="wechat")
    channel.save(update_fields=["credentials"])
    settings.CREDENTIALS_KEYS = settings.CREDENTIALS_KEYS[:1]

    assert stored() != before
    assert PaymentChannel.objects.get(code="wechat").credentials == wechat.merchant


@pytest.mark.parametrize(
    "spoilt",
    [
        {"apiv3_key": "short"},
        {"private_key": "no key"},
        {"public_key": "no key"},
        {"unheard_of": "x"},
    ],
    ids=lambda spoilt: next(iter(spoilt)),
)
def test_credentials_that_cannot_be_right_are_refused(wechat, spoilt):
    before = stored()

    with pytest.raises(ChannelNotReady):
        services.set_credentials(code="wechat", credentials=wechat.merchant | spoilt)

    assert stored() == before


def test_a_provider_without_credentials_cannot_be_switched_on(channels):
    with pytest.raises(ChannelNotReady):
        services.switch_channel(code="wechat", enabled=True)

    assert not PaymentChannel.objects.get(code="wechat").is_enabled


def test_the_probe_tells_right_keys_from_wrong_ones(wechat):
    services.probe_channel(code="wechat")

    services.set_credentials(code="wechat", credentials=wechat.merchant | {"mchid": "1900000009"})
    with pytest.raises(ChannelNotReady):
        services.probe_channel(code="wechat")


# --- the back office ----------------------------------------------------------------------


@pytest.fixture
def staff(client):
    user = StaffUser.objects.create_superuser("boss", password="x")
    client.force_login(user)
    return client


def change_page(code: str) -> str:
    pk = PaymentChannel.objects.get(code=code).pk
    return reverse("admin:payments_paymentchannel_change", args=[pk])


def form(**fields: object) -> dict[str, object]:
    shown = {"name": "微信支付", "name_en": "WeChat Pay", "position": 2, "minimum_amount": 1}
    return shown | {"products": ["native"]} | fields


def test_staff_set_up_a_channel_and_never_see_its_secrets_again(wechat, staff):
    PaymentChannel.objects.filter(code="wechat").update(credentials="", is_enabled=False)
    merchant = json.dumps(wechat.merchant)

    answer = staff.post(change_page("wechat"), form(new_credentials=merchant, is_enabled="on"))

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    channel = PaymentChannel.objects.get(code="wechat")
    assert (channel.is_enabled, channel.credentials) == (True, wechat.merchant)
    page = staff.get(change_page("wechat")).content.decode()
    assert wechat.merchant["apiv3_key"] not in page
    assert "BEGIN PRIVATE KEY" not in page


def test_what_staff_leave_out_of_the_credentials_stays_as_it_is_stored(wechat, staff):
    added = json.dumps({"mini_appid": "wx0123456789abcdef"})
    staff.post(change_page("wechat"), form(new_credentials=added, is_enabled="on"))

    channel = PaymentChannel.objects.get(code="wechat")
    assert channel.credentials == wechat.merchant | {"mini_appid": "wx0123456789abcdef"}
    refused = staff.post(
        change_page("wechat"), form(new_credentials='{"unheard_of": "x"}', is_enabled="on")
    )
    assert refused.status_code == 200
    assert PaymentChannel.objects.get(code="wechat").credentials == channel.credentials


def test_a_channel_without_keys_is_not_switched_on_and_the_form_says_why(channels, staff):
    answer = staff.post(change_page("wechat"), form(is_enabled="on"))

    assert answer.status_code == 200
    assert "apiv3_key" in answer.content.decode()
    assert not PaymentChannel.objects.get(code="wechat").is_enabled


def test_one_click_in_the_list_switches_a_channel(channels, staff):
    rows = list(PaymentChannel.objects.all())
    sent = {
        "form-TOTAL_FORMS": len(rows),
        "form-INITIAL_FORMS": len(rows),
        "_save": "Save",
    }
    for index, row in enumerate(rows):
        sent |= {f"form-{index}-id": row.pk, f"form-{index}-position": row.position}

    answer = staff.post(reverse("admin:payments_paymentchannel_changelist"), sent)

    assert answer.status_code == 302
    assert not PaymentChannel.objects.filter(is_enabled=True).exists()


@pytest.mark.parametrize("role", Role)
def test_finance_switches_channels_and_only_the_administrator_sets_them_up(channels, role):
    sync_roles()
    desk = at_work(in_role(role))
    may_switch = role in (Role.FINANCE, Role.ADMINISTRATOR)
    balance = PaymentChannel.objects.filter(code="balance")
    before = balance.values().get()
    listing = reverse("admin:payments_paymentchannel_changelist")
    in_the_list = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "_save": "Save"} | {
        f"form-0-{name}": value
        for name, value in (form(name="x", new_credentials='{"a": "b"}', id=before["id"])).items()
    }

    page = desk.get(change_page("balance"))
    assert page.status_code == (200 if may_switch else 403)
    assert ('name="_save"' in page.content.decode()) is may_switch
    balance.update(position=0)
    desk.post(listing, in_the_list)
    assert balance.values().get() == before | {"is_enabled": not may_switch, "position": 0}

    sent = form(
        name="x", position=9, is_enabled="on", products="balance", new_credentials='{"a": "b"}'
    )
    answer = desk.post(change_page("balance"), sent)

    assert answer.status_code == (302 if may_switch else 403)
    after = balance.values("name", "position", "is_enabled").get()
    if role is Role.ADMINISTRATOR:
        assert after == {"name": "x", "position": 9, "is_enabled": True}
    else:
        assert after == {"name": before["name"], "position": 0, "is_enabled": True}
        assert balance.get().credentials == {}


def test_staff_choose_the_products_on_offer_and_one_at_least(wechat, staff):
    channel = PaymentChannel.objects.get(code="wechat")
    before = channel.products

    nothing = staff.post(change_page("wechat"), form(products=[], is_enabled="on"))
    unheard_of = staff.post(change_page("wechat"), form(products=["qr"], is_enabled="on"))
    channel.refresh_from_db()
    assert (nothing.status_code, unheard_of.status_code, channel.products) == (200, 200, before)
    chosen = ["native", "h5"]
    staff.post(change_page("wechat"), form(products=chosen, is_enabled="on"))

    channel.refresh_from_db()
    assert channel.products == chosen


def test_what_needs_an_app_is_offered_once_the_app_is_known(wechat):
    channel = PaymentChannel.objects.get(code="wechat")
    assert channels.offered(channel) == ("native", "jsapi", "mini", "h5", "app")

    del channel.credentials["mini_appid"], channel.credentials["mobile_appid"]

    assert channels.offered(channel) == ("native", "jsapi", "h5")


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("en", "answers, and knows these credentials", "cannot be used"),
        ("zh-hans", "已答复，凭证有效", "无法使用"),
    ],
)
@pytest.mark.parametrize("code", ["wechat", "alipay"])
def test_the_check_button_asks_the_provider(wechat, alipay, staff, code, language, right, wrong):
    pk = PaymentChannel.objects.get(code=code).pk
    check = reverse("admin:payments_paymentchannel_probe", args=[pk])
    in_language = {"headers": {"accept-language": language}}
    assert check in staff.get(change_page(code), **in_language).content.decode()

    good = staff.get(check, follow=True, **in_language).content.decode()
    merchant = {"wechat": wechat, "alipay": alipay}[code].merchant
    spoilt = {"wechat": {"mchid": "1900000009"}, "alipay": {"app_id": "2021000000000009"}}[code]
    services.set_credentials(code=code, credentials=merchant | spoilt)
    bad = staff.get(check, follow=True, **in_language).content.decode()

    assert (right in good, wrong in good) == (True, False)
    assert (right in bad, wrong in bad) == (False, True)


def test_all_providers_are_checked_from_the_list(wechat, alipay, staff):
    chosen = PaymentChannel.objects.values_list("pk", flat=True)

    answer = staff.post(
        reverse("admin:payments_paymentchannel_changelist"),
        {"action": "probe_all", "_selected_action": list(chosen)},
        follow=True,
        headers={"accept-language": "en"},
    )

    assert answer.content.decode().count("answers, and knows these credentials") == 2


@pytest.mark.parametrize("role", Role)
def test_only_who_may_switch_a_channel_may_have_it_checked(wechat, role):
    sync_roles()
    desk = at_work(in_role(role))
    pk = PaymentChannel.objects.get(code="wechat").pk

    answer = desk.get(reverse("admin:payments_paymentchannel_probe", args=[pk]))

    may_check = role in (Role.FINANCE, Role.ADMINISTRATOR)
    assert answer.status_code == (302 if may_check else 403)


def test_there_is_nobody_to_ask_about_balance(channels, staff):
    pk = PaymentChannel.objects.get(code="balance").pk

    page = staff.get(change_page("balance")).content.decode()

    assert reverse("admin:payments_paymentchannel_probe", args=[pk]) not in page


@pytest.mark.parametrize(
    "model", ["paymentchannel", "attempt", "providerpayment", "refund", "notification"]
)
def test_every_list_and_page_opens(wechat, staff, model):
    from tests.payments.factories import paid_by_wechat

    order = an_order()
    paid_by_wechat(order, wechat)
    services.request_refund(order_id=order.pk, reason="", actor=_staff(), at=now())

    page = staff.get(reverse(f"admin:payments_{model}_changelist"))
    assert page.status_code == 200
    for row in page.context["cl"].result_list:
        opened = staff.get(reverse(f"admin:payments_{model}_change", args=[row.pk]))
        assert opened.status_code == 200


def _staff():
    from tests.payments.factories import STAFF

    return STAFF


# --- the gateway --------------------------------------------------------------------------


def gateway(wechat):
    return channels.external("wechat", wechat.merchant)


def request(number: str = "gateway_0001") -> PrepayRequest:
    from datetime import timedelta

    return PrepayRequest(number, "native", 100, "茶", real_now() + timedelta(minutes=30))


def test_answers_are_typed(wechat):
    door, number = gateway(wechat), f"gw_{real_now().timestamp():.0f}"
    assert door.query(number) == Trade(TradeState.MISSING)
    prepared = door.prepay(request(number))
    assert set(prepared.parameters) == {"code_url"}
    assert door.query(number) == Trade(TradeState.UNPAID)
    wechat.pay(number)
    paid = door.query(number)
    assert (paid.state, paid.payment.amount, paid.payment.currency) == (TradeState.PAID, 100, "CNY")
    assert door.close(number) == AlreadyPaid()
    assert isinstance(door.prepay(request(number)), AlreadyPaid | Refused)


def test_closing_is_possible_twice(wechat):
    door, number = gateway(wechat), f"gc_{real_now().timestamp():.0f}"
    door.prepay(request(number))

    assert [door.close(number), door.close(number)] == [Closed(), Closed()]
    assert door.query(number) == Trade(TradeState.CLOSED)


def test_a_trade_of_another_merchant_is_not_believed(wechat):
    number = f"gm_{real_now().timestamp():.0f}"
    gateway(wechat).prepay(request(number))
    stranger = channels.external("wechat", wechat.merchant | {"appid": "wx0000000000000000"})

    assert isinstance(stranger.query(number), Unknown)


def test_no_secret_is_logged(wechat, caplog):
    with caplog.at_level(logging.DEBUG):
        start(an_order())

    for name in ("apiv3_key", "private_key"):
        assert wechat.merchant[name] not in caplog.text


# --- a provider that hangs ----------------------------------------------------------------


@pytest.fixture
def silent_port() -> Iterator[socket.socket]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(PATIENCE)
        yield listening


def test_a_provider_that_hangs_holds_some_threads_and_the_next_is_told_at_once(
    wechat, settings, silent_port
):
    settings.WECHATPAY_BASE_URL = f"http://127.0.0.1:{silent_port.getsockname()[1]}"
    door = gateway(wechat)
    order = an_order(with_balance(PRICE))
    waiting = [
        threading.Thread(target=door.query, args=(f"hangs_{turn}",))
        for turn in range(CALLS_AT_ONCE)
    ]
    for thread in waiting:
        thread.start()
    held = [silent_port.accept()[0] for _thread in waiting]

    with pytest.raises(ProviderUnreachable):
        start(order)
    assert Attempt.objects.get().status == "open"
    assert all(thread.is_alive() for thread in waiting)  # it did not wait for any of them
    silent_port.setblocking(False)
    with pytest.raises(BlockingIOError):  # nor did it ask
        silent_port.accept()

    for connection_held in held:
        connection_held.close()
    for thread in waiting:
        thread.join(PATIENCE)
    settings.WECHATPAY_BASE_URL = wechat.base_url
    assert start(order).status == "open"  # the turns are given back
