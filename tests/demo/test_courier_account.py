"""The demo shop's account at the sandbox's Kuaidi100 is the one that it knows."""

from config.house.environment import sandbox_courier_account
from sandbox.kuaidi100.account import CUSTOMER, KEY


def test_the_house_names_the_account_that_the_sandbox_knows():
    account = sandbox_courier_account(8010)

    assert (account["KUAIDI100_CUSTOMER"], account["KUAIDI100_KEY"]) == (CUSTOMER, KEY)
    assert account["KUAIDI100_BASE_URL"] == "http://127.0.0.1:8010"
    assert 0 < len(account["KUAIDI100_SALT"]) <= 32
