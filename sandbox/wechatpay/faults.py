"""The faults that WeChat Pay's part of the sandbox can act out."""

from sandbox.faults import Kind, Setting

OPERATION = Setting(
    "any",
    (
        *("any", "prepay", "query", "close", "refund", "query_refund"),
        *("subscribe", "track", "recognise"),  # of Kuaidi100
    ),
)

KINDS = {
    "system_error": Kind(
        "api",
        "Answer 5xx SYSTEM_ERROR, before or after doing what was asked",
        "返回 5xx SYSTEM_ERROR，请求可能已执行",
        {
            "operation": OPERATION,
            "status": Setting(500, least=500, most=599),
            "executed": Setting("no", ("no", "yes")),
        },
    ),
    "rate_limited": Kind(
        "api",
        "Answer 429 FREQUENCY_LIMITED, doing nothing",
        "返回 429 FREQUENCY_LIMITED，请求未执行",
        {"operation": OPERATION},
    ),
    "hang": Kind(
        "api",
        "Answer only after so many seconds",
        "若干秒后才返回",
        {"operation": OPERATION, "seconds": Setting(15.0)},
    ),
    "drop_connection": Kind(
        "api",
        "Do what was asked, then hang up without an answer",
        "请求已执行，但连接断开、没有应答",
        {"operation": OPERATION},
    ),
    "close_says_paid": Kind(
        "api",
        "Answer a close with ORDERPAID, whatever the trade's state",
        "关单时返回 ORDERPAID",
    ),
    "query_says_missing": Kind(
        "api",
        "Answer a query with 404 ORDER_NOT_EXIST",
        "查单时返回 404 ORDER_NOT_EXIST",
    ),
    "pay_after_close": Kind(
        "payment",
        "Let a closed or expired trade be paid: a late payment",
        "已关闭或已过期的订单仍可支付（迟到的付款）",
    ),
    "pay_at_close": Kind(
        "payment",
        "The payer pays at the instant of the close: the payment wins, or a true race",
        "关单的同一瞬间用户付款：付款胜出，或真正的竞争",
        {"wins": Setting("payment", ("payment", "race"))},
    ),
    "refund_outcome": Kind(
        "refund",
        "The refund ends like this, so many seconds after it was accepted (-1: stays PROCESSING)",
        "退款受理若干秒后的结果（-1：一直处理中）",
        {
            "status": Setting("ABNORMAL", ("SUCCESS", "CLOSED", "ABNORMAL")),
            "seconds": Setting(0.0, least=-1),
        },
    ),
    "refund_not_enough": Kind(
        "refund",
        "Refuse a refund: 403 NOT_ENOUGH, the merchant's balance is too low",
        "拒绝退款：403 NOT_ENOUGH，商户余额不足",
    ),
    "notify_delay": Kind(
        "notification", "Send it so many seconds late", "延迟若干秒发送", {"seconds": Setting(10.0)}
    ),
    "notify_drop": Kind(
        "notification",
        "Lose it on the way; the next attempt comes by the retry table",
        "通知丢失，按重试表再次发送",
    ),
    "notify_duplicate": Kind(
        "notification",
        "Send it several times at once",
        "同时重复发送多次",
        {"copies": Setting(2, least=2, most=100)},
    ),
    "notify_reorder": Kind(
        "notification",
        "Hold it back until another notification went out (or so many seconds passed)",
        "扣住，等另一条通知先发出（或若干秒后）",
        {"seconds": Setting(60.0)},
    ),
    "notify_forge": Kind(
        "notification", "Sign it with a key that is not the platform's", "用伪造的密钥签名"
    ),
    "notify_probe": Kind(
        "notification",
        "Probe first with a WECHATPAY/SIGNTEST/ signature, then send the right one",
        "先发签名探测 WECHATPAY/SIGNTEST/，再发正确通知",
    ),
    "notify_stale": Kind(
        "notification",
        "Sign it rightly with a timestamp this old",
        "签名正确，但时间戳陈旧",
        {"seconds": Setting(3600)},
    ),
    "notify_corrupt": Kind(
        "notification",
        "Spoil the body after signing, or the ciphertext before signing",
        "签名后破坏报文，或签名前破坏密文",
        {"part": Setting("body", ("body", "ciphertext"))},
    ),
    "notify_wrong_amount": Kind(
        "notification",
        "Sign and encrypt rightly, with the amount off by so many fen",
        "签名、加密正确，但金额不符（分）",
        {"off_by": Setting(-1, least=-1e9, most=1e9)},
    ),
    "notify_wrong_mchid": Kind(
        "notification", "Sign and encrypt rightly, for another mchid", "签名正确，但商户号不符"
    ),
    "notify_wrong_appid": Kind(
        "notification", "Sign and encrypt rightly, for another appid", "签名正确，但 appid 不符"
    ),
    "notify_unknown_serial": Kind(
        "notification",
        "Name a platform key that nobody knows in Wechatpay-Serial",
        "Wechatpay-Serial 为未知的平台公钥",
    ),
}
