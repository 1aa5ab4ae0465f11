"""Every operation answers as the schema says: to its own example, and to whatever else comes."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import requests
import schemathesis
import time_machine
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis import Case, Response
from schemathesis.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.clock import real_now
from marketing.models import CouponTemplate, GroupOffer
from members.models import Address, Member
from members.selectors import devices_of
from members.services import issue_token
from orders import services
from orders.api.examples import ADDRESS_ID
from orders.models import Order
from orders.services import Item
from payments.models import TopUp
from payments.services import list_channels
from tests.marketing.group_buys import an_offer
from tests.marketing.promotions import a_template
from tests.orders.factories import NOON, a_member, an_address, dispatch, pay, place
from tests.payments.factories import with_balance
from tests.payments.top_ups import a_top_up

document = SchemaGenerator().get_schema(request=None, public=True)
schema = schemathesis.openapi.from_dict(document)
# Its fixed list of boundary cases takes a minute, and found nothing that chance had not; the
# examples have a test of their own.
schema.config.phases.coverage.enabled = False
schema.config.phases.examples.enabled = False
# No 500 among them: it is documented nowhere. 503 is, where a client may have to wait.
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = {
    operation["operationId"]: (path, method.upper())
    for path, methods in document["paths"].items()
    for method, operation in methods.items()
}
# Where the example cannot be all that it takes: a secret, a shop that WeChat knows, an address.
REFUSED = {
    "sign_in_with_code": 403,
    "sign_in_with_password": 403,
    "me_prove_phone": 403,
    "sign_in_with_wechat": 503,
    "wechat_links_add": 503,
    "sign_in_wechat_authorize": 400,
    # A code or a card that was printed, and an order that is in a team or owes a balance.
    "cards_bind": 403,
    "cards_statement": 404,
    "checkout_exchange": 422,
    "coupons_redeem": 422,
    "group_teams_read": 404,
    "orders_forfeit": 409,
    "orders_leave_team": 409,
    "orders_team": 404,
    "top_ups_pay": 409,
}
PRINTED = "K7QW3MZ9TA"
TO_BE_RECEIVED = {"orders_receive", "orders_extend_receipt"}


@pytest.fixture
def member(db) -> Iterator[Member]:
    """A shopper with whatever an operation asks for: an address, a balance, a device, a cart, an
    order on its way and an unpaid one, a coupon to claim, a top-up and a group offer."""
    with time_machine.travel(NOON):
        an_offer()
        list_channels()
        member = with_balance(50_000, a_member())
        an_address(member)
        Address.objects.update(public_id=ADDRESS_ID)
        dispatch(pay(place(member=member)))
        place(member=member)
        a_top_up(member)
        issue_token(member_id=member.pk, at=NOON)
        services.add_to_cart(member_id=member.pk, item=Item("TEA-01", 2), at=NOON)
        a_template()
        yield member


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_the_example_of_an_operation_does_what_the_operation_says(operation_id, member):
    path, method = OPERATIONS[operation_id]
    given = document["paths"][path][method.lower()]
    case = schema[path][method].Case(
        path_parameters=known(operation_id, given, member),
        headers={"Idempotency-Key": "one"} if "Idempotency-Key" in str(given) else {},
        **({"body": example(operation_id, given, member)} if "requestBody" in given else {}),
    )

    answer = send(case, member)

    expected = {REFUSED[operation_id]} if operation_id in REFUSED else {200, 201, 202, 204}
    assert answer.status_code in expected, answer.content


@schema.given(known_things=st.booleans())
@schema.parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_gets_an_answer_that_the_schema_does_not_know(case, known_things, member):
    if known_things:
        operation = case.operation.definition.raw
        case.path_parameters = known(operation["operationId"], operation, member)

    send(case, member)


def test_no_operation_of_the_schema_is_passed_over():
    tried = {found.ok().label for found in schema.get_all_operations()}

    assert tried == {f"{method} {path}" for path, method in OPERATIONS.values()}


# --- what is asked for --------------------------------------------------------------------


def known(operation_id: str, operation: dict[str, Any], member: Member) -> dict[str, Any]:
    """What stands in the path where it is something that the member has, or one of few words."""
    shipped, unpaid = Order.objects.filter(member=member).order_by("pk")
    devices = devices_of(member.pk, at=real_now())
    things: dict[str, Any] = {
        "number": (shipped if operation_id in TO_BE_RECEIVED else unpaid).number,
        "sku": "TEA-01",
        "slug": unpaid.lines.get().sku.product.slug,
        "public_id": ADDRESS_ID,
        "template": str(CouponTemplate.objects.get().public_id),
        "offer": str(GroupOffer.objects.get().public_id),
    }
    if operation_id.startswith("top_ups_"):
        things["number"] = TopUp.objects.earliest("pk").number
    if operation_id == "devices_sign_out":
        things["public_id"] = str(devices[0].public_id)
    return {
        parameter["name"]: things.get(parameter["name"])
        or parameter["schema"].get("enum", [PRINTED])[0]
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "path"
    }


def example(operation_id: str, given: dict[str, Any], member: Member) -> Any:
    """The example of the request's body, with what it names but cannot know."""
    (first, *_others) = given["requestBody"]["content"]["application/json"]["examples"].values()
    match operation_id:
        case "orders_place" | "cart_place":
            quoted = services.quote_cart(
                member_id=member.pk, address_id=UUID(ADDRESS_ID), at=real_now()
            )
            return first["value"] | {"fingerprint": quoted.quote.fingerprint}
        case "payments_start":
            return {"method": "balance"}
    return first["value"]


# --- how it is sent -----------------------------------------------------------------------


def client_of(member: Member) -> Client:
    token = issue_token(member_id=member.pk, at=real_now())
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


def send(case: Case, member: Member) -> Response:
    """The case through Django's own client, and the checks: no server, one transaction a test."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    headers = {name: text for name, text in asked.headers.items() if name != "Authorization"}
    answer = client_of(member).generic(
        str(asked.method),
        asked.path_url,
        asked.body or b"",
        content_type=headers.pop("Content-Type", ""),
        headers=headers,
    )
    response = Response(
        answer.status_code,
        {name: [text] for name, text in answer.headers.items()},
        answer.content,
        request=asked,
        elapsed=0,
        verify=False,
    )
    case.validate_response(response, checks=CHECKS)
    return response
