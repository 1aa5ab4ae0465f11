"""The back office's rooms for promotions: what is typed there, and what is shown."""

import csv

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.clock import real_now
from marketing import services as marketing
from marketing.admin.promotion_forms import GrantForm
from marketing.models import Coupon, CouponTemplate, ExchangeBatch, ExchangeCode, FullReductionOffer
from marketing.selectors.grants import seen_of
from members.models import Member, Tier
from members.roles import Role
from tests.backoffice.staff import at_work, in_role
from tests.core.spreadsheets import workbook
from tests.marketing.promotions import DAY, STAFF, a_reduction, a_template
from tests.orders.factories import NOON, a_member

pytestmark = pytest.mark.django_db


def window(first, last):
    return {
        f"{first}_0": "2026-11-11",
        f"{first}_1": "00:00:00",
        f"{last}_0": "2026-11-12",
        f"{last}_1": "00:00:00",
    }


REDUCTION = {
    **window("starts_at", "ends_at"),
    "name": "双11",
    "steps": "300-40; 500-80+free",
    "priority": "0",
    "bearer": "platform",
    "is_enabled": "on",
}
TEMPLATE = {
    "name": "茶友券",
    "kind": "fixed",
    "bearer": "platform",
    "amount": "10",
    "off_basis_points": "0",
    "threshold_amount": "99.00",
    "valid_days": "7",
    "per_member_limit": "1",
    "is_enabled": "on",
}


@pytest.fixture
def desk():
    return at_work(in_role(Role.OPERATIONS))


def test_a_full_reduction_is_typed_in_yuan(desk):
    add = "/admin/marketing/fullreductionoffer/add/"
    for steps in ("40", "500-80; 300-40"):
        assert desk.post(add, REDUCTION | {"steps": steps}).status_code == 200
    assert not FullReductionOffer.objects.exists()

    assert desk.post(add, REDUCTION).status_code == 302

    offer = FullReductionOffer.objects.get()
    assert offer.steps == [
        {"threshold": 30_000, "off": 4_000, "free_shipping": False},
        {"threshold": 50_000, "off": 8_000, "free_shipping": True},
    ]
    page = f"/admin/marketing/fullreductionoffer/{offer.pk}/change/"
    assert 'value="300-40; 500-80+free"' in desk.get(page).content.decode()
    assert desk.post(page, REDUCTION | {"name": "双12"}).status_code == 302
    offer.refresh_from_db()
    assert offer.name == "双12"


def test_a_coupon_is_set_up_and_its_terms_stay_once_members_hold_it(desk):
    assert desk.post("/admin/marketing/coupontemplate/add/", TEMPLATE).status_code == 302
    template = CouponTemplate.objects.get()
    assert (template.amount, template.threshold_amount) == (1_000, 9_900)
    page = f"/admin/marketing/coupontemplate/{template.pk}/change/"
    assert 'name="amount"' in desk.get(page).content.decode()

    grant = {"template_id": template.pk, "actor": STAFF, "at": real_now()}
    ids = [a_member().pk]
    marketing.grant_coupons(member_ids=ids, seen=seen_of(ids, {}), **grant)
    assert 'name="amount"' not in desk.get(page).content.decode()
    assert desk.post(page, TEMPLATE | {"name": "老友券", "amount": "1"}).status_code == 302

    template.refresh_from_db()
    assert (template.name, template.amount) == ("老友券", 1_000)
    assert desk.get("/admin/marketing/coupontemplate/").status_code == 200


def test_granting_says_first_what_would_happen_to_each_phone(desk):
    template = a_template()
    a_member("13900000001")
    has = a_member("13900000002")
    marketing.claim_coupon(template_id=template.pk, member_id=has.pk, at=template.claimable_from)
    page = reverse("admin:marketing_coupontemplate_grant", args=[template.pk])
    upload = SimpleUploadedFile("list.csv", b"phone,name\n13900000003,Li\n13900000001,Na\n")

    seen = desk.post(page, {"pasted": "13900000001，13900000002", "upload": upload, "check": ""})

    assert [(row.phone, row.verdict) for row in seen.context["grant"].rows] == [
        ("13900000001", "gets_one"),
        ("13900000002", "has_theirs"),
        ("13900000003", "nobody"),
    ]
    assert Coupon.objects.count() == 1
    listed = "13900000001\n13900000002\n13900000003"
    confirmed = {"pasted": listed, "seen": seen.context["grant"].seen, "grant": ""}
    assert desk.post(page, confirmed).status_code == 302
    assert set(Coupon.objects.values_list("member__phone", "source")) == {
        ("13900000001", "granted"),
        ("13900000002", "claimed"),
    }
    assert desk.post(page, {"pasted": "nobody", "grant": ""}).status_code == 200


