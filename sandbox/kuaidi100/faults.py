"""The faults that only Kuaidi100's part of the sandbox can act out; the rest it shares."""

from sandbox.faults import Kind

KINDS = {
    "notify_unsigned": Kind(
        "notification", "Send a push without its signature", "推送不带签名（快递100）"
    ),
}
