"""The page of a top-up: what came, what went back, and its story."""

import pytest

from core.incidents import raise_incident
from core.models import Incident
from members.roles import Role
from payments.models import Refund
from tests.backoffice.staff import at_work, in_role
from tests.payments.factories import now
from tests.payments.top_ups import a_top_up, start, tell

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.FINANCE, Role.CUSTOMER_SERVICE])
def test_staff_see_what_became_of_a_top_up(wechat, role):
    top_up = a_top_up()
    attempt = start(top_up)
    tell(attempt, "1")
    tell(attempt, "2")
    client = at_work(in_role(role))

    listed = client.get("/admin/payments/topup/", {"q": top_up.number})
    page = client.get(f"/admin/payments/topup/{top_up.pk}/change/")

    assert top_up.number in listed.content.decode()
    html = page.content.decode()
    for shown in (
        *(attempt.out_trade_no, "taken as payment", "paid twice: goes back"),
        *(Refund.objects.get().number, "¥200.00", "Shopper"),
        *("Top-up of ¥200.00 begun", "¥200.00 received", "¥200.00 was paid twice"),
    ):
        assert shown in html, shown


def test_what_does_not_close_leads_to_the_page(channels):
    top_up = a_top_up()
    raise_incident("top_up_not_closed", f"top_up:{top_up.number}", at=now())

    number = Incident.objects.get().pk
    answer = at_work(in_role(Role.FINANCE)).get(f"/admin/core/incident/{number}/look/")

    assert answer["Location"] == f"/admin/payments/topup/{top_up.pk}/change/"
