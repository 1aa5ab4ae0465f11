"""The faults that only Alipay's part of the sandbox can act out; the rest it shares."""

from sandbox.faults import Kind, Setting

KINDS = {
    "refund_pending": Kind(
        "refund",
        "Accept a refund with fund_change N; its money moves so many seconds later (-1: when told)",
        "退款受理但 fund_change=N，若干秒后资金才变动（-1：直到指定）",
        {"seconds": Setting(-1.0, least=-1)},
    ),
    "notify_sha1": Kind(
        "notification",
        "Sign it with SHA-1 and sign_type RSA",
        "用 SHA-1 签名，sign_type 为 RSA",
    ),
    "notify_wrong_seller": Kind(
        "notification", "Sign it rightly, for another seller_id", "签名正确，但 seller_id 不符"
    ),
}
