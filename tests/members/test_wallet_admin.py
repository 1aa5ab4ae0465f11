"""The wallet in the back office: what staff see of it, and what they may do about it."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from core.clock import real_now
from members import selectors, services
from members.models import BalanceAdjustment, Card, CardBatch, LotSource, Member, Tier, WalletFreeze
from members.roles import Role
from tests.backoffice.staff import at_work, colleague, in_role
from tests.members.factories import MemberFactory
from tests.members.purses import STAFF, broken_laws, give, hold

pytestmark = pytest.mark.django_db

ADMIN = "/admin/members"


@pytest.fixture
def member() -> Member:
    return MemberFactory()


def press(client: Client, path: str, **form: Any) -> Any:
    answer = client.post(f"{ADMIN}/{path}/", {"_form_submitted": "on", "key": "k", **form})
    assert answer.status_code == 200, answer.content
    return answer


def page(client: Client, path: str) -> str:
    answer = client.get(f"{ADMIN}/{path}/")
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_the_page_of_a_member_shows_all_that_the_member_owns(member):
    Tier.objects.create(name="银卡", name_en="Silver", threshold=10)
    services.accrue(member_id=member.pk, reference="ORDER-7", lines={1: 12_300}, at=real_now())
    hold(member, 23, at=real_now())
    services.freeze_wallet(member_id=member.pk, reason="disputed", actor=STAFF, at=real_now())

    html = page(at_work(in_role(Role.CUSTOMER_SERVICE)), f"member/{member.pk}/change")

    for shown in (
        *("Silver", "123, of which 23 held for payments", "ORDER-7", "points earned"),
        *("frozen", "disputed", "growth reached"),
    ):
        assert shown in html, shown


def test_points_are_granted_and_the_wallet_is_frozen_and_freed_from_the_page(member):
    client = at_work(in_role(Role.SUPERVISOR))
    path = f"member/{member.pk}"

    for _ in range(2):
        press(client, f"{path}/grant_points", points=50, reason="a thank-you")
    press(client, f"{path}/freeze_wallet", reason="disputed")

    assert selectors.points(member.pk).balance == 50
    assert selectors.is_frozen(member.pk)
    assert client.post(f"{ADMIN}/{path}/freeze_wallet/").status_code == 403
    press(client, f"{path}/unfreeze_wallet", reason="settled")
    freeze = WalletFreeze.objects.get()
    assert (freeze.reason, freeze.lift_reason) == ("disputed", "settled")


def test_a_large_adjustment_is_approved_by_another_colleague_and_not_by_the_same(member):
    first = at_work(in_role(Role.FINANCE))
    press(first, f"member/{member.pk}/adjust_balance", amount="900", reason="double charge")
    asked = BalanceAdjustment.objects.get()
    assert "awaits approval" in page(first, f"balanceadjustment/{asked.pk}/change")

    press(first, f"balanceadjustment/{asked.pk}/approve")
    assert selectors.wallet(member.pk).balance == 0
    press(at_work(in_role(Role.SUPERVISOR)), f"balanceadjustment/{asked.pk}/approve")

    assert selectors.wallet(member.pk).balance == 90_000
    assert "booked" in page(first, "balanceadjustment")
    assert broken_laws() == []


def test_a_large_adjustment_is_refused_with_a_reason(member):
    first = at_work(in_role(Role.FINANCE))
    press(first, f"member/{member.pk}/adjust_balance", amount="-900", reason="double refund")
    asked = BalanceAdjustment.objects.get()
    refused = press(
        at_work(in_role(Role.SUPERVISOR)), f"balanceadjustment/{asked.pk}/refuse", reason="no proof"
    )
    assert "HX-Redirect" in refused
    assert "no proof" in page(first, f"balanceadjustment/{asked.pk}/change")


def test_a_batch_is_planned_issued_and_its_pins_are_downloaded_once():
    client = at_work(in_role(Role.FINANCE))
    planned = {"name": "Autumn", "count": 2, "face_amount": "100", "source": LotSource.GIFT}
    assert client.post(f"{ADMIN}/cardbatch/add/", planned).status_code == 302
    batch = CardBatch.objects.get()
    assert batch.face_amount == 10_000
    assert "2 cards are made" in page(client, f"cardbatch/{batch.pk}/issue")
    assert not Card.objects.exists()

    answer = client.post(f"{ADMIN}/cardbatch/{batch.pk}/issue/")

    assert "no-store" in answer["Cache-Control"]
    _head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    member, (number, pin, face) = MemberFactory(), rows[0]
    assert (len(rows), face) == (2, "¥100.00")
    services.bind_card(
        member_id=member.pk,
        number=number.strip(),
        pin=pin.replace("-", ""),
        client_address="10.0.0.1",
        at=real_now(),
    )
    assert selectors.stored_value(member.pk).balance == 10_000
    # and never again
    assert client.post(f"{ADMIN}/cardbatch/{batch.pk}/issue/").status_code == 403
    assert "bound" in page(client, "card")
    press(client, f"cardbatch/{batch.pk}/void")
    assert Card.objects.filter(voided_at=None).count() == 1
    assert broken_laws() == []


def test_who_may_only_plan_batches_issues_none():
    batch = CardBatch.objects.create(name="A", count=1, face_amount=1, source=LotSource.PAID)
    client = at_work(colleague("members.view_cardbatch", "members.change_cardbatch"))
    assert client.post(f"{ADMIN}/cardbatch/{batch.pk}/issue/").status_code == 403
    assert not Card.objects.exists()


def test_operations_set_up_tiers():
    client = at_work(in_role(Role.OPERATIONS))
    tier = {
        "name": "银卡",
        "name_en": "Silver",
        "threshold": 1000,
        "price_factor": 9800,
        "points_multiplier": 12000,
    }
    assert client.post(f"{ADMIN}/tier/add/", tier).status_code == 302
    assert "98 %" in page(client, "tier")
    dearer = client.post(f"{ADMIN}/tier/add/", tier | {"name": "X", "price_factor": 10001})
    assert dearer.status_code == 200
    assert Tier.objects.count() == 1


def test_grants_of_points_are_listed(member):
    give(member, 77)
    assert "77" in page(at_work(in_role(Role.SUPERVISOR)), "pointsgrant")
