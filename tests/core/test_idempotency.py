import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Event
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from core import idempotency, tasks
from core.api.idempotency import claim_of, idempotent
from core.clock import real_now
from core.db import atomic
from core.errors import NotFound
from core.idempotency import Answer, Claim, KeyInUse, KeyMissing, KeyReused, look_up, remember
from core.models import IdempotencyKey, Incident, Severity
from tests.core.stories import NOON
from tests.races import race

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)

CLAIM = Claim.of(caller="member:1", operation="boil", key="k1", body=b"{}")


def answered(claim: Claim = CLAIM, *, at: datetime = NOON, content: object = "tea") -> None:
    with atomic():
        assert look_up(claim, at=at) is None
        remember(claim, Answer(201, content), at=at)


@atomic
def asked(claim: Claim = CLAIM, *, at: datetime = NOON) -> Answer | None:
    return look_up(claim, at=at)


def test_a_new_key_has_no_answer():
    assert asked() is None
    assert not IdempotencyKey.objects.exists()


def test_a_repeat_gets_the_first_answer():
    answered(content={"number": "7", "lines": [1, 2]})
    assert asked() == Answer(201, {"number": "7", "lines": [1, 2]})


def test_a_key_with_another_body_is_refused():
    answered()
    other = Claim.of(caller="member:1", operation="boil", key="k1", body=b'{"cups":2}')
    with pytest.raises(KeyReused):
        asked(other)
    assert asked() == Answer(201, "tea")


def test_callers_and_operations_do_not_share_keys():
    answered()
    for caller, operation in [("member:2", "boil"), ("member:1", "pour")]:
        assert asked(Claim.of(caller=caller, operation=operation, key="k1", body=b"{}")) is None


def test_a_key_is_free_again_after_a_day():
    answered(content="old")
    day_later = NOON + idempotency.KEPT_FOR
    assert asked(at=day_later - timedelta(seconds=1)) == Answer(201, "old")
    answered(at=day_later, content="new")
    assert asked(at=day_later) == Answer(201, "new")
    assert IdempotencyKey.objects.count() == 1


def test_keys_are_forgotten_after_a_day():
    now = real_now()
    answered(at=now - idempotency.KEPT_FOR)
    young = Claim.of(caller="member:1", operation="boil", key="k2", body=b"")
    answered(young, at=now)
    tasks.forget_old()
    assert IdempotencyKey.objects.get().key == "k2"


# --- twins --------------------------------------------------------------------------------


@committed
def test_a_twin_is_told_to_wait_and_then_gets_the_answer():
    working, twin_was_refused = Event(), Event()

    @atomic
    def first() -> str:
        assert look_up(CLAIM, at=NOON) is None
        working.set()
        assert twin_was_refused.wait(60)
        remember(CLAIM, Answer(201, "tea"), at=NOON)
        return "worked"

    def twin() -> object:
        assert working.wait(60)
        try:
            return asked()
        finally:
            twin_was_refused.set()

    outcomes = race([first, twin])

    assert outcomes[0] == "worked"
    assert isinstance(outcomes[1], KeyInUse)
    assert (outcomes[1].status, outcomes[1].retry_after) == (409, 1)
    assert asked() == Answer(201, "tea")


@committed
def test_many_at_once_do_the_work_once():
    @atomic
    def order() -> object:
        if stored := look_up(CLAIM, at=NOON):
            return stored
        Incident.objects.create(
            kind="work", subject="done", severity=Severity.LOW, opened_at=NOON, resolved_at=NOON
        )
        remember(CLAIM, Answer(201, "tea"), at=NOON)
        return "worked"

    outcomes = race([order] * 12)

    assert outcomes.count("worked") == 1
    for outcome in outcomes:
        assert outcome in ("worked", Answer(201, "tea")) or isinstance(outcome, KeyInUse)
    assert Incident.objects.filter(kind="work").count() == 1


@committed
def test_a_twin_that_looked_before_our_commit_cannot_store_a_second_answer():
    """Its snapshot is older than our answer, although the lock was free: the write tells it."""
    answered()

    @atomic
    def late() -> None:
        remember(CLAIM, Answer(201, "coffee"), at=NOON)

    with pytest.raises(KeyInUse):
        late()
    assert asked() == Answer(201, "tea")


# --- at the edge --------------------------------------------------------------------------


class Kettle(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    boiled = 0

    @idempotent("boil")
    def post(self, request):
        if request.data.get("cups", 1) > 5:
            raise NotFound(what="cup")
        Kettle.boiled += 1
        return Response(
            {
                "number": Kettle.boiled,
                "at": datetime(2026, 5, 1, 4, 0, 0, 123456, tzinfo=UTC),
                "label": gettext_lazy("Not found"),
                "weight": Decimal("1.50"),
            },
            status=201,
        )


def post(body, *, key="k1", member=1):
    headers = {"Idempotency-Key": key} if key is not None else {}
    request = APIRequestFactory().post("/kettle", body, format="json", headers=headers)
    force_authenticate(request, user=SimpleNamespace(pk=member, is_authenticated=True))
    return Kettle.as_view()(request).render()


@pytest.fixture(autouse=True)
def _cold_kettle():
    Kettle.boiled = 0


def test_a_repeated_request_reads_the_same_to_the_last_digit():
    first, again = post({"cups": 1}), post({"cups": 1})
    assert (first.status_code, again.status_code) == (201, 201)
    assert json.loads(again.content) == json.loads(first.content)
    assert json.loads(again.content)["at"] == "2026-05-01T04:00:00.123456Z"
    assert Kettle.boiled == 1


@committed
def test_a_twin_at_the_edge_is_told_when_to_come_back():
    answers = []

    @atomic
    def first() -> None:
        key = Claim.of(caller="member:1", operation="boil /kettle", key="k1", body=b"{}")
        assert look_up(key, at=real_now()) is None
        (outcome,) = race([lambda: post({})])
        answers.append(outcome)

    first()

    (twin,) = answers
    assert (twin.status_code, twin.data["code"]) == (409, "idempotency.in_progress")
    assert twin["Retry-After"] == "1"
    assert Kettle.boiled == 0


def test_another_member_may_use_the_same_key():
    post({})
    assert post({}, member=2).data["number"] == 2


def test_a_refused_request_leaves_no_key():
    assert post({"cups": 6}).status_code == 404
    assert not IdempotencyKey.objects.exists()
    assert post({"cups": 5}).status_code == 201


def test_a_request_with_another_body_is_refused_and_does_nothing():
    post({"cups": 1})
    answer = post({"cups": 2})
    assert (answer.status_code, answer.data["code"]) == (422, "idempotency.key_reused")
    assert Kettle.boiled == 1


@pytest.mark.parametrize("key", [None, "", "k" * 256])
def test_a_request_without_a_usable_key_is_refused(key):
    answer = post({}, key=key)
    assert (answer.status_code, answer.data["code"]) == (400, "idempotency.key_missing")
    assert Kettle.boiled == 0


@pytest.mark.parametrize("key", ["a\x00b", "a\nb", "\x7f"])
def test_a_key_of_control_characters_is_none(key):
    request = RequestFactory().post("/kettle")
    request.META["HTTP_IDEMPOTENCY_KEY"] = key
    with pytest.raises(KeyMissing):
        claim_of(Request(request), "boil")
