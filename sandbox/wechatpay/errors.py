"""Refusals of the v3 API: ``{"code", "message", "detail"}`` under a 4xx or 5xx status."""

from collections.abc import Mapping

# The digits after the last "-" of Request-ID tell merchant support which check refused.
# Those that WeChat documents are given where the refusal is raised; the rest are of that shape.
NUMBER_OF_CODE = {
    "PARAM_ERROR": 268435457,
    "SIGN_ERROR": 268435460,
    "INVALID_REQUEST": 268435462,
    "NO_AUTH": 268435463,
    "RESOURCE_NOT_EXISTS": 268435464,
    "APPID_MCHID_NOT_MATCH": 268435470,
    "ORDER_NOT_EXIST": 268435471,
    "ORDER_CLOSED": 268435472,
    "ORDERPAID": 268449538,
    "OUT_TRADE_NO_USED": 268498688,
    "NOT_ENOUGH": 268435480,
    "FREQUENCY_LIMITED": 268435481,
    "SYSTEM_ERROR": 268435456,
}


class ApiError(Exception):
    """A call is refused; nothing has happened."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        detail: Mapping[str, object] | None = None,
        number: int | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.detail = detail
        self.number = number or NUMBER_OF_CODE[code]

    def body(self) -> dict[str, object]:
        body: dict[str, object] = {"code": self.code, "message": self.message}
        if self.detail is not None:
            body["detail"] = self.detail
        return body


def param_error(
    field: str,
    issue: str,
    *,
    value: object = None,
    location: str = "body",
    number: int | None = None,
) -> ApiError:
    """A field that breaks a rule; ``field`` is a path such as ``/amount/total``."""
    detail = {"field": field, "value": value, "issue": issue, "location": location}
    return ApiError(400, "PARAM_ERROR", f"参数错误：{field} {issue}", detail=detail, number=number)
