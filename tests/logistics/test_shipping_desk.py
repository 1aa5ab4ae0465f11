"""The back office's pages for parcels, as staff with and without permissions use them."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from logistics.lifecycle import CANCEL
from logistics.models import Courier
from logistics.state_machine import move
from members.models import StaffUser
from orders.services import place_block, start_refund
from tests.backoffice.staff import at_work, colleague
from tests.logistics.factories import LI_NA, an_order, an_order_of_two_warehouses, planned, ship
from tests.logistics.figures import broken_laws, labels, status_of
from tests.orders.factories import NOON, STAFF

pytestmark = pytest.mark.django_db


def may(*permissions):
    staff = StaffUser.objects.create(username=LI_NA, is_staff=True)
    for permission in permissions:
        app, codename = permission.split(".")
        staff.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return staff


@pytest.fixture
def desk(client):
    client.force_login(may("logistics.view_shipment", "logistics.ship_shipment"))
    client.cookies["django_language"] = "en"
    return client


def page(parcel, name="change"):
    return reverse(f"admin:logistics_shipment_{name}", args=(parcel.pk,))


def shown(answer):
    return answer.content.decode()


def test_the_list_shows_what_is_to_be_shipped_and_finds_by_any_number(desk):
    near, far = planned(an_order_of_two_warehouses())
    ship(near, tracking_number="SF1000000000001")
    listing = reverse("admin:logistics_shipment_changelist")

    waiting = shown(desk.get(listing))
    assert far.number in waiting
    assert near.number not in waiting

    assert near.number in shown(desk.get(listing, {"stage": "underway"}))
    found = shown(desk.get(listing, {"stage": "all", "q": "SF1000000000001"}))
    assert near.number in found
    assert far.number not in found


def test_a_parcel_is_picked_and_packed_from_its_page(desk):
    (parcel,) = planned()
    for button, became in (("start_picking", "picking"), ("pack", "packed")):
        assert page(parcel, button) in shown(desk.get(page(parcel)))
        desk.post(page(parcel, button), {"_form_submitted": "on"})
        assert status_of(parcel) == became
        assert page(parcel, button) not in shown(desk.get(page(parcel)))


def test_staff_ship_a_parcel_from_its_page(desk):
    (parcel,) = planned()
    assert page(parcel, "ship") in shown(desk.get(page(parcel)))

    form = shown(desk.get(page(parcel, "ship")))
    assert form.index("SF Express") < form.index("Deppon Express")

    answer = desk.post(
        page(parcel, "ship"), {"courier": "shunfeng", "tracking_number": "sf1000000000001"}
    )

    assert answer.status_code == 302
    assert answer.url == page(parcel)
    assert labels(parcel) == [("shunfeng", "SF1000000000001")]
    after = shown(desk.get(page(parcel)))
    assert f"Parcel {parcel.number} is shipped." in after
    assert LI_NA in after
    assert page(parcel, "ship") not in after
    assert broken_laws() == []


def test_who_comes_second_is_told_who_shipped_it(desk):
    (parcel,) = planned()
    ship(parcel, tracking_number="SF1000000000001")

    answer = desk.post(
        page(parcel, "ship"),
        {"courier": "jd", "tracking_number": "JDV012345678901"},
        follow=True,
    )

    assert f"Parcel {parcel.number} was shipped by {LI_NA} at 2026-11-11 12:00" in shown(answer)
    assert labels(parcel) == [("shunfeng", "SF1000000000001")]


def test_a_held_order_says_so(desk):
    order = an_order()
    (parcel,) = planned(order)
    start_refund(order_id=order.pk, actor=STAFF, reason="", at=NOON)

    answer = desk.post(
        page(parcel, "ship"),
        {"courier": "jd", "tracking_number": "JDV012345678901"},
        follow=True,
    )

    assert "must not leave" in shown(answer)
    assert status_of(parcel) == "planned"


@pytest.mark.parametrize("hold", ["refund", "block", "cancelled"])
def test_shipping_is_offered_nowhere_while_it_would_be_refused(desk, hold):
    order = an_order()
    (parcel,) = planned(order)
    seller = at_work(
        colleague("orders.view_order", "logistics.view_shipment", "logistics.ship_shipment")
    )
    order_page = reverse("admin:orders_order_change", args=(order.pk,))
    assert page(parcel, "ship") in shown(desk.get(page(parcel)))
    assert page(parcel, "ship") in shown(seller.get(order_page))

    match hold:
        case "refund":
            start_refund(order_id=order.pk, actor=STAFF, reason="", at=NOON)
            says = "must not leave"
        case "block":
            place_block(order_id=order.pk, kind="review", reference="1", stops=["ship"], at=NOON)
            says = "a block holds it"
        case "cancelled":
            move(parcel, CANCEL, actor=STAFF, at=NOON)
            says = "is not possible from there"

    assert page(parcel, "ship") not in shown(desk.get(page(parcel)))
    assert page(parcel, "ship") not in shown(seller.get(order_page))
    assert (says in shown(desk.get(page(parcel)))) == (hold != "cancelled")
    answer = desk.get(page(parcel, "ship"))
    assert answer.url == page(parcel)
    assert says in shown(desk.get(answer.url))
    assert labels(parcel) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"courier": "jd", "tracking_number": "12"}, "is no tracking number"),
        ({"courier": "shunfeng", "tracking_number": "SF1000000000001"}, "belongs to parcel"),
        ({"courier": "pigeon", "tracking_number": "SF1000000000002"}, "is not one of the"),
        ({"courier": "jd", "tracking_number": ""}, "required"),
        ({"tracking_number": "SF1000000000002"}, "required"),
    ],
)
def test_wrong_input_comes_back_with_the_field_to_correct(desk, typed, said):
    near, far = planned(an_order_of_two_warehouses())
    ship(near, courier_code="shunfeng", tracking_number="SF1000000000001")

    answer = desk.post(page(far, "ship"), typed)

    assert said in shown(answer)
    assert status_of(far) == "planned"
    assert labels(far) == []


def test_only_those_who_may_ship_see_the_button_and_the_form(client):
    client.force_login(may("logistics.view_shipment"))
    (parcel,) = planned()

    assert page(parcel, "ship") not in shown(client.get(page(parcel)))
    assert client.get(page(parcel, "ship")).status_code == 403
    answer = client.post(page(parcel, "ship"), {"courier": "jd", "tracking_number": "JDV012345"})
    assert answer.status_code == 403
    assert status_of(parcel) == "planned"


def test_names_and_phones_are_for_those_who_may_see_them(client):
    (parcel,) = planned()
    staff = may("logistics.view_shipment", "logistics.ship_shipment")
    client.force_login(staff)
    for view in ("change", "ship"):
        masked = shown(client.get(page(parcel, view)))
        assert "王** 138****0001" in masked
        assert "王小明" not in masked

    client.force_login(StaffUser.objects.create_superuser("boss"))
    for view in ("change", "ship"):
        assert "王小明 13800000001" in shown(client.get(page(parcel, view)))


def test_a_parcel_that_is_none_leads_back_home(desk):
    answer = desk.get(reverse("admin:logistics_shipment_ship", args=(12345,)))

    assert answer.status_code == 302


def test_couriers_keep_their_code_and_are_put_out_of_use_not_deleted(client):
    client.force_login(StaffUser.objects.create_superuser("boss"))
    courier = Courier.objects.get(code="zhaijisong")

    client.post(
        reverse("admin:logistics_courier_change", args=(courier.pk,)),
        {"code": "other", "name": "宅急送", "name_en": "ZJS", "is_common": "on"},
    )

    courier.refresh_from_db()
    assert (courier.code, courier.name_en, courier.is_active) == ("zhaijisong", "ZJS", False)
    delete = reverse("admin:logistics_courier_delete", args=(courier.pk,))
    assert client.post(delete, {"post": "yes"}).status_code == 403
