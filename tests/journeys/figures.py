"""The same figures as the book's, as the database has them; and a fingerprint of all of it."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Sum

from core.laws import verdicts
from ledger.models import Account, Posting
from orders.models import Order, OrderLine
from payments.models import Attempt, ProviderPayment, RefundLeg
from products.models import StockItem

APPS = ("core", "ledger", "products", "members", "orders", "payments", "logistics")


def figures_of_the_shop() -> dict[str, Any]:
    wallets = Account.objects.filter(kind="member_balance")
    booked = Posting.objects.exclude(account__kind="member_balance").order_by()
    sums = booked.values_list("account__kind", "account__unit").annotate(amount=Sum("amount"))
    stock = StockItem.objects.order_by().values_list("sku__code")
    clocks = "auto_receive_at", "auto_receive_left", "auto_complete_at", "auto_complete_left"
    return {
        "wallets": {
            int(owner.partition(":")[2]): (balance, held)
            for owner, balance, held in wallets.values_list(
                "owner", "balance_amount", "held_amount"
            )
        },
        "accounts": {(kind, unit): amount for kind, unit, amount in sums if amount},
        "stock": {
            code: (on_hand, reserved)
            for code, on_hand, reserved in stock.annotate(Sum("on_hand"), Sum("reserved"))
        },
        "orders": dict(Order.objects.values_list("number", "status")),
        "clocks": {
            number: tuple(each) for number, *each in Order.objects.values_list("number", *clocks)
        },
        "lines": {
            (order, line): (shipped, cancelled)
            for order, line, shipped, cancelled in OrderLine.objects.values_list(
                "order__number", "number", "shipped_quantity", "cancelled_quantity"
            )
        },
        "attempts": dict(Attempt.objects.values_list("out_trade_no", "status")),
        "receipts": {
            transaction: tuple(rest)
            for transaction, *rest in ProviderPayment.objects.values_list(
                "transaction_id", "disposition", "amount", "currency"
            )
        },
        "legs": {
            number: (status, amount)
            for number, status, amount in RefundLeg.objects.values_list(
                "out_refund_no", "status", "amount"
            )
        },
    }


def broken_laws() -> list[str]:
    return [f"{each.app}: {each.law.name}: {row}" for each in verdicts() for row in each.broken]


def fingerprint() -> dict[str, str]:
    """What every table of the shop holds, down to the last row."""
    tables = [
        model._meta.db_table
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if model._meta.managed
    ]
    each = "SELECT '{0}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each.format(table) for table in tables))
        return dict(cursor.fetchall())


def parcel_contents() -> dict[int, dict[int, int]]:
    """Parcel -> line number -> pieces in it."""
    contents: dict[int, dict[int, int]] = defaultdict(dict)
    lines = apps.get_model("logistics", "ShipmentLine").objects.order_by()
    for parcel, line, pieces in lines.values_list("shipment", "order_line__number").annotate(
        Sum("quantity")
    ):
        contents[parcel][line] = pieces
    return contents