def test_a_coupon_is_granted_to_tiers_and_to_whoever_stands_in_a_workbook(desk):
    template = a_template()
    gold = Tier.objects.create(name="金卡", threshold=100)
    for phone, tier in (("13900000001", gold), ("13900000002", gold), ("13900000003", None)):
        member = a_member(phone)
        review = tier and NOON
        Member.objects.filter(pk=member.pk).update(tier=tier, tier_review_at=review)
    page = reverse("admin:marketing_coupontemplate_grant", args=[template.pk])
    upload = SimpleUploadedFile("名单.xlsx", workbook(["姓名", "手机"], ["李", 13900000003]))

    seen = desk.post(page, {"tiers": [gold.pk], "upload": upload, "check": ""})

    assert [row.phone for row in seen.context["grant"].rows] == ["13900000003"]
    assert len(seen.context["grant"].member_ids) == 3
    asked = {"tiers": [gold.pk], "pasted": "13900000002"}
    seen = desk.post(page, asked).context["grant"].seen
    assert desk.post(page, asked | {"grant": "", "seen": seen}).status_code == 302
    assert set(Coupon.objects.values_list("member__phone", flat=True)) == {
        "13900000001",
        "13900000002",
    }


def test_a_second_click_grants_nothing_and_shows_what_would_happen_now(desk):
    template = a_template(per_member_limit=3)
    a_member("13900000001")
    page = reverse("admin:marketing_coupontemplate_grant", args=[template.pk])
    asked = {"pasted": "13900000001", "grant": ""}
    asked["seen"] = desk.post(page, asked).context["grant"].seen
    desk.post(page, asked)

    again = desk.post(page, asked)

    assert "Look again" in again.content.decode()
    assert again.context["grant"].seen != asked["seen"]
    assert Coupon.objects.count() == 1


def test_a_grant_to_nobody_or_from_what_is_no_spreadsheet_says_so(desk):
    page = reverse("admin:marketing_coupontemplate_grant", args=[a_template().pk])
    broken = SimpleUploadedFile("list.xlsx", b"PK but no workbook")

    assert "at least one phone" in desk.post(page, {"grant": ""}).content.decode()
    assert ".xlsx" in desk.post(page, {"upload": broken, "grant": ""}).content.decode()
    nobody = {"pasted": "order 1234567890123", "grant": ""}
    assert "at least one phone" in desk.post(page, nobody).content.decode()
    assert not Coupon.objects.exists()


def test_more_members_or_rows_than_one_grant_takes_are_refused_with_what_to_do(desk, monkeypatch):
    gold = Tier.objects.create(name="金卡", threshold=100)
    a_member("13900000001")
    Member.objects.update(tier=gold, tier_review_at=NOON)
    monkeypatch.setattr(GrantForm, "MOST_IN_TIERS", 0)
    monkeypatch.setattr(GrantForm, "MOST_ROWS", 1)
    page = reverse("admin:marketing_coupontemplate_grant", args=[a_template().pk])
    upload = SimpleUploadedFile("list.csv", b"13900000001\n13900000002\n")

    crowd = desk.post(page, {"tiers": [gold.pk], "grant": ""}).content.decode()
    long = desk.post(page, {"upload": upload, "grant": ""}).content.decode()

    assert "These tiers have 1 members, and one grant is for up to 0." in crowd
    assert "Only up to 1 rows can be read at once." in long
    assert not Coupon.objects.exists()


def test_what_was_set_up_and_changed_can_be_read(desk):
    offer = a_reduction((30_000, 4_000), name="双11")
    terms = {"name": "双12", "steps": offer.steps, "starts_at": offer.starts_at}
    changed = {**terms, "ends_at": offer.ends_at}
    marketing.change_reduction(offer_id=offer.pk, actor=STAFF, at=real_now(), **changed)

    page = desk.get("/admin/marketing/promotionchange/").content.decode()

    assert "双11 → 双12" in page
    assert f"/admin/marketing/fullreductionoffer/{offer.pk}/change/" in page


def test_the_codes_of_a_batch_are_handed_over_as_it_is_made(desk):
    batch = {
        **window("valid_from", "valid_until"),
        "name": "周年兑换",
        "count": "3",
        "quantity": "1",
        "price_amount": "0",
        "ships_free": "on",
        "template": str(a_template().pk),
    }

    answer = desk.post("/admin/marketing/exchangebatch/add/", batch)

    assert answer["Content-Type"].startswith("text/csv")
    _title, *rows = csv.reader(answer.content.decode("utf-8-sig").splitlines())
    endings = set(ExchangeCode.objects.values_list("ending", flat=True))
    assert {row[0][-4:] for row in rows} == endings
    assert (len(rows), ExchangeBatch.objects.get().actor[:6]) == (3, "staff:")
    for page in ("", f"{ExchangeBatch.objects.get().pk}/change/"):
        assert rows[0][0] not in desk.get(f"/admin/marketing/exchangebatch/{page}").content.decode()


def test_the_calendar_draws_the_month_and_warns(desk):
    now = real_now()
    for name in ("甲", "乙"):
        days = {"starts_at": now - 7 * DAY, "ends_at": now + 7 * DAY}
        a_reduction((30_000, 4_000), name=name, exclusive=True, **days)

    calendar = "/admin/marketing/fullreductionoffer/calendar/"
    page = desk.get(calendar).content.decode()
    other = desk.get(f"{calendar}?month=2020-01").content.decode()

    assert page.count("dd-calendar-bar") == 2
    assert "甲 × 乙" in page
    assert "dd-calendar-bar" not in other
