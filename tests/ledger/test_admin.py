import pytest
from django.contrib.auth import get_user_model

from ledger import services as ledger
from ledger.models import Account, Entry, Hold
from tests.ledger.books import NOON, pay, shop, wallet

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = get_user_model().objects.create_superuser(username="finance", password="secret")
    client.force_login(user)
    return client


@pytest.fixture
def books():
    member, funds = wallet(12_345), shop("order_funds")
    entry = pay("pay:1", source=member, target=funds, amount=30)
    hold = ledger.hold(key="hold:1", account_id=member, amount=40, reference="order:7", at=NOON)
    return {"account": member, "entry": entry.pk, "hold": hold.pk, "funds": funds}


@pytest.mark.parametrize(
    ("page", "text"), [("account", "¥123.15"), ("entry", "pay:1"), ("hold", "order:7")]
)
def test_staff_read_the_books(staff, books, page, text):
    listed = staff.get(f"/admin/ledger/{page}/")
    shown = staff.get(f"/admin/ledger/{page}/{books[page]}/change/")
    assert (listed.status_code, shown.status_code) == (200, 200)
    assert text in listed.content.decode()
    assert text in shown.content.decode()


def test_the_page_of_an_account_without_a_guard_sums_it_up(staff, books):
    pay("pay:2", source=books["account"], target=books["funds"], amount=70)
    page = staff.get(f"/admin/ledger/account/{books['funds']}/change/").content.decode()
    assert "¥1.00" in page


@pytest.mark.parametrize("page", ["account", "entry", "hold"])
def test_nobody_writes_the_books_by_hand(staff, books, page):
    for address in ("add/", f"{books[page]}/delete/"):
        assert staff.get(f"/admin/ledger/{page}/{address}").status_code == 403
    assert staff.post(f"/admin/ledger/{page}/{books[page]}/change/", {}).status_code == 403


def test_lists_take_the_same_number_of_queries_however_long(
    staff, books, django_assert_max_num_queries
):
    for number in range(2, 12):
        entry = pay(f"pay:{number}", source=books["account"], target=books["funds"], amount=1)
        ledger.reverse_entry(entry_id=entry.pk, key=f"undo:{number}", kind="fix", at=NOON)
    for model in (Account, Entry, Hold):
        with django_assert_max_num_queries(8):
            staff.get(f"/admin/ledger/{model._meta.model_name}/")
