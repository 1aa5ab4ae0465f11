"""The door of the back office: who may come in, and how often a password may be tried."""

import pytest
from django.test import Client

from members.models import StaffUser
from members.rules import SIGN_IN_TRIES_PER_ADDRESS, STAFF_SIGN_IN_TRIES
from tests.orders.factories import NOON

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def _hour(time_machine):
    """One that does not end while a test counts."""
    time_machine.move_to(NOON, tick=False)


@pytest.fixture(autouse=True)
def _lina():
    StaffUser.objects.create_user("lina", password="correct horse", is_staff=True)


def try_to_enter(password: str, *, username: str = "lina", address: str = "203.0.113.7"):
    """What is said: "" to who is let in."""
    client = Client(REMOTE_ADDR=address, headers={"accept-language": "en"})
    answer = client.post(LOGIN, {"username": username, "password": password})
    if answer.status_code == 302:
        return ""
    assert "_auth_user_id" not in client.session
    return answer.context["form"].non_field_errors()[0]


def test_who_knows_the_password_comes_in():
    assert try_to_enter("correct horse") == ""
    assert try_to_enter("guessed").startswith("Please enter the correct username and password")


def test_a_name_is_tried_only_so_often_from_wherever():
    STAFF_SIGN_IN_TRIES.change(3)
    for number in range(3):
        assert "correct username" in try_to_enter("guessed", address=f"203.0.113.{number}")

    assert try_to_enter("correct horse") == "That was too often. Try again in 3600 seconds."

    StaffUser.objects.create_user("wei", password="correct horse", is_staff=True)
    assert try_to_enter("correct horse", username="wei") == ""


def test_an_address_tries_only_so_often_whatever_the_name():
    SIGN_IN_TRIES_PER_ADDRESS.change(3)
    for number in range(3):
        assert "correct username" in try_to_enter("guessed", username=f"name{number}")

    assert try_to_enter("correct horse") == "That was too often. Try again in 3600 seconds."
    assert try_to_enter("correct horse", address="203.0.113.8") == ""


def test_an_empty_form_is_no_reason_to_fail():
    answer = Client().post(LOGIN, {})
    assert answer.status_code == 200
