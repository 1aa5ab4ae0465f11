"""Fixed windows in Valkey: what is counted, refused and said about trying again."""

from datetime import UTC, datetime, timedelta

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from core.api.throttling import client_address, client_ip
from core.limits import Budget, LimitExceeded, spend
from members.rules import SIGN_IN_CODES_PER_PHONE, SIGN_IN_TRIES_PER_PHONE
from tests.races import race

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)


def codes(subject: str) -> Budget:
    return Budget(SIGN_IN_CODES_PER_PHONE, HOUR, subject)


def test_a_budget_lasts_for_its_number_and_then_says_when_there_is_room_again():
    for _ in range(5):
        spend(codes("a"), at=NOON)

    with pytest.raises(LimitExceeded) as refused:
        spend(codes("a"), at=NOON + timedelta(minutes=59, seconds=30))

    assert refused.value.retry_after == 30
    assert refused.value.facts == {"retry_after": 30}


def test_a_new_window_begins_with_a_whole_budget():
    for _ in range(6):
        try:
            spend(codes("a"), at=NOON)
        except LimitExceeded:
            continue
    spend(codes("a"), at=NOON + HOUR)


def test_each_subject_has_a_budget_of_its_own():
    for _ in range(5):
        spend(codes("a"), at=NOON)
    spend(codes("b"), at=NOON)


def test_of_several_budgets_each_counts_and_one_used_up_is_enough_to_refuse():
    for _ in range(5):
        spend(codes("a"), Budget(SIGN_IN_TRIES_PER_PHONE, 24 * HOUR, "a"), at=NOON)
    with pytest.raises(LimitExceeded) as refused:
        spend(codes("a"), Budget(SIGN_IN_TRIES_PER_PHONE, 24 * HOUR, "a"), at=NOON)
    assert refused.value.retry_after == 3600


def test_changing_the_rule_counts_at_once():
    spend(codes("a"), at=NOON)
    SIGN_IN_CODES_PER_PHONE.change(1)
    with pytest.raises(LimitExceeded):
        spend(codes("a"), at=NOON)


def test_counting_costs_no_sql(django_assert_num_queries):
    spend(codes("a"), at=NOON)
    with django_assert_num_queries(0):
        spend(codes("a"), at=NOON)


def test_of_many_at_once_only_as_many_as_allowed_get_through():
    spend(codes("other"), at=NOON)  # brings the rule into the cache
    outcomes = race([lambda: spend(codes("a"), at=NOON)] * 12)
    assert outcomes.count(None) == 5
    assert sum(isinstance(outcome, LimitExceeded) for outcome in outcomes) == 7


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        (1, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (1, "203.0.113.9", None, "203.0.113.9"),
        (0, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        (0, "::ffff:203.0.113.9", None, "203.0.113.9"),
        (1, "10.0.0.1", "not an address", "unknown"),
        (0, "", None, "unknown"),
    ],
)
def test_an_address_is_believed_only_as_far_as_our_own_proxies_wrote_it(
    proxies, remote, forwarded, address, monkeypatch
):
    monkeypatch.setattr("rest_framework.settings.api_settings.NUM_PROXIES", proxies)
    headers = {"REMOTE_ADDR": remote} | (
        {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    )
    request = Request(APIRequestFactory().get("/", **headers))
    assert client_address(request) == address
    whole = {"2001:db8:1:2::/64": "2001:db8:1:2:3:4:5:6", "unknown": ""}
    assert client_ip(request) == whole.get(address, address)
