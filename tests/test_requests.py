"""Whatever a client sends, within the schema or just beyond it, the answer is never a 500."""

from base64 import b64encode
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from schemathesis import Case

from core.clock import real_now
from members.models import Member
from members.services import issue_token
from orders.models import Order
from tests.orders.factories import a_member, a_shop, an_address, place

schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
# Its fixed list of boundary cases takes a minute, and found nothing that chance had not.
schema.config.phases.coverage.enabled = False


@pytest.fixture
def member(db):
    """A shopper with an address and an order, in a shop that sells something."""
    a_shop()
    member = a_member()
    an_address(member)
    place(member=member)
    return member


@schema.parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_is_a_server_error(case, member):
    answer = send(case, member)

    assert answer.status_code < 500 or answer.status_code == 503, answer.content


@pytest.mark.parametrize(
    "address", ["/api/v1/orders/%00", "/api/v1/orders?status=%00", "/api/v1/products?q=%00"]
)
def test_a_nul_in_the_address_is_the_clients_mistake(address, member):
    answer = client_of(member).get(address)

    assert (answer.status_code, answer.json()["code"]) == (400, "request.malformed")


@pytest.mark.parametrize(
    "path", ["orders", "products", "me/notices", "me/wallet/statement", "orders/{}/timeline"]
)
@pytest.mark.parametrize("forged", ["p=abc", "p=\0", "p=-1", "o=5&p=", "r=1&p=²"])
def test_a_cursor_that_we_never_gave_is_not_found(path, forged, member):
    number = Order.objects.get().number
    cursor = b64encode(forged.encode()).decode()

    answer = client_of(member).get(f"/api/v1/{path.format(number)}", {"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def client_of(member: Member) -> Client:
    token = issue_token(member_id=member.pk, at=real_now())
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


def send(case: Case, member: Member) -> Any:
    """The case through Django's own client: no server, no thread, one transaction per test."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    headers = {name: text for name, text in asked.headers.items() if name != "Authorization"}
    return client_of(member).generic(
        str(asked.method),
        asked.path_url,
        asked.body or b"",
        content_type=headers.pop("Content-Type", ""),
        headers=headers,
    )
