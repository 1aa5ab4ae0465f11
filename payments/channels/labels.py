"""What the products of the channels are called where staff choose among them."""

from django.utils.translation import gettext_lazy as _

PRODUCT_LABELS = {
    "points": _("Points"),
    "stored_value": _("Stored-value cards"),
    "balance": _("Wallet balance"),
    "native": _("Native: a code to scan"),
    "jsapi": _("JSAPI: a page inside WeChat"),
    "mini": _("Mini-program"),
    "h5": _("H5: a phone's browser"),
    "app": _("App: the shop's own app"),
    "qr": _("QR: a code to scan"),
    "page": _("Page: a computer's browser"),
    "wap": _("Wap: a phone's browser"),
}
