"""Refusals of the gateway: ``code``, ``msg``, ``sub_code`` and ``sub_msg`` in an answer of 200."""

MESSAGES = {
    "20000": "Service Currently Unavailable",
    "40001": "Missing Required Arguments",
    "40002": "Invalid Arguments",
    "40004": "Business Failed",
    "40005": "Call Limited",
}

BUSINESS = {
    "ACQ.TRADE_NOT_EXIST": "交易不存在",
    "ACQ.INVALID_PARAMETER": "参数无效",
    "ACQ.CONTEXT_INCONSISTENT": "交易信息被篡改",
    "ACQ.TRADE_HAS_SUCCESS": "交易已被支付",
    "ACQ.TRADE_HAS_CLOSE": "交易已经关闭",
    "ACQ.TRADE_HAS_FINISHED": "交易已完结",
    "ACQ.TRADE_STATUS_ERROR": "交易状态不合法",
    "ACQ.SELLER_BALANCE_NOT_ENOUGH": "卖家余额不足",
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL": "退款金额超限",
    "ACQ.DISCORDANT_REPEAT_REQUEST": "请求信息不一致",
}


class ApiError(Exception):
    """A call is refused; nothing has happened. ``signed``: whether Alipay signs the refusal."""

    def __init__(self, code: str, sub_code: str, sub_msg: str, *, signed: bool = True) -> None:
        super().__init__(f"{code} {sub_code}: {sub_msg}")
        self.code = code
        self.sub_code = sub_code
        self.sub_msg = sub_msg
        self.signed = signed

    def body(self) -> dict[str, str]:
        return {
            "code": self.code,
            "msg": MESSAGES[self.code],
            "sub_code": self.sub_code,
            "sub_msg": self.sub_msg,
        }


def business(sub_code: str, detail: str = "") -> ApiError:
    """40004, with the documented words for ``sub_code`` unless ``detail`` says more."""
    return ApiError("40004", sub_code, detail or BUSINESS[sub_code])


def invalid(field: str, why: str) -> ApiError:
    """A field of biz_content that breaks a rule."""
    return business("ACQ.INVALID_PARAMETER", f"参数无效：{field} {why}")


def unavailable() -> ApiError:
    """The call may or may not have been done."""
    return ApiError("20000", "isp.unknow-error", "系统繁忙")


def call_limited() -> ApiError:
    """Refused before anything was done."""
    return ApiError("40005", "isv.app-call-limited", "应用调用次数超限")
