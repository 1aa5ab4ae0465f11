"""The platform's refusals: HTTP 200 with an errcode, as WeChat answers them."""

import secrets

MESSAGES = {
    -1: "system error",
    40002: "invalid grant_type",
    40013: "invalid appid",
    40029: "invalid code",
    40125: "invalid appsecret",
    40163: "code been used",
    40226: "code blocked",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    43002: "require POST method",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, mustslower, retry next minute",
    47001: "data format error",
}


class ApiError(Exception):
    def __init__(self, errcode: int) -> None:
        super().__init__(f"{errcode} {MESSAGES[errcode]}")
        self.errcode = errcode

    def body(self) -> dict[str, object]:
        """``errmsg`` ends in an id of the request: nobody should read it but a person."""
        rid = f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
        return {"errcode": self.errcode, "errmsg": f"{MESSAGES[self.errcode]}, rid: {rid}"}
