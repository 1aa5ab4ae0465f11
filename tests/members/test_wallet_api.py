"""What members see of what they own, and how they bind a card."""

import pytest

from core.clock import real_now
from ledger.selectors import Balance
from members import selectors, services
from members.models import Card, CardBatch, LotSource, Member, Tier
from members.services import IssuedCard
from tests.members.factories import MemberFactory, signed_in
from tests.members.purses import STAFF, give, hold

pytestmark = pytest.mark.django_db

API = "/api/v1/me"


@pytest.fixture
def member() -> Member:
    return MemberFactory()


@pytest.fixture
def card() -> IssuedCard:
    batch = CardBatch.objects.create(
        name="礼品卡", count=1, face_amount=10_000, source=LotSource.GIFT, valid_days=30
    )
    return services.issue_cards(batch_id=batch.pk, actor=STAFF, at=real_now())[0]


def bind(member: Member, number: str, pin: str, key: str = "k"):
    body = {"number": number, "pin": pin}
    return signed_in(member).post(f"{API}/cards", body, headers={"Idempotency-Key": key})


def of(member: Member, path: str):
    answer = signed_in(member).get(f"{API}/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def yuan(fen: int) -> dict[str, object]:
    return {"amount": fen, "currency": "CNY"}


def test_the_wallet_of_who_has_nothing_is_empty(member):
    empty = {"balance": yuan(0), "held": yuan(0), "available": yuan(0)}
    assert of(member, "wallet") == empty | {
        "points": {"balance": 0, "held": 0, "available": 0},
        "points_expiring": None,
        "stored_value": empty,
        "stored_value_expiring": None,
        "is_frozen": False,
    }
    for path in ("points/statement", "stored-value/statement", "cards", "growth", "tier/changes"):
        assert of(member, path)["results"] == []


def test_the_wallet_shows_points_and_what_expires_next(member):
    give(member, 300, at=real_now())
    hold(member, 100, at=real_now())

    wallet = of(member, "wallet")

    assert wallet["points"] == {"balance": 300, "held": 100, "available": 200}
    assert wallet["points_expiring"]["points"] == 200
    line = of(member, "points/statement")["results"][0]
    assert (line["kind"], line["change"]) == ("points_grant", 300)


def test_a_card_is_bound_as_people_type_it_and_once_per_key(member, card):
    number, pin = f"{card.number[:8]} {card.number[8:]}", f"{card.pin[:8]}-{card.pin[8:]}".lower()

    answer = bind(member, number, pin)
    again = bind(member, number, pin)

    assert answer.status_code == again.status_code == 201
    assert answer.json() == again.json()
    bound = answer.json()
    assert (bound["number"], bound["remaining"], bound["is_gift"]) == (
        card.number,
        yuan(10_000),
        True,
    )
    assert of(member, "cards")["results"] == [bound]
    assert of(member, "wallet")["stored_value"]["available"] == yuan(10_000)
    assert of(member, f"cards/{card.number}/statement")["results"][0]["change"] == yuan(10_000)
    assert of(member, "stored-value/statement")["results"][0]["kind"] == "card_bound"


def test_a_wrong_pin_and_an_unknown_number_get_the_same_answer(member, card):
    wrong, unknown = bind(member, card.number, "W" * 16), bind(member, "1" * 16, card.pin, "k2")
    assert wrong.status_code == unknown.status_code == 403
    for told in ("code", "title", "detail"):
        assert wrong.json()[told] == unknown.json()[told]
    assert selectors.stored_value(member.pk) == Balance(balance=0, held=0)
    assert not Card.objects.exclude(member=None).exists()


def test_the_card_of_somebody_else_is_not_there(member, card):
    bind(MemberFactory(), card.number, card.pin)
    assert bind(member, card.number, card.pin).json()["code"] == "card.taken"
    assert signed_in(member).get(f"{API}/cards/{card.number}/statement").status_code == 404


def test_the_tier_tells_its_benefits_and_how_far_the_next_one_is(member):
    Tier.objects.create(
        name="银卡", name_en="Silver", threshold=100, benefits="98 折\n生日礼", price_factor=9_800
    )
    Tier.objects.create(name="金卡", threshold=500)
    assert of(member, "tier")["missing_growth"] == 100
    services.accrue(member_id=member.pk, reference="A", lines={1: 18_000}, at=real_now())

    standing = of(member, "tier")

    assert standing["tier"]["benefits"] == ["98 折", "生日礼"]
    assert standing["next_tier"]["name"] == "金卡"
    assert (standing["growth"], standing["missing_growth"]) == (180, 320)
    step = of(member, "tier/changes")["results"][0]
    assert (step["from_tier"], step["to_tier"], step["cause"]) == (None, "银卡", "reached")
    assert of(member, "growth")["results"][0]["change"] == 180
