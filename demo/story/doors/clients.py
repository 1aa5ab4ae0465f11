"""What the payer's browser, WeChat or app makes of what the shop hands it: a way to the cashier."""

from urllib.parse import urlencode

import requests

from demo.story.doors.api import Api
from demo.story.doors.shopper import Payment

_TIMEOUT = (5, 30)


def cashier_of(payment: Payment, *, sandbox_url: str, control: Api) -> str:
    """The cashier's address, reached as the product is meant to be opened.

    WeChat verifies what the shop has signed for a page, a mini-program or an app before it shows
    anything.
    """
    given = payment.parameters
    match payment.method, payment.product:
        case "wechat", "native":
            return f"{sandbox_url}/cashier/?{urlencode(given)}"
        case "wechat", ("jsapi" | "mini" | "app") as client:
            called = control.post("/invoke", {"client": client, "parameters": given})
            return str(called["cashier_url"])
        case "alipay", "app":
            trade = control.post("/alipay/open", given)
            return f"{sandbox_url}/alipay/cashier?{urlencode({'number': trade['out_trade_no']})}"
    (address,) = given.values()
    answer = requests.get(address, timeout=_TIMEOUT)
    answer.raise_for_status()
    return answer.url
