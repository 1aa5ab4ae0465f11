import json

import pytest
from django.core.management import call_command

from payments.channels import INTERNAL
from payments.models import PaymentChannel
from tests.fixtures.sandbox import sandbox_process  # noqa: F401  (fixture)

pytestmark = pytest.mark.django_db


def enabled():
    return set(PaymentChannel.objects.filter(is_enabled=True).values_list("code", flat=True))


def test_takes_wechat_pay_and_alipay_with_the_accounts_of_the_sandbox(
    monkeypatch,
    sandbox_process,  # noqa: F811
):
    merchant = sandbox_process.merchant_file
    monkeypatch.setenv("SANDBOX_STATE", str(merchant.parent))

    call_command("load_demo", stdout=None)

    assert enabled() == {*INTERNAL, "wechat", "alipay"}
    for code, file in {"wechat": merchant, "alipay": sandbox_process.alipay_file}.items():
        assert PaymentChannel.objects.get(code=code).credentials == json.loads(file.read_text())


def test_takes_what_is_our_own_alone_where_there_is_no_sandbox(monkeypatch):
    monkeypatch.delenv("SANDBOX_STATE", raising=False)

    call_command("load_demo", stdout=None)

    assert enabled() == set(INTERNAL)
